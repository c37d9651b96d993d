import { DmsError } from '../../domain/errors.ts';
import { type AccessToken, isExpired } from '../../domain/token.ts';
import type { Authentication } from './authentication.ts';
import { mayComeIn } from './log-in.ts';
import type { Principal } from './principal.ts';
import { toTokenDigest } from './token-digest.ts';

type Identified = Exclude<Principal, { kind: 'anonymous' }>;

const longestToken = 512;

/**
 * Who presents this token. The owner is looked at each time, so that whoever is disabled is out at once.
 * @throws DmsError `token.invalid`, `token.expired`.
 */
export async function authenticateToken(authentication: Authentication, secret: string): Promise<Identified> {
	const { store, clock, sharedTokens } = authentication;
	if (secret === '' || secret.length > longestToken) throw invalidToken();
	const digest = toTokenDigest(secret);
	if (sharedTokens.includes(digest)) return { kind: 'shared-token' };
	const token = await store.tokens.findByDigest(digest);
	if (token === undefined) throw invalidToken();
	if (isExpired(token, clock.now())) throw new DmsError('token.expired', 'the token has expired; get a new one');
	return ownerOf(authentication, token);
}

async function ownerOf({ store }: Authentication, token: AccessToken): Promise<Identified> {
	if (token.owner.kind === 'person') {
		const person = await store.people.findById(token.owner.id);
		if (person === undefined || !mayComeIn(person)) throw invalidToken();
		return { kind: 'person', person, token };
	}
	const account = await store.serviceAccounts.findById(token.owner.id);
	if (account === undefined || !account.enabled) throw invalidToken();
	return { kind: 'service', account, token };
}

function invalidToken(): DmsError {
	return new DmsError('token.invalid', 'the token is unknown or was revoked');
}
