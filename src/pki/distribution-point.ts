import { constructedTag, contextTag, type DerReader, derTag, malformed, readAll, toNamedBits } from './der.ts';
import { type DistinguishedName, readRdn, toNameKey, toRdnKey } from './distinguished-name.ts';
import { readGeneralNames, toGeneralNameKey } from './general-name.ts';

/** Name of a distribution point: comparison keys of full names, or one RDN relative to the issuer of the list. */
export type DistributionPointName =
	| { readonly kind: 'full'; readonly keys: readonly string[] }
	| { readonly kind: 'relative'; readonly rdnKey: string };

/** RFC 5280 4.2.1.13. */
export interface DistributionPoint {
	readonly name: DistributionPointName | undefined;
	/** Revocation reasons that its lists cover, as named bits. */
	readonly reasons: number;
	/** Empty: the issuer of the certificate issues the list. */
	readonly crlIssuers: readonly DistinguishedName[];
}

/** All reasons of RFC 5280 4.2.1.13: bits 1 (keyCompromise) to 8 (aACompromise). */
export const allReasons = 0b1_1111_1110;

export function readDistributionPoints(reader: DerReader, what: string): DistributionPoint[] {
	return readAll(reader.enter(derTag.sequence, what), what, 1, (each) => readDistributionPoint(each.enter(derTag.sequence, what), what));
}

function readDistributionPoint(reader: DerReader, what: string): DistributionPoint {
	const name = readDistributionPointName(reader, what);
	const reasons = reader.optional(contextTag(1), what);
	const issuers = reader.enterOptional(constructedTag(2), what);
	reader.finish(what);
	const crlIssuers =
		issuers === undefined ? [] : readGeneralNames(issuers, what).flatMap((each) => (each.kind === 'directoryName' ? [each.name] : []));
	if (name === undefined && issuers === undefined) malformed(`${what} names neither a point nor an issuer`);
	return { name, reasons: reasons === undefined ? allReasons : toNamedBits(reasons, what) & allReasons, crlIssuers };
}

/** The optional `[0] EXPLICIT DistributionPointName`. */
export function readDistributionPointName(reader: DerReader, what: string): DistributionPointName | undefined {
	const explicit = reader.enterOptional(constructedTag(0), what);
	if (explicit === undefined) return undefined;
	const full = explicit.enterOptional(constructedTag(0), what);
	if (full !== undefined) {
		explicit.finish(what);
		return { kind: 'full', keys: readGeneralNames(full, what).map(toGeneralNameKey) };
	}
	const rdn = readRdn(explicit, constructedTag(1), what);
	explicit.finish(what);
	return { kind: 'relative', rdnKey: toRdnKey(rdn) };
}

/** The comparison keys of the name; a relative one is completed with the name of the list's issuer. */
export function toPointKeys(name: DistributionPointName, issuer: DistinguishedName): readonly string[] {
	return name.kind === 'full' ? name.keys : [`directoryName:${toNameKey([...issuer.rdnKeys, name.rdnKey])}`];
}
