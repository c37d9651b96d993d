import type { Scope } from './device-profile.ts';
import type { MacAddress } from './mac-address.ts';
import type { AccessReason } from './reason.ts';

export const proofKinds = ['certificate', 'basic', 'digest', 'mac-header', 'mac-path'] as const;
export type ProofKind = (typeof proofKinds)[number];

/** Proofs that anybody can repeat who knows a MAC address. */
export const weakProofs: ReadonlySet<ProofKind> = new Set(['mac-header', 'mac-path']);

/** Who fetched what, when, why or why not. Written before the first byte of the answer leaves. */
export interface AccessRecord {
	/** A version 7 UUID: sorts by time, unique over all nodes. */
	readonly id: string;
	readonly at: Date;
	/** Identifies the request in the log. */
	readonly requestId: string;
	readonly method: string;
	/** Path as it was asked for, at most 256 characters, control characters escaped, the query's values removed. */
	readonly path: string;
	readonly status: number;
	readonly reason: AccessReason;
	/** For people: what exactly was wrong. Never a secret. */
	readonly detail?: string;
	/** The proof that granted the request, or the strongest one that was tried. */
	readonly proof?: ProofKind;
	/** Reasons of proofs that did not hold although another one granted, e.g. an expired certificate before a right password. */
	readonly failedProofs: readonly { readonly proof: ProofKind; readonly reason: AccessReason }[];
	readonly deviceTypeName?: string;
	readonly deviceName?: string;
	/** Id of the device profile. */
	readonly deviceId?: string;
	/** The MAC that was proven, else the one that was claimed. */
	readonly mac?: MacAddress;
	readonly fileFormat?: string;
	/** Alias of the trust anchor that vouches for the certificate. */
	readonly anchor?: string;
	readonly certificateSerial?: string;
	/** SHA-256 of the DER bytes, lower-case hexadecimal. */
	readonly certificateFingerprint?: string;
	readonly certificateSubject?: string;
	readonly certificateNotAfter?: Date;
	/** Bytes of the body: as announced, or as sent where the connection was cut. */
	readonly bytes: number;
	readonly aborted: boolean;
	readonly etag?: string;
	readonly tlsVersion?: string;
	/** IANA name. */
	readonly cipherSuite?: string;
	readonly remoteAddress: string;
	readonly remotePort: number;
	/** The interface on which it came in, as `toInterfaceText` writes it. */
	readonly interface?: string;
	/** Address of the listed proxy that spoke for the device; its headers say who the device is. */
	readonly proxy?: string;
	/** At most 256 characters, control characters escaped. */
	readonly userAgent?: string;
	/** From the request's first byte to the decision, in milliseconds. */
	readonly durationMs: number;
}

export interface AccessFilter {
	readonly mac?: MacAddress;
	readonly deviceName?: string;
	/** Only refusals. */
	readonly denied?: boolean;
	readonly reason?: AccessReason;
	/** Only records after this id. */
	readonly afterId?: string;
	readonly since?: Date;
	/** Only records before this time. */
	readonly until?: Date;
	/** The hundreds of the status. */
	readonly statusClass?: number;
	/** This one alone. */
	readonly id?: string;
	/** At most this many, the newest ones; ordered from old to new. */
	readonly limit: number;
}

export interface AccessPage {
	readonly limit: number;
	/** Only records before this id. */
	readonly beforeId?: string;
	/** Only records of devices that belong to it now. */
	readonly scope?: Scope;
	/** Only requests for files of this type. */
	readonly deviceTypeName?: string;
}

export interface AccessPageAnswer {
	/** From old to new. */
	readonly records: readonly AccessRecord[];
	/** Where the page before begins; absent where there is none. */
	readonly nextBeforeId?: string;
}

/** By what requests are known to be of a device. */
export interface RecordedDevice {
	readonly deviceId: string;
	/** All requests with it, also those that only claimed it. */
	readonly mac?: MacAddress;
}

/** What one device did. */
export interface DeviceRecordsPage extends RecordedDevice {
	readonly limit: number;
	/** Only records before this id. */
	readonly beforeId?: string;
}

/** Records in the order in which they became visible. */
export interface FollowedRecords {
	readonly records: readonly { readonly position: number; readonly record: AccessRecord }[];
	/** Where to go on. */
	readonly position: number;
	/** More may follow at once. */
	readonly isFull: boolean;
}

/** Records of this time or later have this id or a larger one. RFC 9562 5.7. */
export function lowestRecordId(time: Date): string {
	const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
	return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

/** Makes untrusted text safe for a record: cut, and control characters as `\xNN`. */
export function toRecordText(text: string, most = 256): string {
	const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text;
	return unsafe.test(cut) ? escapeUnsafe(cut) : cut;
}

const unsafe = /[^\u0020-\u007e\u00a0-\u2027\u202a-\ufffd]/;

function escapeUnsafe(text: string): string {
	return text.replace(/[^\u0020-\u007e\u00a0-\u2027\u202a-\ufffd]/g, (character) => {
		const point = character.charCodeAt(0);
		return point < 0x100 ? `\\x${point.toString(16).padStart(2, '0')}` : `\\u${point.toString(16).padStart(4, '0')}`;
	});
}
