import { DmsError } from '../../domain/errors.ts';
import { foldLogin, type Person } from '../../domain/person.ts';
import { admitPerson, type LoggedIn } from './admit-person.ts';
import type { Authentication } from './authentication.ts';
import { LoginLockout } from './login-lockout.ts';

export interface LoginAttempt {
	readonly login: string;
	readonly password: string;
	/** IP address. */
	readonly remoteAddress: string;
}

/**
 * Trades a login and a password for a token. The person must be enabled, may log in, and has a profile and a password; whichever of these
 * is missing, and for names that nobody has, the answer and the work are the same.
 * @throws DmsError `login.refused`, `login.locked`, `login.busy`.
 */
export async function logIn(authentication: Authentication, attempt: LoginAttempt): Promise<LoggedIn> {
	const { clock, hashing } = authentication;
	const lockout = LoginLockout.ofPassword(authentication, foldLogin(attempt.login), attempt.remoteAddress);
	// A flood is refused before anything is looked up for it.
	hashing.requireRoom(lockout.network);
	await lockout.check(clock.now());
	return hashing.run(lockout.network, async () => {
		// While this attempt waited, others may have failed: what is locked now is not even looked at.
		await lockout.check(clock.now());
		const person = await findWithRightPassword(authentication, attempt);
		if (person === undefined || !mayLogIn(person)) {
			await lockout.fail(clock.now());
			throw new DmsError('login.refused', 'the login or the password is wrong, or the login is not enabled');
		}
		await lockout.succeed();
		return admitPerson(authentication, person, { means: 'password', remoteAddress: attempt.remoteAddress });
	});
}

/** An id that no row has: whoever does not exist is looked up as often as others are. */
const nobody = '0';

async function findWithRightPassword({ store, verify }: Authentication, { login, password }: LoginAttempt): Promise<Person | undefined> {
	const person = await store.people.findByLogin(foldLogin(login));
	const hash = await store.people.passwordHashOf(person?.id ?? nobody);
	return (await verify(password, hash)) ? person : undefined;
}

/** Whether the person may have a token at all, however they prove who they are; asked again for each request. */
export function mayComeIn({ enabled, profile }: Person): boolean {
	return enabled && profile !== undefined;
}

/** Whether the person may log in with the password. */
function mayLogIn(person: Person): boolean {
	return mayComeIn(person) && person.loginEnabled;
}
