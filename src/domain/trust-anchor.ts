import { DmsError } from './errors.ts';
import type { InterfaceKind } from './interface.ts';
import { checkChoice, toToken } from './limits.ts';
import type { Oui } from './mac-address.ts';

/** Where in a certificate a MAC address may stand. Read from DER, never from a printed name. */
export const macSources = [
	'subject.CN',
	'subject.serialNumber',
	'subject.ST',
	'subject.OU',
	'san.dns',
	'san.uri',
	'san.directoryName.serialNumber',
	'san.otherName.macAddress',
	'san.otherName.hardwareModuleName',
] as const;

export type MacSource = (typeof macSources)[number];

/**
 * One way to find a MAC. `pattern` is an RE2 expression for the whole attribute with one capture group (the MAC), or
 * none (then the whole attribute is the MAC). Without a pattern the whole attribute must be a MAC address; for
 * `san.uri` that is the part after `urn:mac:` (or `urn:dev:mac:`, RFC 9039).
 */
export interface MacRule {
	readonly source: MacSource;
	readonly pattern?: string;
}

/** CN, then serialNumber, then the MAC otherName, then a `urn:mac:` URI. The first rule that finds a MAC gives it; another MAC by a later one is ambiguous. */
export const defaultMacRules: readonly MacRule[] = [
	{ source: 'subject.CN' },
	{ source: 'subject.serialNumber' },
	{ source: 'san.otherName.macAddress' },
	{ source: 'san.uri' },
];

/** `off`: no revocation check. `soft`: a missing or stale list is accepted. `hard`: it refuses. */
export const revocationPolicies = ['off', 'soft', 'hard'] as const;
export type RevocationPolicy = (typeof revocationPolicies)[number];

export const digestFloors = ['sha1', 'sha256', 'sha384', 'sha512'] as const;
export type DigestFloor = (typeof digestFloors)[number];

/** What a path through this anchor must meet. */
export interface TrustPolicy {
	readonly digestFloor: DigestFloor;
	/** Smallest RSA modulus in bits; an elliptic curve key needs `minEcBits`. */
	readonly minRsaBits: number;
	readonly minEcBits: number;
	readonly revocation: RevocationPolicy;
	/** How long a list may be used past its nextUpdate, in seconds. */
	readonly crlGraceSeconds: number;
}

export const defaultTrustPolicy: TrustPolicy = {
	digestFloor: 'sha256',
	minRsaBits: 2048,
	minEcBits: 224,
	revocation: 'off',
	crlGraceSeconds: 0,
};

/** Each kind of interface has anchors of its own. */
export interface TrustAnchorKey {
	readonly kind: InterfaceKind;
	readonly alias: string;
}

/** Alias + CA certificate + which MACs it may vouch for + where the MAC is. */
export interface TrustAnchor extends TrustAnchorKey {
	readonly id: string;
	readonly enabled: boolean;
	/** DER bytes. */
	readonly certificate: Uint8Array;
	/** SHA-256 of the DER bytes, lower-case hexadecimal. */
	readonly fingerprint: string;
	readonly subject: string;
	readonly issuer: string;
	readonly notBefore: Date;
	readonly notAfter: Date;
	/** Empty: any MAC. */
	readonly ouis: readonly Oui[];
	/** Empty: `defaultMacRules`. */
	readonly macRules: readonly MacRule[];
	readonly policy: TrustPolicy;
	/** DER bytes of the revocation lists that were installed for this CA. */
	readonly crls: readonly Uint8Array[];
	/** Where the server fetches the list of this CA itself. */
	readonly crlSource?: CrlSource;
	readonly createdAt: Date;
}

/** A revocation list that is fetched over HTTP(S), and how that went last. */
export interface CrlSource {
	readonly url: string;
	/** When it was last asked for. */
	readonly askedAt?: Date;
	/** When a list was last received that could be used. */
	readonly fetchedAt?: Date;
	/** Why the last attempt failed. */
	readonly error?: string;
}

export type NewTrustAnchor = Omit<TrustAnchor, 'id' | 'createdAt'>;

/** A certificate that is refused whatever its path says: by SHA-256 fingerprint, or by issuer (DER, hexadecimal) and serial number (hexadecimal). */
export type DenyListEntry = {
	readonly id: string;
	readonly note: string;
	readonly createdAt: Date;
} & (
	| { readonly kind: 'fingerprint'; readonly fingerprint: string }
	| { readonly kind: 'serial'; readonly issuer: string; readonly serial: string }
);

export type NewDenyListEntry = DenyListEntry extends infer Entry
	? Entry extends DenyListEntry
		? Omit<Entry, 'id' | 'createdAt'>
		: never
	: never;

/** `SOURCE` or `SOURCE=PATTERN`, as the command line takes it. @throws DmsError `value.invalid`. */
export function parseMacRule(text: string): MacRule {
	const at = text.indexOf('=');
	const source = checkChoice('mac-from', at < 0 ? text : text.slice(0, at), macSources);
	if (at < 0) return { source };
	const pattern = text.slice(at + 1);
	if (pattern === '' || pattern.length > 256) {
		throw new DmsError('value.invalid', `mac-from pattern has ${pattern.length} characters; 1 to 256 are allowed`, { field: 'mac-from' });
	}
	return { source, pattern };
}

/** @throws DmsError `value.*`: 1-64 printable characters without a slash. */
export function checkAlias(alias: string): string {
	const token = toToken('alias', alias, 'trustAnchorAlias');
	if (token.includes('/')) throw new DmsError('value.invalid', 'alias must not contain a slash', { field: 'alias' });
	return token;
}
