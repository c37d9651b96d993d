import { DmsError } from '../../domain/errors.ts';
import { changePerson } from '../administration/change-person.ts';
import type { PeopleAdministration } from '../administration/check-grant.ts';
import type { Authentication } from './authentication.ts';
import { LoginLockout } from './login-lockout.ts';
import { type Principal, toActor } from './principal.ts';

export interface OwnPasswordChange {
	readonly current: string;
	readonly password: string;
	/** IP address. */
	readonly remoteAddress: string;
}

/**
 * A person changes the own password and must know the present one: a token that was left open on a screen is not enough. All tokens are
 * revoked.
 * @throws DmsError `permission.denied` for who is no person, `login.refused`, `login.locked`, `login.busy`, `value.*`.
 */
export function changeOwnPassword(
	authentication: Authentication,
	administration: PeopleAdministration,
	principal: Principal,
	{ current, password, remoteAddress }: OwnPasswordChange,
): Promise<void> {
	const { store, clock, hashing, verify } = authentication;
	if (principal.kind !== 'person') throw new DmsError('permission.denied', 'only a person has a password');
	const { id, login } = principal.person;
	const lockout = LoginLockout.ofPassword(authentication, login, remoteAddress);
	return hashing.run(toActor(principal), async () => {
		await lockout.check(clock.now());
		if (!(await verify(current, await store.people.passwordHashOf(id)))) {
			await lockout.fail(clock.now());
			throw new DmsError('login.refused', 'the present password is wrong');
		}
		await lockout.succeed();
		await changePerson(administration, login, { password });
	});
}
