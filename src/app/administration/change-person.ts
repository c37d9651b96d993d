import type { Person, PersonChange } from '../../domain/person.ts';
import { checkPersonFields, checkPersonPassword } from '../../domain/person-rules.ts';
import { mayComeIn } from '../authentication/log-in.ts';
import { hashPassword } from '../authentication/password-hash.ts';
import { applyAudited } from './administration.ts';
import { toAuditDetail, toAuditedFields } from './audit-detail.ts';
import { type PeopleAdministration, requireRoleGrant } from './check-grant.ts';
import { findPerson } from './find-person.ts';
import { requireVersion } from './require-version.ts';

/** The password is in clear here and nowhere else; `null` takes it away. */
export type RequestedPersonChange = Omit<PersonChange, 'passwordHash'> & { readonly password?: string | null };

/**
 * Changes a person. A new password, a login that is taken away, and whatever keeps the person from coming in, revokes all tokens.
 * @throws DmsError `person.not-found`, `permission.denied`, `precondition.failed`, `value.*`.
 */
export async function changePerson(
	administration: PeopleAdministration,
	login: string,
	requested: RequestedPersonChange,
	expectedVersion?: number,
): Promise<Person> {
	const { password, ...fields } = requested;
	const checked = checkPersonFields(fields);
	if (typeof password === 'string') checkPersonPassword(password);
	const passwordHash = typeof password === 'string' ? await hashPassword(password) : password;
	return applyAudited(administration, 'user set', async (store) => {
		const existing = await findPerson(store, login);
		requireVersion(existing, expectedVersion);
		requireRoleGrant(administration, existing.role);
		if (checked.role !== undefined) requireRoleGrant(administration, checked.role);
		const changed = await store.people.update(existing.id, { ...checked, ...(passwordHash === undefined ? {} : { passwordHash }) });
		const losesLogin = existing.loginEnabled && !changed.loginEnabled;
		if (password !== undefined || losesLogin || !mayComeIn(changed)) await store.tokens.revokeAllOf({ kind: 'person', id: existing.id });
		return { value: changed, subject: existing.login, detail: toAuditDetail(requested), ...toAuditedFields(requested, existing, changed) };
	});
}
