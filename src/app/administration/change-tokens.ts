import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import type { TokenOwner } from '../../domain/token.ts';
import type { Authentication } from '../authentication/authentication.ts';
import { type IssuedToken, issueToken } from '../authentication/issue-token.ts';
import { applyAudited } from './administration.ts';
import { type PeopleAdministration, requireGrant, requireRoleGrant } from './check-grant.ts';
import { findPerson } from './find-person.ts';
import { findServiceAccount } from './find-service-account.ts';

/** Somebody with tokens, by the name an administrator knows. */
export interface NamedOwner {
	readonly kind: TokenOwner['kind'];
	/** Login or name of the service account. */
	readonly name: string;
}

/** @throws DmsError `service-account.not-found`, `permission.denied`, `value.contradiction` for an account that is disabled. */
export function addServiceToken(
	administration: PeopleAdministration,
	authentication: Pick<Authentication, 'clock' | 'lifetimes'>,
	name: string,
): Promise<IssuedToken> {
	return applyAudited(administration, 'token add', async (store) => {
		const account = await findServiceAccount(store, name);
		requireGrant(administration, account.acls);
		if (!account.enabled) throw new DmsError('value.contradiction', `service account ${name} is disabled`, { field: 'enabled' });
		const issued = await issueToken(store, authentication, { kind: 'service', id: account.id });
		return { value: issued, subject: `service:${name}`, detail: `id=${issued.token.id}` };
	});
}

/** @returns how many there were. @throws DmsError `person.not-found`, `service-account.not-found`, `permission.denied`. */
export function revokeTokens(administration: PeopleAdministration, named: NamedOwner): Promise<number> {
	return applyAudited(administration, 'token revoke', async (store) => {
		const revoked = await store.tokens.revokeAllOf(await findOwner(administration, store, named));
		return { value: revoked, subject: `${named.kind}:${named.name}`, detail: `count=${revoked}` };
	});
}

async function findOwner(administration: PeopleAdministration, store: Store, { kind, name }: NamedOwner): Promise<TokenOwner> {
	if (kind === 'service') {
		const account = await findServiceAccount(store, name);
		requireGrant(administration, account.acls);
		return { kind, id: account.id };
	}
	const person = await findPerson(store, name);
	requireRoleGrant(administration, person.role);
	return { kind, id: person.id };
}
