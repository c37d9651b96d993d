import type { CertificateReason } from '../domain/reason.ts';
import type { TrustPolicy } from '../domain/trust-anchor.ts';
import { type Certificate, isCa, toSubjectText } from './certificate.ts';
import { constrainedNames, findNameViolation, maxNameComparisons } from './name-constraints.ts';
import { clientAuthentication, keyUsageBit, netscapeBit } from './object-identifiers.ts';
import type { Path } from './path-search.ts';
import { findPolicyViolation } from './policy-tree.ts';

/** What the last certificate of a path is to be used for. */
export type PathPurpose = 'tls-client' | 'crl-signer';

export interface PathFault {
	readonly reason: CertificateReason;
	readonly detail: string;
}

/**
 * The checks of RFC 5280 6.1 that need neither a search nor revocation lists, but for the dates of the leaf. Signatures
 * and names were chained by the search. The anchor is a certificate that somebody installed, so its own dates,
 * constraints and usages hold as well, as they do for OpenSSL.
 *
 * @param vouching index of the anchor nearest to the leaf, whose policy counts
 */
export function findPathFault(path: Path, vouching: number, policy: TrustPolicy, at: Date, purpose: PathPurpose): PathFault | undefined {
	return (
		findWeakness(path, vouching, policy) ??
		findIssuerFault(path, vouching, at, purpose) ??
		findLeafFault(path[0], purpose) ??
		findConstraintFault(path) ??
		findPolicyFault(path)
	);
}

/** RFC 5280 4.1.2.5: both ends belong to the validity; it knows whole seconds only. */
export function findDateFault(certificate: Certificate, at: Date): PathFault | undefined {
	const second = Math.floor(at.getTime() / 1000) * 1000;
	// Written so that a time that is none (NaN) refuses.
	if (!(second >= certificate.notBefore.getTime())) {
		return {
			reason: 'certificate.not-yet-valid',
			detail: `${toSubjectText(certificate)} is valid only from ${certificate.notBefore.toISOString()}`,
		};
	}
	if (!(second <= certificate.notAfter.getTime())) {
		return { reason: 'certificate.expired', detail: `${toSubjectText(certificate)} expired at ${certificate.notAfter.toISOString()}` };
	}
	return undefined;
}

const floorBits = { sha1: 160, sha256: 256, sha384: 384, sha512: 512 } as const;

export const toDigestBits = (policy: TrustPolicy): number => floorBits[policy.digestFloor];

/** Everything below the vouching anchor is measured; of the anchor itself only the key, because nobody relies on its signature. */
function findWeakness(path: Path, vouching: number, policy: TrustPolicy): PathFault | undefined {
	for (const certificate of path.slice(0, vouching + 1)) {
		const { algorithm, bits, weakness } = certificate.publicKey;
		const isRsaLike = algorithm === 'rsa' || algorithm === 'rsa-pss' || algorithm === 'dsa';
		const floor = isRsaLike ? policy.minRsaBits : policy.minEcBits;
		if (weakness !== undefined) {
			return { reason: 'certificate.weak-key', detail: `the key of ${toSubjectText(certificate)} is unfit: ${weakness}` };
		}
		if (bits < floor) {
			return {
				reason: 'certificate.weak-key',
				detail: `the ${algorithm} key of ${toSubjectText(certificate)} has ${bits} bits; ${floor} are needed`,
			};
		}
	}
	for (const certificate of path.slice(0, vouching)) {
		const { digestBits, name } = certificate.signed.algorithm;
		if (digestBits < toDigestBits(policy)) {
			return { reason: 'certificate.weak-digest', detail: `${toSubjectText(certificate)} is signed with ${name}` };
		}
	}
	return undefined;
}

/** RFC 5280 6.1.4 (k) to (o), from the anchor down. */
function findIssuerFault(path: Path, vouching: number, at: Date, purpose: PathPurpose): PathFault | undefined {
	for (let index = path.length - 1; index > 0; index--) {
		const certificate = path[index];
		if (certificate === undefined) continue;
		const who = toSubjectText(certificate);
		const { basicConstraints, keyUsage, unknownCritical } = certificate.extensions;
		const dates = findDateFault(certificate, at);
		if (dates !== undefined) return dates;
		if (unknownCritical[0] !== undefined) return toUnknownCritical(certificate, unknownCritical[0]);
		// Version 1 and 2 cannot say that they are CAs; installing one by hand says it for them (6.1.4 k).
		const isOldAnchor = certificate.version < 3 && index >= vouching;
		if (!isOldAnchor && !isCa(certificate)) {
			return { reason: 'certificate.basic-constraints', detail: `${who} issued a certificate and is no CA` };
		}
		if (keyUsage !== undefined && (keyUsage & keyUsageBit.keyCertSign) === 0) {
			return { reason: 'certificate.key-usage', detail: `the key of ${who} may not sign certificates` };
		}
		if (purpose === 'tls-client' && !allowsClients(certificate)) {
			return { reason: 'certificate.extended-key-usage', detail: `${who} may not issue for TLS clients` };
		}
		const below = path.slice(1, index).filter((each) => !each.isSelfIssued).length;
		if (below > (basicConstraints?.pathLength ?? Number.POSITIVE_INFINITY)) {
			return {
				reason: 'certificate.path-length',
				detail: `${who} allows ${basicConstraints?.pathLength} CAs below it; there are ${below}`,
			};
		}
	}
	return undefined;
}

function toUnknownCritical(certificate: Certificate, oid: string): PathFault {
	return { reason: 'certificate.unknown-critical-extension', detail: `${toSubjectText(certificate)} has the critical extension ${oid}` };
}

/** As OpenSSL's client purpose: anyExtendedKeyUsage does not stand in for client authentication, in CAs neither. */
function allowsClients(certificate: Certificate): boolean {
	return certificate.extensions.extendedKeyUsage?.includes(clientAuthentication) ?? true;
}

/** RFC 5280 6.1.5 and the purpose. */
function findLeafFault(leaf: Certificate | undefined, purpose: PathPurpose): PathFault | undefined {
	if (leaf === undefined) return undefined;
	const { unknownCritical, keyUsage } = leaf.extensions;
	if (unknownCritical[0] !== undefined) return toUnknownCritical(leaf, unknownCritical[0]);
	if (purpose === 'crl-signer') {
		const maySign = keyUsage === undefined || (keyUsage & keyUsageBit.cRLSign) !== 0;
		return maySign
			? undefined
			: { reason: 'certificate.key-usage', detail: `the key of ${toSubjectText(leaf)} may not sign revocation lists` };
	}
	return findClientFault(leaf);
}

function findClientFault(leaf: Certificate): PathFault | undefined {
	const who = toSubjectText(leaf);
	const { basicConstraints, keyUsage, netscapeCertType, nameConstraints } = leaf.extensions;
	if (isCa(leaf)) return { reason: 'certificate.ca-leaf', detail: `${who} is a CA certificate` };
	if (keyUsage !== undefined && (keyUsage & (keyUsageBit.digitalSignature | keyUsageBit.keyAgreement)) === 0) {
		return { reason: 'certificate.key-usage', detail: `the key of ${who} may neither sign nor agree on keys` };
	}
	// 4.2.1.9: who says in one breath that it is no CA and that it signs certificates is not believed at all.
	if (basicConstraints !== undefined && keyUsage !== undefined && (keyUsage & keyUsageBit.keyCertSign) !== 0) {
		return { reason: 'certificate.key-usage', detail: `${who} is no CA and claims to sign certificates` };
	}
	if (!allowsClients(leaf)) return { reason: 'certificate.extended-key-usage', detail: `${who} is not for TLS clients` };
	if (netscapeCertType !== undefined && (netscapeCertType & netscapeBit.sslClient) === 0) {
		return { reason: 'certificate.extended-key-usage', detail: `the Netscape type of ${who} is not for TLS clients` };
	}
	// 4.2.1.10: the extension means nothing outside a CA.
	if (nameConstraints !== undefined) return { reason: 'certificate.name-constraints', detail: `${who} is no CA and has name constraints` };
	return undefined;
}

/** RFC 5280 6.1.3 (b), (c), 6.1.4 (g). A self-issued certificate is exempt unless it is the last. */
function findConstraintFault(path: Path): PathFault | undefined {
	let comparisons = 0;
	for (const [position, certificate] of path.entries()) {
		if (position > 0 && certificate.isSelfIssued) continue;
		const issuers = path.slice(position + 1).filter((issuer) => issuer.extensions.nameConstraints !== undefined);
		if (issuers.length === 0) continue;
		const names = constrainedNames(certificate);
		for (const issuer of issuers) {
			const constraints = issuer.extensions.nameConstraints;
			if (constraints === undefined) continue;
			comparisons += names.length * (constraints.permitted.length + constraints.excluded.length);
			if (comparisons > maxNameComparisons) {
				return { reason: 'certificate.too-complex', detail: `${toSubjectText(issuer)} has too many name constraints` };
			}
			const violation = findNameViolation(constraints, names);
			if (violation !== undefined) return { reason: 'certificate.name-constraints', detail: `${violation} by ${toSubjectText(issuer)}` };
		}
	}
	return undefined;
}

function findPolicyFault(path: Path): PathFault | undefined {
	const detail = findPolicyViolation(path.slice(0, -1).reverse());
	return detail === undefined ? undefined : { reason: 'certificate.policy', detail };
}
