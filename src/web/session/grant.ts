import type { ApiSchema } from '../api/client.ts';

/** A token, whose it is, and until when it is taken. */
export interface Grant {
	readonly login: string;
	readonly token: string;
	/** Milliseconds since epoch, by the clock of this machine. */
	readonly expiresAtMs: number;
}

const key = 'opendms.session';

export function toGrant({ login, token, TTL }: ApiSchema<'Session'>): Grant {
	return { login, token, expiresAtMs: Date.now() + TTL * 1000 };
}

/** What a reload finds again; it is gone with the tab. */
export function readGrant(): Grant | undefined {
	try {
		const grant = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Grant | null;
		return grant !== null && grant.expiresAtMs > Date.now() ? grant : undefined;
	} catch {
		return undefined;
	}
}

export function keepGrant(grant: Grant | undefined): void {
	if (grant === undefined) sessionStorage.removeItem(key);
	else sessionStorage.setItem(key, JSON.stringify(grant));
}
