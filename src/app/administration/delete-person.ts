import { applyAudited } from './administration.ts';
import { type PeopleAdministration, requireRoleGrant } from './check-grant.ts';
import { findPerson } from './find-person.ts';
import { requireVersion } from './require-version.ts';

/** With all tokens. @throws DmsError `person.not-found`, `permission.denied`, `precondition.failed`. */
export function deletePerson(administration: PeopleAdministration, login: string, expectedVersion?: number): Promise<void> {
	return applyAudited(administration, 'user delete', async (store) => {
		const person = await findPerson(store, login);
		requireVersion(person, expectedVersion);
		requireRoleGrant(administration, person.role);
		await store.people.delete(person.id);
		return { value: undefined, subject: person.login };
	});
}
