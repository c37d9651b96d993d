import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import type { ServiceAccount } from '../../domain/service-account.ts';
import { quote } from '../../domain/text-rules.ts';

/** @throws DmsError `service-account.not-found`. */
export async function findServiceAccount(store: Pick<Store, 'serviceAccounts'>, name: string): Promise<ServiceAccount> {
	const account = await store.serviceAccounts.findByName(name);
	if (account === undefined) throw new DmsError('service-account.not-found', `no service account ${quote(name)}`, { field: 'name' });
	return account;
}
