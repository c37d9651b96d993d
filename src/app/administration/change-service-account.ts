import { checkServiceAccountName, parseAcls, type ServiceAccount } from '../../domain/service-account.ts';
import { applyAudited } from './administration.ts';
import { toAuditedFields } from './audit-detail.ts';
import { type PeopleAdministration, requireGrant } from './check-grant.ts';
import { findServiceAccount } from './find-service-account.ts';
import { requireVersion } from './require-version.ts';

export interface RequestedServiceAccount {
	readonly name: string;
	readonly acls: readonly string[];
	readonly enabled: boolean;
}

/** @throws DmsError `service-account.exists`, `permission.denied`, `value.*`. */
export function addServiceAccount(administration: PeopleAdministration, requested: RequestedServiceAccount): Promise<ServiceAccount> {
	return applyAudited(administration, 'service-account add', async (store) => {
		const name = checkServiceAccountName(requested.name);
		const acls = parseAcls(requested.acls);
		requireGrant(administration, acls);
		const account = await store.serviceAccounts.add({ name, acls, enabled: requested.enabled });
		return { value: account, subject: name, detail: describe(account) };
	});
}

/** One that is disabled loses its tokens. @throws DmsError `service-account.not-found`, `permission.denied`, `precondition.failed`, `value.*`. */
export function changeServiceAccount(
	administration: PeopleAdministration,
	name: string,
	requested: Partial<Omit<RequestedServiceAccount, 'name'>>,
	expectedVersion?: number,
): Promise<ServiceAccount> {
	return applyAudited(administration, 'service-account set', async (store) => {
		const existing = await findServiceAccount(store, name);
		requireVersion(existing, expectedVersion);
		requireGrant(administration, existing.acls);
		const acls = requested.acls === undefined ? undefined : parseAcls(requested.acls);
		if (acls !== undefined) requireGrant(administration, acls);
		const account = await store.serviceAccounts.update(existing.id, {
			...(acls === undefined ? {} : { acls }),
			...(requested.enabled === undefined ? {} : { enabled: requested.enabled }),
		});
		if (!account.enabled) await store.tokens.revokeAllOf({ kind: 'service', id: account.id });
		return { value: account, subject: name, detail: describe(account), ...toAuditedFields(requested, existing, account) };
	});
}

/** With all tokens. @throws DmsError `service-account.not-found`, `permission.denied`, `precondition.failed`. */
export function deleteServiceAccount(administration: PeopleAdministration, name: string, expectedVersion?: number): Promise<void> {
	return applyAudited(administration, 'service-account delete', async (store) => {
		const account = await findServiceAccount(store, name);
		requireVersion(account, expectedVersion);
		requireGrant(administration, account.acls);
		await store.serviceAccounts.delete(account.id);
		return { value: undefined, subject: name };
	});
}

function describe({ acls, enabled }: ServiceAccount): string {
	return `enabled=${enabled}, acls=${acls.join(' ')}`;
}
