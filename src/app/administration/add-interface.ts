import { DmsError } from '../../domain/errors.ts';
import {
	checkServerInterface,
	type InterfaceKey,
	type NewServerInterface,
	type ServerInterface,
	toInterfaceText,
} from '../../domain/interface.ts';
import type { ServerCertificate } from '../../domain/server-certificate.ts';
import { applyAudited } from './administration.ts';
import type { FixedInterface } from './find-interface.ts';
import type { InterfaceAdministration } from './interface-administration.ts';
import { isLoopback, isWildcard, parseIpAddress, requireIpAddress } from './ip-address.ts';
import { keepTlsMeeting } from './keep-tls-meeting.ts';
import { mintCertificatesFor, mostGenerations } from './server-certificates.ts';

export interface ChangedInterface {
	readonly row: ServerInterface;
	/** What is allowed and still worth a look. */
	readonly warnings: readonly string[];
}

export interface AddInterfaceOptions {
	/** Accepts an address that this host does not have (yet). */
	readonly force?: boolean;
}

/**
 * Listens on one more address. A secure interface gets self-signed certificates, one for each kind of key, until they are replaced.
 * @throws DmsError `interface.exists` also for a port that a wildcard address covers, `interface.address-not-local`, `value.*`.
 */
export async function addInterface(
	administration: InterfaceAdministration,
	requested: NewServerInterface,
	{ force = false }: AddInterfaceOptions = {},
): Promise<ChangedInterface> {
	const { store, fixedInterfaces, host } = administration;
	const row = checkServerInterface({ ...requested, address: requireIpAddress('address', requested.address) });
	const isOwn = host.addresses().some((address) => parseIpAddress(address) === row.address);
	const isLocal = isOwn || isWildcard(row.address) || isLoopback(row.address);
	if (!isLocal && !force) throw notLocal(row.address);
	// Asked here as well, before keys are made for nothing.
	refuseOverlap(row, [...(await store.interfaces.list()), ...fixedInterfaces]);
	const certificates = row.secure ? await mintCertificatesFor(administration, row.address) : [];
	return applyAudited(administration, 'interface add', async (transaction) => {
		refuseOverlap(row, [...(await transaction.interfaces.list()), ...fixedInterfaces]);
		const added = await keepTlsMeeting(transaction, fixedInterfaces, async () => {
			const stored = await transaction.interfaces.add(row);
			if (row.secure) {
				await transaction.interfaces.replaceCertificates(row, { certificates, selfSigned: true, keep: mostGenerations });
			}
			return stored;
		});
		const { createdAt: _createdAt, ...after } = added;
		return {
			value: { row: added, warnings: toWarnings(row, isLocal, certificates) },
			subject: `${row.kind} ${toInterfaceText(row)}`,
			...(isLocal ? {} : { detail: 'forced: the address does not belong to this host' }),
			after,
		};
	});
}

function notLocal(address: string): DmsError {
	return new DmsError('interface.address-not-local', `${address} is not an address of this host`, {
		field: 'address',
		hint: 'Add it with force if the host will have it.',
	});
}

/** Two listeners cannot share a port of one address, and a wildcard has every address. */
function refuseOverlap(row: InterfaceKey, existing: readonly (InterfaceKey & Partial<FixedInterface>)[]): void {
	const taken = existing.find((each) => each.port === row.port && overlaps(each.address, row.address));
	if (taken === undefined) return;
	const which = `${taken.kind} interface ${toInterfaceText(taken)}`;
	const detail = taken.address === row.address ? `${which} exists` : `${which} has the port of ${row.address} already`;
	throw new DmsError('interface.exists', detail, { field: taken.address === row.address ? 'address' : 'port' });
}

function overlaps(one: string, other: string): boolean {
	return one === other || covers(one, other) || covers(other, one);
}

/** A socket on `::` takes IPv4 connections too. A host name of the configuration may be any address. */
function covers(wide: string, address: string): boolean {
	if (wide === '::' || parseIpAddress(wide) === undefined) return true;
	return wide === '0.0.0.0' && !address.includes(':');
}

function toWarnings(row: NewServerInterface, isLocal: boolean, certificates: readonly ServerCertificate[]): readonly string[] {
	return [
		...(isLocal ? [] : [`${row.address} is not an address of this host; nothing listens there until it is`]),
		...(certificates.length === 0 ? [] : ['the server certificate is self-signed; replace it with one that clients trust']),
		...legacyWarnings(row),
	];
}

/** What legacy TLS costs, said each time that it is switched on. */
export function legacyWarnings({ legacyTls }: Pick<NewServerInterface, 'legacyTls'>): readonly string[] {
	return legacyTls
		? ['legacyTls lets TLS 1.0 and 1.1, SHA-1 and short keys in: an attacker on the path may read and change what passes']
		: [];
}
