import { constructedTag, contextTag, DerReader, derTag, malformed, readAll, readBoolean, readOid, toCount, toNamedBits } from './der.ts';
import { type DistributionPoint, readDistributionPoints } from './distribution-point.ts';
import { type GeneralName, readGeneralName, readGeneralNames } from './general-name.ts';
import { extensionOid as oid } from './object-identifiers.ts';

export interface Subtree {
	readonly base: GeneralName;
	/** RFC 5280 4.2.1.10 knows no minimum and no maximum; a subtree that has one cannot be processed. */
	readonly isBounded: boolean;
}

export interface NameConstraints {
	readonly permitted: readonly Subtree[];
	readonly excluded: readonly Subtree[];
}

export interface PolicyMapping {
	readonly issuerPolicy: string;
	readonly subjectPolicy: string;
}

/** The extensions that path validation uses; a property is absent when the extension is. */
export interface CertificateExtensions {
	basicConstraints?: { readonly isCa: boolean; readonly pathLength: number | undefined };
	/** Named bits, see `keyUsageBit`. */
	keyUsage?: number;
	extendedKeyUsage?: readonly string[];
	netscapeCertType?: number;
	subjectAltName?: readonly GeneralName[];
	nameConstraints?: NameConstraints;
	policies?: readonly string[];
	policyMappings?: readonly PolicyMapping[];
	policyConstraints?: { readonly requireExplicit: number | undefined; readonly inhibitMapping: number | undefined };
	inhibitAnyPolicy?: number;
	/** Hexadecimal key identifiers: hints for the search, never proof. */
	authorityKeyId?: string;
	subjectKeyId?: string;
	crlDistributionPoints?: readonly DistributionPoint[];
	/** Object identifiers of critical extensions that are not processed here. */
	unknownCritical: readonly string[];
}

export interface Extension {
	readonly oid: string;
	readonly isCritical: boolean;
	readonly value: Buffer;
}

/** Contents of `Extensions`. Two instances of one extension are refused (RFC 5280 4.2): readers would differ in which one counts. */
export function readExtensions(reader: DerReader, what: string): Extension[] {
	const seen = new Set<string>();
	return readAll(reader.enter(derTag.sequence, what), what, 1, (each) => {
		const extension = each.enter(derTag.sequence, what);
		const id = readOid(extension, what);
		if (seen.has(id)) malformed(`${what} ${id} stands twice`);
		seen.add(id);
		const isCritical = extension.nextTag === derTag.boolean && readBoolean(extension, `${what} ${id}`);
		const value = extension.read(derTag.octetString, `${what} ${id}`);
		extension.finish(`${what} ${id}`);
		return { oid: id, isCritical, value };
	});
}

type ValueReader = (reader: DerReader, into: CertificateExtensions, what: string) => void;

/** As OpenSSL does, a critical key identifier counts as unknown: RFC 5280 4.2.1.1 and 4.2.1.2 forbid it. */
const neverCritical: ReadonlySet<string> = new Set([oid.authorityKeyIdentifier, oid.subjectKeyIdentifier]);

const readers: Readonly<Record<string, ValueReader>> = {
	[oid.basicConstraints]: readBasicConstraints,
	[oid.keyUsage]: (reader, into, what) => {
		into.keyUsage = toNamedBits(reader.read(derTag.bitString, what), what);
		if (into.keyUsage === 0) malformed(`${what} allows nothing`);
	},
	[oid.extendedKeyUsage]: (reader, into, what) => {
		into.extendedKeyUsage = readAll(reader.enter(derTag.sequence, what), what, 1, (each) => readOid(each, what));
	},
	[oid.netscapeCertType]: (reader, into, what) => {
		into.netscapeCertType = toNamedBits(reader.read(derTag.bitString, what), what);
	},
	[oid.subjectAltName]: (reader, into, what) => {
		into.subjectAltName = readGeneralNames(reader.enter(derTag.sequence, what), what);
	},
	[oid.nameConstraints]: readNameConstraints,
	[oid.certificatePolicies]: readPolicies,
	[oid.policyMappings]: readPolicyMappings,
	[oid.policyConstraints]: (reader, into, what) => {
		const constraints = reader.enter(derTag.sequence, what);
		const requireExplicit = constraints.optional(contextTag(0), what);
		const inhibitMapping = constraints.optional(contextTag(1), what);
		constraints.finish(what);
		into.policyConstraints = {
			requireExplicit: requireExplicit && toCount(requireExplicit, what),
			inhibitMapping: inhibitMapping && toCount(inhibitMapping, what),
		};
	},
	[oid.inhibitAnyPolicy]: (reader, into, what) => {
		into.inhibitAnyPolicy = toCount(reader.read(derTag.integer, what), what);
	},
	[oid.authorityKeyIdentifier]: readAuthorityKeyIdentifier,
	[oid.subjectKeyIdentifier]: (reader, into, what) => {
		into.subjectKeyId = reader.read(derTag.octetString, what).toString('hex');
	},
	[oid.crlDistributionPoints]: (reader, into, what) => {
		into.crlDistributionPoints = readDistributionPoints(reader, what);
	},
	[oid.ocspNoCheck]: (reader, _into, what) => {
		reader.next(what);
	},
};

/** Reads the value of every extension that is known; a value that does not parse refuses the certificate, critical or not. */
export function toCertificateExtensions(extensions: readonly Extension[]): CertificateExtensions {
	const unknownCritical: string[] = [];
	const into: CertificateExtensions = { unknownCritical };
	for (const { oid: id, isCritical, value } of extensions) {
		const readValue = readers[id];
		if (isCritical && (readValue === undefined || neverCritical.has(id))) unknownCritical.push(id);
		if (readValue === undefined) continue;
		const reader = new DerReader(value);
		readValue(reader, into, `extension ${id}`);
		reader.finish(`extension ${id}`);
	}
	return into;
}

function readBasicConstraints(reader: DerReader, into: CertificateExtensions, what: string): void {
	const constraints = reader.enter(derTag.sequence, what);
	const isCa = constraints.nextTag === derTag.boolean && readBoolean(constraints, what);
	const pathLength = constraints.optional(derTag.integer, what);
	constraints.finish(what);
	into.basicConstraints = { isCa, pathLength: pathLength && toCount(pathLength, what) };
}

function readNameConstraints(reader: DerReader, into: CertificateExtensions, what: string): void {
	const constraints = reader.enter(derTag.sequence, what);
	const readSubtrees = (tag: number): Subtree[] => {
		const subtrees = constraints.enterOptional(tag, what);
		return subtrees === undefined ? [] : readAll(subtrees, what, 1, (each) => readSubtree(each.enter(derTag.sequence, what), what));
	};
	into.nameConstraints = { permitted: readSubtrees(constructedTag(0)), excluded: readSubtrees(constructedTag(1)) };
	constraints.finish(what);
}

function readSubtree(reader: DerReader, what: string): Subtree {
	const base = readGeneralName(reader, what);
	const minimum = reader.optional(contextTag(0), what);
	const maximum = reader.optional(contextTag(1), what);
	reader.finish(what);
	return { base, isBounded: maximum !== undefined || (minimum !== undefined && toCount(minimum, what) !== 0) };
}

function readPolicies(reader: DerReader, into: CertificateExtensions, what: string): void {
	into.policies = readAll(reader.enter(derTag.sequence, what), what, 1, (each) => {
		const information = each.enter(derTag.sequence, what);
		const policy = readOid(information, what);
		// Qualifiers say something to people; they do not take part in validation.
		information.enterOptional(derTag.sequence, what);
		information.finish(what);
		return policy;
	});
}

function readPolicyMappings(reader: DerReader, into: CertificateExtensions, what: string): void {
	into.policyMappings = readAll(reader.enter(derTag.sequence, what), what, 1, (each) => {
		const pair = each.enter(derTag.sequence, what);
		const mapping = { issuerPolicy: readOid(pair, what), subjectPolicy: readOid(pair, what) };
		pair.finish(what);
		return mapping;
	});
}

function readAuthorityKeyIdentifier(reader: DerReader, into: CertificateExtensions, what: string): void {
	const identifier = reader.enter(derTag.sequence, what);
	const keyId = identifier.optional(contextTag(0), what);
	identifier.optional(constructedTag(1), what);
	identifier.optional(contextTag(2), what);
	identifier.finish(what);
	if (keyId !== undefined) into.authorityKeyId = keyId.toString('hex');
}
