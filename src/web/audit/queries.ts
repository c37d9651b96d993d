import { useInfiniteQuery } from '@tanstack/react-query';
import { answerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';
import type { AuditSearch } from './audit-search.ts';

export type AuditEntry = ApiSchema<'AuditEntry'>;

const pageSize = 50;

/** Changes, the newest first, page by page back in time. */
export function useAuditEntries({ from, to, ...rest }: AuditSearch) {
	const api = useApi();
	const query = { ...rest, ...(from === undefined ? {} : { since: from }), ...(to === undefined ? {} : { until: to }), limit: pageSize };
	return useInfiniteQuery({
		queryKey: ['audit-entries', query],
		queryFn: ({ pageParam, signal }) =>
			answerOf(
				api.GET('/api/v1/audit-entries', { params: { query: { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal }),
			),
		initialPageParam: null as string | null,
		getNextPageParam: ({ nextCursor }) => nextCursor,
		select: ({ pages }) => pages.flatMap(({ items }) => items.toReversed()),
	});
}
