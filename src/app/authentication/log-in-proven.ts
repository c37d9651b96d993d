import { type Arrival, admitPerson, type LoggedIn } from './admit-person.ts';
import type { Authentication } from './authentication.ts';
import { mayComeIn } from './log-in.ts';

/**
 * A token for a login that somebody else vouches for; the person must be enabled and have a profile, and need not be allowed to use a
 * password. @returns undefined where nobody here has the login and may come in. @param login in the form of `foldLogin`.
 */
export async function logInProven(authentication: Authentication, login: string, arrival: Arrival): Promise<LoggedIn | undefined> {
	const person = await authentication.store.people.findByLogin(login);
	return person === undefined || !mayComeIn(person) ? undefined : admitPerson(authentication, person, arrival);
}
