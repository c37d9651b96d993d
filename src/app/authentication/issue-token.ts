import { randomBytes } from 'node:crypto';
import type { Store } from '../../domain/ports.ts';
import { type AccessToken, type TokenOwner, toTokenTimes } from '../../domain/token.ts';
import type { Authentication } from './authentication.ts';
import { toTokenDigest } from './token-digest.ts';

/** A token in clear, which exists in this answer alone. */
export interface IssuedToken {
	/** 256 random bits, base64url. */
	readonly secret: string;
	readonly token: AccessToken;
}

const tokenBytes = 32;
/** Further ones push out the oldest. */
const mostTokensPerOwner = 64;

export async function issueToken(
	store: Pick<Store, 'tokens'>,
	{ clock, lifetimes }: Pick<Authentication, 'clock' | 'lifetimes'>,
	owner: TokenOwner,
): Promise<IssuedToken> {
	const secret = randomBytes(tokenBytes).toString('base64url');
	const times = toTokenTimes(lifetimes[owner.kind], clock.now());
	const token = await store.tokens.add({ owner, digest: toTokenDigest(secret), ...times }, mostTokensPerOwner);
	return { secret, token };
}
