import type { Person } from '../../domain/person.ts';
import { type Arrival, admitPerson, type LoggedIn } from './admit-person.ts';
import type { Authentication } from './authentication.ts';
import { mayComeIn } from './log-in.ts';

/** The person with a login that somebody else vouches for, enabled and with a profile. @param login in the form of `foldLogin`. */
export async function findProven({ store }: Pick<Authentication, 'store'>, login: string): Promise<Person | undefined> {
	const person = await store.people.findByLogin(login);
	return person !== undefined && mayComeIn(person) ? person : undefined;
}

/** A token for whom `findProven` finds; they need not be allowed to use a password. @returns undefined where it finds nobody. */
export async function logInProven(authentication: Authentication, login: string, arrival: Arrival): Promise<LoggedIn | undefined> {
	const person = await findProven(authentication, login);
	return person === undefined ? undefined : admitPerson(authentication, person, arrival);
}
