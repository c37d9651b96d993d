import type { Oui } from '../domain/mac-address.ts';
import type { CertificateReason } from '../domain/reason.ts';
import { type DenyListEntry, defaultTrustPolicy, type MacRule, type TrustPolicy } from '../domain/trust-anchor.ts';
import { type Certificate, type CertificateRefusal, toSubjectText } from './certificate.ts';
import { judgeCertificate } from './judge-certificate.ts';
import { type AnchorMaterial, prepareTrust } from './prepare-trust.ts';
import { type Encoded, parseCertificates, toListBlocks } from './read-certificates.ts';
import { maxRevocationListBytes, parseRevocationList, type RevocationList } from './revocation-list.ts';
import { type PathRequest, type PathVerdict, validatePath } from './validate-path.ts';

/** An anchor to check against: an installed one as it is, or a file with an alias. */
export interface CheckAnchor {
	readonly alias: string;
	readonly certificate: Encoded;
	readonly ouis?: readonly Oui[];
	readonly macRules?: readonly MacRule[];
	readonly policy?: TrustPolicy;
	readonly crls?: readonly Uint8Array[];
}

/**
 * `client`: a valid path, and where the certificate names a MAC address, one that it may name. `device`: a MAC address is
 * needed. `path`: nobody looks for one.
 */
export const checkPurposes = ['client', 'device', 'path'] as const;
export type CheckPurpose = (typeof checkPurposes)[number];

export interface CheckRequest {
	/** The certificate in question, first in its file; others in the file count as untrusted. */
	readonly leaf: Encoded;
	readonly untrusted: readonly Encoded[];
	readonly anchors: readonly CheckAnchor[];
	readonly crls: readonly Encoded[];
	readonly denyList?: readonly DenyListEntry[];
	readonly at: Date;
	readonly purpose: CheckPurpose;
}

export interface CheckReport {
	readonly accepted: boolean;
	readonly reason: CertificateReason | null;
	/** For people; null when accepted. */
	readonly detail: string | null;
	/** Alias of the anchor that vouches. */
	readonly anchor: string | null;
	readonly mac: string | null;
	/** Subjects, leaf first. */
	readonly path: readonly string[];
}

/**
 * Judges certificates as they lie in files: what cannot be parsed is refused or left out, never thrown. With revocation
 * lists at hand every certificate of the path needs one (as `openssl verify -crl_check_all`), unless the policy of an
 * installed anchor says `soft`. @throws DmsError for anchors whose rules or lists cannot be used
 */
export function checkCertificate(request: CheckRequest): CheckReport {
	const [first, ...alongside] = parseCertificates(request.leaf);
	if (first === undefined || !first.ok) {
		const refusal = first?.reason ?? { reason: 'certificate.malformed', detail: 'there is no certificate' };
		return { accepted: false, ...refusal, anchor: null, mac: null, path: [] };
	}
	const broken: CertificateRefusal[] = [];
	const untrusted: Certificate[] = [];
	for (const parsed of [...alongside, ...request.untrusted.flatMap(parseCertificates)]) {
		if (parsed.ok) untrusted.push(parsed.value);
		else broken.push(parsed.reason);
	}
	const revocationLists = request.crls.flatMap(parseLists);
	const anchors = request.anchors.flatMap((anchor) => toMaterial(anchor, request.crls.length > 0, broken));
	const trust = prepareTrust({ anchors, denyList: request.denyList ?? [], revocationLists });
	const question = { leaf: first.value, untrusted, trust, at: request.at };
	return toReport(judgeFor(request.purpose, question), broken[0]);
}

function judgeFor(purpose: CheckPurpose, question: PathRequest): PathVerdict & { readonly mac?: string | undefined } {
	if (purpose === 'path') return validatePath(question);
	const verdict = judgeCertificate(question);
	const namesNone = !verdict.accepted && verdict.reason === 'certificate.no-mac';
	return namesNone && purpose === 'client' ? validatePath(question) : verdict;
}

function parseLists(file: Encoded): RevocationList[] {
	const blocks = toListBlocks(file, maxRevocationListBytes);
	if (!blocks.ok) return [];
	return blocks.value.flatMap((der) => {
		const parsed = parseRevocationList(der);
		return parsed.ok ? [parsed.value] : [];
	});
}

/** A file with several certificates is several anchors, numbered from the second on. */
function toMaterial(anchor: CheckAnchor, hasLists: boolean, broken: CertificateRefusal[]): AnchorMaterial[] {
	const policy = anchor.policy ?? defaultTrustPolicy;
	return parseCertificates(anchor.certificate).flatMap((parsed, index) => {
		if (!parsed.ok) {
			broken.push(parsed.reason);
			return [];
		}
		return [
			{
				alias: index === 0 ? anchor.alias : `${anchor.alias}#${index + 1}`,
				certificate: parsed.value.der,
				ouis: anchor.ouis ?? [],
				macRules: anchor.macRules ?? [],
				policy: hasLists && policy.revocation === 'off' ? { ...policy, revocation: 'hard' as const } : policy,
				crls: anchor.crls ?? [],
			},
		];
	});
}

const deadEnds: ReadonlySet<CertificateReason> = new Set<CertificateReason>(['certificate.unknown-issuer', 'certificate.issuer-missing']);

/** Where no issuer was found and a certificate at hand could not be parsed, that one is the better explanation. */
function toReport(verdict: PathVerdict & { readonly mac?: string | undefined }, broken: CertificateRefusal | undefined): CheckReport {
	const path = verdict.path.map(toSubjectText);
	const anchor = verdict.anchor?.alias ?? null;
	const mac = verdict.mac ?? null;
	if (verdict.accepted) return { accepted: true, reason: null, detail: null, anchor, mac, path };
	if (broken !== undefined && deadEnds.has(verdict.reason)) {
		return {
			accepted: false,
			reason: broken.reason,
			detail: `${verdict.detail}; a certificate at hand cannot be used: ${broken.detail}`,
			anchor,
			mac,
			path,
		};
	}
	return { accepted: false, reason: verdict.reason, detail: verdict.detail, anchor, mac, path };
}
