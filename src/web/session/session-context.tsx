import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
import { isAllowed } from './acl.ts';
import type { Self, Session, SessionState } from './session.ts';

export const SessionContext = createContext<Session | undefined>(undefined);

/** The session itself, to sign in and out. */
export function useSessionControl(): Session {
	const session = useContext(SessionContext);
	if (session === undefined) throw new Error('there is no session around this component');
	return session;
}

export function useSessionState(): SessionState {
	const session = useSessionControl();
	return useSyncExternalStore(session.subscribe, session.state);
}

export interface SignedIn {
	readonly login: string;
	readonly self: Self;
	/** Whether the permission is granted, e.g. `dms.rest.devices.create`; names of the path go through `toSegment`. */
	readonly can: (permission: string) => boolean;
	/** Whether the person is bound to a service provider, and sees nothing that belongs to all. */
	readonly isBound: boolean;
}

/** Who is signed in, and what they may do; for what is within the shell. */
export function useSession(): SignedIn {
	const state = useSessionState();
	return useMemo(() => toSignedIn(state), [state]);
}

const nobody: Self = { actor: 'anonymous', kind: 'anonymous', role: null, acls: [], scope: null, expiresAt: null };

function toSignedIn(state: SessionState): SignedIn {
	const self = state.kind === 'out' ? nobody : state.self;
	return {
		login: state.kind === 'out' ? '' : state.grant.login,
		self,
		can: (permission) => isAllowed(self.acls, permission),
		isBound: self.scope !== null,
	};
}
