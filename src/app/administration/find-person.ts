import { DmsError } from '../../domain/errors.ts';
import { foldLogin, type Person } from '../../domain/person.ts';
import type { Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';

/** @throws DmsError `person.not-found`. */
export async function findPerson(store: Pick<Store, 'people'>, login: string): Promise<Person> {
	const person = await store.people.findByLogin(foldLogin(login));
	if (person === undefined) throw new DmsError('person.not-found', `no person ${quote(login)}`, { field: 'login' });
	return person;
}
