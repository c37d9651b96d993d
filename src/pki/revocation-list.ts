import { DmsError } from '../domain/errors.ts';
import { ok, type Result, refused } from '../domain/result.ts';
import type { Certificate } from './certificate.ts';
import { constructedTag, contextTag, DerReader, derTag, malformed, readTime, toCount, toIntegerHex, toNamedBits } from './der.ts';
import { type DistinguishedName, readName, requireNonEmpty } from './distinguished-name.ts';
import { allReasons, type DistributionPointName, readDistributionPointName } from './distribution-point.ts';
import { type Extension, readExtensions } from './extensions.ts';
import { readGeneralNames } from './general-name.ts';
import { extensionOid as oid } from './object-identifiers.ts';
import { isSignedBy, parseSignatureAlgorithm, readSignatureValue, type Signed } from './signature.ts';

/** RFC 5280 5.2.5: which certificates and reasons a list speaks of. */
export interface IssuingDistributionPoint {
	readonly name: DistributionPointName | undefined;
	readonly onlyUserCertificates: boolean;
	readonly onlyCaCertificates: boolean;
	readonly onlyAttributeCertificates: boolean;
	readonly reasons: number;
	readonly isIndirect: boolean;
}

/** A certificate revocation list, complete or delta, indexed once for many look-ups. */
export interface RevocationList {
	readonly der: Buffer;
	readonly issuer: DistinguishedName;
	readonly thisUpdate: Date;
	/** Undefined: the list says nothing about when it ages. */
	readonly nextUpdate: Date | undefined;
	readonly signed: Signed;
	/** CRL number, 0 when absent. */
	readonly number: bigint;
	/** Set on a delta list: the number of the complete list that it builds on. */
	readonly deltaBase: bigint | undefined;
	/** Hexadecimal key identifier of the signer, where the list names one. */
	readonly authorityKeyId: string | undefined;
	readonly point: IssuingDistributionPoint;
	/** Lists of one issuer with equal scopes replace each other. */
	readonly scope: string;
	/** False when a critical extension, of the list or of an entry, is not known: absence from it proves nothing (5.2, 5.3). */
	readonly isUnderstood: boolean;
	/** Number of entries. */
	readonly size: number;
	/** The reason code of the entry for a certificate, undefined when there is none. */
	readonly find: (certificate: Pick<Certificate, 'serial' | 'issuer'>) => number | undefined;
	/** Remembers its answers: hashing a list of megabytes again for each connection would be felt. */
	readonly isSignedBy: (signer: Certificate) => boolean;
}

export const maxRevocationListBytes = 16 * 1024 * 1024;

/** CRLReason of an entry that takes a certificate off hold; it occurs in delta lists alone (5.3.1). */
export const removeFromCrl = 8;

/** RFC 5280 5.1, version 1 or 2. Never throws; the refusal says what is wrong. */
export function parseRevocationList(der: Uint8Array): Result<RevocationList, string> {
	if (der.length > maxRevocationListBytes) return refused(`it has ${der.length} bytes; the limit is ${maxRevocationListBytes}`);
	try {
		return ok(readRevocationList(Buffer.from(der)));
	} catch (error) {
		return refused(error instanceof DmsError ? error.message : 'it cannot be parsed');
	}
}

function readRevocationList(der: Buffer): RevocationList {
	const file = new DerReader(der);
	const outer = file.enter(derTag.sequence, 'revocation list');
	file.finish('revocation list');
	const tbs = outer.enter(derTag.sequence, 'tbsCertList');
	const content = outer.whole;
	outer.read(derTag.sequence, 'signature algorithm');
	const algorithm = outer.whole;
	const value = readSignatureValue(outer);
	outer.finish('revocation list');

	const version = tbs.optional(derTag.integer, 'version');
	if (version !== undefined && toCount(version, 'version') !== 1) malformed('the version is not 2');
	tbs.read(derTag.sequence, 'inner signature algorithm');
	if (!algorithm.equals(tbs.whole)) malformed('the inner and the outer signature algorithm differ');
	const issuer = requireNonEmpty(readName(tbs, 'issuer'), 'issuer');
	const thisUpdate = readTime(tbs, 'thisUpdate');
	const hasNextUpdate = tbs.nextTag === derTag.utcTime || tbs.nextTag === derTag.generalizedTime;
	const nextUpdate = hasNextUpdate ? readTime(tbs, 'nextUpdate') : undefined;
	const entries = readEntries(tbs.enterOptional(derTag.sequence, 'revoked certificates'), issuer);
	const explicit = tbs.enterOptional(constructedTag(0), 'extensions');
	tbs.finish('tbsCertList');
	if (explicit !== undefined && version === undefined) malformed('a version 1 list has extensions');
	const extensions = explicit === undefined ? [] : readExtensions(explicit, 'extension');
	explicit?.finish('extensions');
	const signed = { algorithm: parseSignatureAlgorithm(algorithm), content, value };
	return {
		der,
		issuer,
		thisUpdate,
		nextUpdate,
		signed,
		...toListProperties(extensions, entries, issuer),
		isSignedBy: rememberSigners(signed),
	};
}

interface Entries {
	readonly reasons: ReadonlyMap<string, number>;
	readonly areUnderstood: boolean;
}

/** A plain serial for certificates of the list's own issuer; those of others (indirect lists) carry their issuer. */
const toEntryKey = (serial: string, certificateIssuer: string | undefined): string =>
	certificateIssuer === undefined ? serial : `${serial}@${certificateIssuer}`;

function readEntries(reader: DerReader | undefined, issuer: DistinguishedName): Entries {
	const reasons = new Map<string, number>();
	let areUnderstood = true;
	// 5.3.3: an entry without an issuer of its own has that of the entry before it.
	let certificateIssuer: string | undefined;
	while (reader !== undefined && !reader.atEnd) {
		const entry = reader.enter(derTag.sequence, 'entry');
		const serial = toIntegerHex(entry.read(derTag.integer, 'serial number'), 'serial number');
		const dateTag = entry.next('revocation date').tag;
		if (dateTag !== derTag.utcTime && dateTag !== derTag.generalizedTime) malformed('a revocation date is no time');
		let reason = 0;
		if (!entry.atEnd) {
			const extensions = readEntryExtensions(entry);
			reason = extensions.reason;
			areUnderstood &&= extensions.areUnderstood;
			if (extensions.issuer !== undefined) certificateIssuer = extensions.issuer === issuer.key ? undefined : extensions.issuer;
		}
		reasons.set(toEntryKey(serial, certificateIssuer), reason);
	}
	return { reasons, areUnderstood };
}

interface EntryExtensions {
	readonly reason: number;
	readonly issuer: string | undefined;
	readonly areUnderstood: boolean;
}

function readEntryExtensions(entry: DerReader): EntryExtensions {
	let reason = 0;
	let issuer: string | undefined;
	let areUnderstood = true;
	for (const { oid: id, isCritical, value } of readExtensions(entry, 'entry extension')) {
		const reader = new DerReader(value);
		if (id === oid.reasonCode) {
			reason = reader.read(0x0a, 'reason code')[0] ?? 0;
		} else if (id === oid.certificateIssuer) {
			const names = readGeneralNames(reader.enter(derTag.sequence, 'certificate issuer'), 'certificate issuer');
			issuer = names.flatMap((name) => (name.kind === 'directoryName' ? [name.name.key] : []))[0];
			areUnderstood &&= issuer !== undefined;
		} else {
			areUnderstood &&= !isCritical;
		}
	}
	entry.finish('entry');
	return { reason, issuer, areUnderstood };
}

type ListProperties = Pick<
	RevocationList,
	'number' | 'deltaBase' | 'authorityKeyId' | 'point' | 'scope' | 'isUnderstood' | 'size' | 'find'
>;

/** Extensions that may be critical in a list (5.2); any other critical one makes it unfit to prove anything. */
const mayBeCritical: ReadonlySet<string> = new Set([oid.issuingDistributionPoint, oid.deltaCrlIndicator, oid.authorityKeyIdentifier]);

function toListProperties(extensions: readonly Extension[], entries: Entries, issuer: DistinguishedName): ListProperties {
	const valueOf = (id: string): DerReader | undefined => {
		const found = extensions.find((extension) => extension.oid === id);
		return found === undefined ? undefined : new DerReader(found.value);
	};
	const toNumber = (reader: DerReader): bigint => BigInt(`0x${toIntegerHex(reader.read(derTag.integer, 'list number'), 'list number')}`);
	const number = valueOf(oid.crlNumber);
	const deltaBase = valueOf(oid.deltaCrlIndicator);
	const point = valueOf(oid.issuingDistributionPoint);
	const keyId = valueOf(oid.authorityKeyIdentifier)
		?.enter(derTag.sequence, 'authority key identifier')
		.optional(contextTag(0), 'key identifier');
	return {
		number: number === undefined ? 0n : toNumber(number),
		deltaBase: deltaBase && toNumber(deltaBase),
		authorityKeyId: keyId?.toString('hex'),
		point: readIssuingDistributionPoint(point?.enter(derTag.sequence, 'issuing distribution point')),
		scope: point?.bytes.toString('hex') ?? '',
		isUnderstood: entries.areUnderstood && extensions.every(({ oid: id, isCritical }) => !isCritical || mayBeCritical.has(id)),
		size: entries.reasons.size,
		find: ({ serial, issuer: of }) => entries.reasons.get(toEntryKey(serial, of.key === issuer.key ? undefined : of.key)),
	};
}

function readIssuingDistributionPoint(reader: DerReader | undefined): IssuingDistributionPoint {
	const what = 'issuing distribution point';
	const isSet = (number: number): boolean => {
		const content = reader?.optional(contextTag(number), what);
		if (content !== undefined && content.length !== 1) malformed(`${what} holds no boolean`);
		return content?.[0] === 0xff;
	};
	const name = reader === undefined ? undefined : readDistributionPointName(reader, what);
	const onlyUserCertificates = isSet(1);
	const onlyCaCertificates = isSet(2);
	const reasons = reader?.optional(contextTag(3), what);
	const isIndirect = isSet(4);
	const onlyAttributeCertificates = isSet(5);
	reader?.finish(what);
	const mask = reasons === undefined ? allReasons : toNamedBits(reasons, what) & allReasons;
	return { name, onlyUserCertificates, onlyCaCertificates, onlyAttributeCertificates, reasons: mask, isIndirect };
}

function rememberSigners(signed: Signed): (signer: Certificate) => boolean {
	const answers = new Map<string, boolean>();
	return (signer) => {
		const known = answers.get(signer.fingerprint);
		if (known !== undefined) return known;
		// Strangers can send any number of certificates with the issuer's name; the memory stays small.
		if (answers.size >= 64) answers.clear();
		const answer = isSignedBy(signed, signer.publicKey);
		answers.set(signer.fingerprint, answer);
		return answer;
	};
}
