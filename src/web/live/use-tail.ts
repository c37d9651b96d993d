import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useSessionControl } from '../session/session-context.tsx';
import { followTail } from './follow-tail.ts';
import type { RecordQuery } from './record-query.ts';
import { Tail, type TailState } from './tail.ts';

/** What happens from now on, after the newest of what has happened; begins anew with another query. */
export function useTail(query: RecordQuery, withEvents: boolean): TailState & { readonly tail: Tail } {
	const api = useApi();
	const session = useSessionControl();
	const key = JSON.stringify(query);
	const tail = useMemo(() => new Tail({ query: JSON.parse(key) as RecordQuery, withEvents }), [key, withEvents]);
	const state = useSyncExternalStore(tail.subscribe, tail.state);

	useEffect(() => {
		const leaving = new AbortController();
		followTail(tail, api, session, leaving.signal);
		return () => leaving.abort();
	}, [api, session, tail]);

	return { ...state, tail };
}
