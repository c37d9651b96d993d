import type { NewPerson, Person } from '../../domain/person.ts';
import { checkLogin, checkPersonFields, checkPersonPassword } from '../../domain/person-rules.ts';
import { hashPassword } from '../authentication/password-hash.ts';
import { applyAudited } from './administration.ts';
import { toAuditDetail } from './audit-detail.ts';
import { type PeopleAdministration, requireRoleGrant } from './check-grant.ts';

/** The password is in clear here and nowhere else. */
export type RequestedPerson = Omit<NewPerson, 'passwordHash'> & { readonly password?: string };

/** @throws DmsError `person.exists`, `permission.denied`, `value.*`. */
export async function addPerson(administration: PeopleAdministration, requested: RequestedPerson): Promise<Person> {
	const { password, ...person } = requested;
	const checked = { ...checkPersonFields(person), login: checkLogin(person.login) };
	requireRoleGrant(administration, checked.role);
	if (password !== undefined) checkPersonPassword(password);
	const hash = password === undefined ? {} : { passwordHash: await hashPassword(password) };
	return applyAudited(administration, 'user add', async (store) => {
		const added = await store.people.add({ ...checked, ...hash });
		const { login, ...detail } = { ...checked, password };
		return { value: added, subject: login, detail: toAuditDetail(detail) };
	});
}
