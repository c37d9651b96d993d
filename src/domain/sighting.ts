import type { AccessRecord } from './access-record.ts';
import type { MacAddress } from './mac-address.ts';
import type { AccessReason } from './reason.ts';

/** What is known of a MAC address that was proven by a certificate, or whose device was granted access. */
export interface Sighting {
	readonly mac: MacAddress;
	readonly firstAt: Date;
	readonly lastAt: Date;
	/** When it was last let in; absent where it never was. */
	readonly grantedAt?: Date;
	readonly deviceId?: string;
	readonly deviceName?: string;
	/** Name of the device type. */
	readonly deviceType?: string;
	/** Alias of the trust anchor that last vouched for it. */
	readonly anchor?: string;
	/** SHA-256 of the certificate that it last came with. */
	readonly fingerprint?: string;
	/** When that certificate expires. */
	readonly notAfter?: Date;
	/** SHA-256 of the certificate that it was last let in with. */
	readonly grantedFingerprint?: string;
	/** Id of its newest access record. */
	readonly lastRecordId: string;
}

/** Devices that were last let in through one trust anchor. */
export interface AnchorUse {
	/** Alias. */
	readonly anchor: string;
	/** Of the last one. */
	readonly mac: MacAddress;
	readonly at: Date;
	/** How many. */
	readonly devices: number;
}

/**
 * What a record says of its MAC address; undefined where the address was only claimed, since claims of strangers must not
 * fill the store.
 */
export function toSighting(record: AccessRecord): Sighting | undefined {
	const { id, at, mac, anchor, deviceId, deviceName, deviceTypeName, certificateFingerprint, certificateNotAfter } = record;
	const isGranted = record.status < 400 && deviceId !== undefined;
	const isCertified = isProvenByCertificate(record);
	if (mac === undefined || !(isGranted || isCertified)) return undefined;
	const sighting: Writable<Sighting> = { mac, firstAt: at, lastAt: at, lastRecordId: id };
	if (isGranted) sighting.grantedAt = at;
	if (deviceId !== undefined) {
		sighting.deviceId = deviceId;
		if (deviceName !== undefined) sighting.deviceName = deviceName;
		if (deviceTypeName !== undefined) sighting.deviceType = deviceTypeName;
	}
	if (!isCertified) return sighting;
	if (anchor !== undefined) sighting.anchor = anchor;
	if (certificateFingerprint !== undefined) {
		sighting.fingerprint = certificateFingerprint;
		if (isGranted) sighting.grantedFingerprint = certificateFingerprint;
	}
	if (certificateNotAfter !== undefined) sighting.notAfter = certificateNotAfter;
	return sighting;
}

type Writable<Fields> = { -readonly [Name in keyof Fields]: Fields[Name] };

/** Two sightings of one address: the newer one rules, and what it does not say stays. Records of other nodes may come late. */
export function mergeSightings(one: Sighting, other: Sighting): Sighting {
	const [older, newer] = other.lastAt.getTime() < one.lastAt.getTime() ? [other, one] : [one, other];
	return { ...older, ...newer, firstAt: older.firstAt.getTime() < newer.firstAt.getTime() ? older.firstAt : newer.firstAt };
}

/** Of a certificate that was in order, or let pass, or that is another one than the device is pinned to. */
const reasonsOfProof: ReadonlySet<AccessReason> = new Set(['certificate.expired-exception', 'certificate.not-pinned']);

/** The certificate was in order and said this MAC, whatever then happened to the request. */
function isProvenByCertificate({ proof, reason }: AccessRecord): boolean {
	return proof === 'certificate' && (!reason.startsWith('certificate.') || reasonsOfProof.has(reason));
}
