import type { Person } from '../../domain/person.ts';
import { applyAudited } from '../administration/administration.ts';
import type { Authentication } from './authentication.ts';
import { type IssuedToken, issueToken } from './issue-token.ts';

/** How somebody has proven who they are. */
export type LoginMeans = 'password' | 'kerberos' | 'cas' | 'oidc' | 'first-code';

export interface Arrival {
	readonly means: LoginMeans;
	/** IP address. */
	readonly remoteAddress: string;
}

export interface LoggedIn extends IssuedToken {
	readonly person: Person;
}

/** A token for somebody who has proven who they are, and its audit entry. */
export function admitPerson(
	{ store, clock, lifetimes }: Pick<Authentication, 'store' | 'clock' | 'lifetimes'>,
	person: Person,
	{ means, remoteAddress }: Arrival,
): Promise<LoggedIn> {
	return applyAudited({ store, clock, actor: `person:${person.login}` }, 'user login', async (transaction) => {
		const issued = await issueToken(transaction, { clock, lifetimes }, { kind: 'person', id: person.id });
		const detail = `means=${means}, address=${remoteAddress}, token=${issued.token.id}`;
		return { value: { person, ...issued }, subject: person.login, detail };
	});
}
