import { type AccessToken, toRenewedExpiry } from '../../domain/token.ts';
import type { Authentication } from './authentication.ts';

/** Renewals that gain less than this are not worth a write. */
const leastGainMs = 1_000;

/** Moves the end of a token, within its absolute life. @returns when it expires now. */
export async function renewToken({ store, clock, lifetimes }: Authentication, token: AccessToken): Promise<Date> {
	const expiresAt = toRenewedExpiry(token, lifetimes[token.owner.kind], clock.now());
	if (expiresAt.getTime() - token.expiresAt.getTime() < leastGainMs) return token.expiresAt;
	await store.tokens.renew(token.id, expiresAt);
	return expiresAt;
}
