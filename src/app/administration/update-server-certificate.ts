import { DmsError } from '../../domain/errors.ts';
import { type ServerInterface, toInterfaceText } from '../../domain/interface.ts';
import type { Store } from '../../domain/ports.ts';
import type { ServerCertificate, ServerCertificateFacts, ServerCertificateGeneration } from '../../domain/server-certificate.ts';
import { applyAudited } from './administration.ts';
import { findInterface, type InterfaceReference, toKey } from './find-interface.ts';
import type { InterfaceAdministration } from './interface-administration.ts';
import { keepTlsMeeting } from './keep-tls-meeting.ts';
import { readServerCertificate, type ServerCertificateFiles } from './read-server-certificate.ts';
import { mintCertificatesFor, mostGenerations, namesOf, toFacts } from './server-certificates.ts';

/** What an interface shows from now on, without keys. */
export interface ChangedServerCertificate {
	readonly generation: ServerCertificateRow;
	readonly warnings: readonly string[];
}

export interface ServerCertificateRow extends Omit<ServerCertificateGeneration, 'certificates'> {
	readonly certificates: readonly ServerCertificateFacts[];
}

type CertificateAdministration = Pick<InterfaceAdministration, 'store' | 'clock' | 'actor' | 'origin' | 'fixedInterfaces'>;

/**
 * Puts a certificate with its key in place of all that the interface shows; the state before can come back.
 * @throws DmsError `interface.*`, `tls-policy.contradiction` where no suite of the interface fits the key, and as `readServerCertificate`.
 */
export async function updateServerCertificate(
	administration: CertificateAdministration & Pick<InterfaceAdministration, 'host'>,
	reference: InterfaceReference,
	files: ServerCertificateFiles,
): Promise<ChangedServerCertificate> {
	const { address, legacyTls } = await findSecureInterface(administration.store, administration, reference);
	// To decrypt a key can take seconds, for which no transaction should wait.
	const names = namesOf(administration.host, address);
	const { certificate, warnings } = readServerCertificate(files, { at: administration.clock.now(), names, legacyTls });
	return applyAudited(administration, 'certificate update', async (store) => {
		const row = await findSecureInterface(store, administration, reference);
		return replace(store, administration, row, [certificate], false, warnings);
	});
}

/** Puts new self-signed certificates in place of all that the interface shows. @throws DmsError `interface.*`. */
export async function generateServerCertificate(
	administration: CertificateAdministration & Pick<InterfaceAdministration, 'host' | 'mintSelfSigned'>,
	reference: InterfaceReference,
): Promise<ChangedServerCertificate> {
	const { address } = await findSecureInterface(administration.store, administration, reference);
	const certificates = await mintCertificatesFor(administration, address);
	return applyAudited(administration, 'certificate generate', async (store) => {
		const row = await findSecureInterface(store, administration, reference);
		return replace(store, administration, row, certificates, true, [
			'the server certificate is self-signed; replace it with one that clients trust',
		]);
	});
}

/**
 * Brings a state back that was replaced. @param generation undefined: the one before the one that is shown now.
 * @throws DmsError `interface.*`, `server-certificate.not-found`, `certificate.expired`, `tls-policy.contradiction`.
 */
export function rollBackServerCertificate(
	administration: CertificateAdministration,
	reference: InterfaceReference,
	generation?: number,
): Promise<ChangedServerCertificate> {
	return applyAudited(administration, 'certificate roll back', async (store) => {
		const row = await findSecureInterface(store, administration, reference);
		const kept = await store.interfaces.listCertificates(toKey(row));
		const active = kept.find(({ isActive }) => isActive);
		const wanted = kept.find((each) =>
			generation === undefined ? active !== undefined && each.generation < active.generation : each.generation === generation,
		);
		if (wanted === undefined) {
			const which = generation === undefined ? 'no generation before the active one' : `no generation ${generation}`;
			throw new DmsError('server-certificate.not-found', `${row.kind} interface ${toInterfaceText(row)} has ${which}`, {
				field: 'generation',
			});
		}
		refuseExpired(wanted, administration.clock.now());
		const back = await keepTlsMeeting(store, administration.fixedInterfaces, () =>
			store.interfaces.activateCertificates(toKey(row), wanted.generation),
		);
		return toChange(row, active, back, []);
	});
}

/** The certificates that an interface shows with their issuers, as PEM; never a key. @throws DmsError `interface.*`, `server-certificate.not-found`. */
export async function exportServerCertificate(
	{ store, fixedInterfaces }: Pick<InterfaceAdministration, 'store' | 'fixedInterfaces'>,
	reference: InterfaceReference,
): Promise<string> {
	const row = await findInterface(store, fixedInterfaces, reference);
	const active = (await store.interfaces.listCertificates(toKey(row))).find(({ isActive }) => isActive);
	if (active === undefined) {
		throw new DmsError('server-certificate.not-found', `${row.kind} interface ${toInterfaceText(row)} has no certificate`, {
			field: 'address',
		});
	}
	return active.certificates.map(({ certificate }) => certificate).join('');
}

/** What the interfaces show and, of one interface, what can come back; the newest first. */
export async function listServerCertificates(
	{ store, fixedInterfaces }: Pick<InterfaceAdministration, 'store' | 'fixedInterfaces'>,
	reference?: InterfaceReference,
): Promise<readonly ServerCertificateRow[]> {
	if (reference === undefined) return (await store.interfaces.listActiveCertificates()).map(toRow);
	return (await store.interfaces.listCertificates(toKey(await findInterface(store, fixedInterfaces, reference)))).map(toRow);
}

async function findSecureInterface(
	store: Pick<Store, 'interfaces'>,
	{ fixedInterfaces }: Pick<InterfaceAdministration, 'fixedInterfaces'>,
	reference: InterfaceReference,
): Promise<ServerInterface> {
	const row = await findInterface(store, fixedInterfaces, reference);
	if (row.secure) return row;
	throw new DmsError('value.contradiction', `${row.kind} interface ${toInterfaceText(row)} is not secure: it shows no certificate`, {
		field: 'address',
	});
}

async function replace(
	store: Store,
	{ fixedInterfaces }: CertificateAdministration,
	row: ServerInterface,
	certificates: readonly ServerCertificate[],
	selfSigned: boolean,
	warnings: readonly string[],
) {
	const key = toKey(row);
	const before = (await store.interfaces.listCertificates(key)).find(({ isActive }) => isActive);
	const after = await keepTlsMeeting(store, fixedInterfaces, () =>
		store.interfaces.replaceCertificates(key, { certificates, selfSigned, keep: mostGenerations }),
	);
	return toChange(row, before, after, warnings);
}

function toChange(
	row: ServerInterface,
	before: ServerCertificateGeneration | undefined,
	after: ServerCertificateGeneration,
	warnings: readonly string[],
) {
	return {
		value: { generation: toRow(after), warnings },
		subject: `${row.kind} ${toInterfaceText(row)}`,
		detail: after.certificates.map(({ subject, fingerprint }) => `${subject}, sha256=${fingerprint}`).join('; '),
		...(before === undefined ? {} : { before: toAuditedState(before) }),
		after: toAuditedState(after),
	};
}

function toAuditedState({ generation, selfSigned, certificates }: ServerCertificateGeneration) {
	return {
		generation,
		selfSigned,
		certificates: certificates.map(({ keyType, subject, fingerprint, notAfter }) => ({ keyType, subject, fingerprint, notAfter })),
	};
}

function refuseExpired({ generation, certificates }: ServerCertificateGeneration, now: Date): void {
	const expired = certificates.find(({ notAfter }) => notAfter < now);
	if (expired === undefined) return;
	throw new DmsError('certificate.expired', `the certificate of generation ${generation} expired at ${expired.notAfter.toISOString()}`, {
		field: 'generation',
	});
}

function toRow({ certificates, ...generation }: ServerCertificateGeneration): ServerCertificateRow {
	return { ...generation, certificates: certificates.map(toFacts) };
}
