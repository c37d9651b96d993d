import { DmsError } from '../../domain/errors.ts';
import {
	checkServerInterface,
	isSameInterface,
	type ServerInterface,
	type ServerInterfaceChange,
	toInterfaceText,
} from '../../domain/interface.ts';
import type { Store } from '../../domain/ports.ts';
import { type ChangedInterface, legacyWarnings } from './add-interface.ts';
import { applyAudited } from './administration.ts';
import { toAuditDetail } from './audit-detail.ts';
import { findInterface, type InterfaceReference, toKey } from './find-interface.ts';
import type { InterfaceAdministration } from './interface-administration.ts';
import { keepTlsMeeting } from './keep-tls-meeting.ts';
import { presentFields } from './present-fields.ts';
import { mintCertificatesFor, mostGenerations } from './server-certificates.ts';

/** An interface that becomes secure gets self-signed certificates unless it has some from before. @throws DmsError `interface.*`, `value.*`. */
export async function changeInterface(
	administration: InterfaceAdministration,
	reference: InterfaceReference,
	requested: ServerInterfaceChange,
): Promise<ChangedInterface> {
	const { store, fixedInterfaces } = administration;
	const change = presentFields(requested);
	const before = await findInterface(store, fixedInterfaces, reference);
	const wanted = checkServerInterface({ ...before, ...change });
	const needsCertificate = wanted.secure && (await store.interfaces.listCertificates(toKey(before))).length === 0;
	const certificates = needsCertificate ? await mintCertificatesFor(administration, before.address) : [];
	return applyAudited(administration, 'interface set', async (transaction) => {
		const existing = await findInterface(transaction, fixedInterfaces, reference);
		checkServerInterface({ ...existing, ...change });
		const key = toKey(existing);
		if (!wanted.secure) await refuseDemandingApps(transaction, existing);
		const row = await keepTlsMeeting(transaction, fixedInterfaces, async () => {
			const stored = await transaction.interfaces.update(key, change);
			if (certificates.length > 0) {
				await transaction.interfaces.replaceCertificates(key, { certificates, selfSigned: true, keep: mostGenerations });
			}
			return stored;
		});
		return {
			value: { row, warnings: change.legacyTls === true ? legacyWarnings(row) : [] },
			subject: `${row.kind} ${toInterfaceText(row)}`,
			detail: toAuditDetail(change),
			before: toFlags(existing),
			after: toFlags(row),
		};
	});
}

/** With its certificates, policy lists and web applications. @returns what was deleted. @throws DmsError `interface.not-found`, `interface.fixed`. */
export function deleteInterface(
	administration: Pick<InterfaceAdministration, 'store' | 'clock' | 'actor' | 'origin' | 'fixedInterfaces'>,
	reference: InterfaceReference,
): Promise<ServerInterface> {
	return applyAudited(administration, 'interface delete', async (store) => {
		const existing = await findInterface(store, administration.fixedInterfaces, reference);
		await store.interfaces.delete(toKey(existing));
		return { value: existing, subject: `${existing.kind} ${toInterfaceText(existing)}`, before: toFlags(existing) };
	});
}

async function refuseDemandingApps(store: Pick<Store, 'interfaces'>, row: ServerInterface): Promise<void> {
	const apps = await store.interfaces.listWebApps();
	const demanding = apps.find((app) => isSameInterface(app, row) && app.clientAuthRequired);
	if (demanding === undefined) return;
	throw new DmsError('value.contradiction', `secure is false, but ${demanding.application} needs client certificates`, { field: 'secure' });
}

function toFlags({ secure, serverCertificate, clientAuthRequired, legacyTls }: ServerInterface): ServerInterfaceChange {
	return { secure, serverCertificate, clientAuthRequired, legacyTls };
}
