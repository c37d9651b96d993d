import { type Certificate, isCa, toSubjectText } from './certificate.ts';
import { toNameText } from './distinguished-name.ts';
import { allReasons, type DistributionPoint, toPointKeys } from './distribution-point.ts';
import { keyUsageBit } from './object-identifiers.ts';
import { type RevocationList, removeFromCrl } from './revocation-list.ts';

/** What is at hand for a question about revocation. */
export interface RevocationSources {
	readonly at: Date;
	/** How long a list may be used past its nextUpdate. */
	readonly graceSeconds: number;
	/** A list whose signature uses a weaker digest proves nothing. */
	readonly minDigestBits: number;
	/** Lists by the comparison key of their issuer. */
	readonly listsOf: (issuerKey: string) => readonly RevocationList[];
	/** Certificates of that subject other than those on the path: a CA may sign lists with a key of its own, or leave them to somebody else. */
	readonly signersNamed: (nameKey: string) => readonly Certificate[];
	/** Whether such a certificate may sign lists for this path (RFC 5280 6.3.3 f): it chains to the same trust anchor. */
	readonly isTrustedSigner: (signer: Certificate, list: RevocationList) => boolean;
}

export type RevocationStatus =
	/** The lists that say so are in force within these, in milliseconds since the epoch. */
	| { readonly kind: 'good'; readonly sinceMs: number; readonly untilMs: number }
	| { readonly kind: 'revoked'; readonly detail: string }
	| ListFault;

/** Why lists prove nothing. */
interface ListFault {
	readonly kind: 'missing' | 'stale';
	readonly detail: string;
}

/** Other signers that are tried for one list. */
const maxSigners = 8;

/**
 * The status of one certificate of a path (RFC 5280 6.3.3, delta lists included). It is `good` only when lists that are
 * understood, in force, and signed by somebody entitled cover every reason. An entry for the certificate in any such list
 * revokes it even when the list is old or has an unknown critical extension: to refuse is the safe reading (X.509 7.3).
 */
export function checkRevocation(certificate: Certificate, issuer: Certificate, sources: RevocationSources): RevocationStatus {
	const points = pointsOf(certificate).map((point) => ({ point, lists: listsFor(certificate, issuer, point, sources) }));
	if (points.some(({ lists }) => isRevokedBy(lists, certificate, sources))) {
		return { kind: 'revoked', detail: `${toSubjectText(certificate)}, serial ${certificate.serial}, is revoked` };
	}
	let covered = 0;
	let sinceMs = Number.NEGATIVE_INFINITY;
	let untilMs = Number.POSITIVE_INFINITY;
	let problem: ListFault | undefined;
	for (const { point, lists } of points) {
		for (const list of lists) {
			if (list.deltaBase !== undefined) continue;
			const fault = findFault(list, sources);
			if (fault !== undefined) {
				if (problem?.kind !== 'stale') problem = fault;
				continue;
			}
			covered |= point.reasons & list.point.reasons;
			sinceMs = Math.max(sinceMs, list.thisUpdate.getTime());
			untilMs = Math.min(untilMs, endMs(list, sources));
		}
		if (covered === allReasons) return { kind: 'good', sinceMs, untilMs };
	}
	const who = toSubjectText(certificate);
	if (covered !== 0) return { kind: 'missing', detail: `the revocation lists for ${who} do not cover every reason` };
	return problem ?? { kind: 'missing', detail: `no revocation list of ${toNameText(certificate.issuer)} speaks of ${who}` };
}

function endMs({ nextUpdate }: RevocationList, { graceSeconds }: RevocationSources): number {
	return nextUpdate === undefined ? Number.POSITIVE_INFINITY : nextUpdate.getTime() + graceSeconds * 1000;
}

/** Its own distribution points, then the one that everybody has: lists that the issuer publishes without any (6.3.3, last paragraph). */
function pointsOf(certificate: Certificate): DistributionPoint[] {
	const implicit: DistributionPoint = {
		name: { kind: 'full', keys: [`directoryName:${certificate.issuer.key}`] },
		reasons: allReasons,
		crlIssuers: [],
	};
	return [...(certificate.extensions.crlDistributionPoints ?? []), implicit];
}

function listsFor(certificate: Certificate, issuer: Certificate, point: DistributionPoint, sources: RevocationSources): RevocationList[] {
	const names = point.crlIssuers.length > 0 ? point.crlIssuers : [certificate.issuer];
	const lists = names.flatMap((name) => sources.listsOf(name.key).filter((list) => isInScope(list, point, certificate)));
	return lists.filter((list) => isSignedByEntitled(list, issuer, sources));
}

/** 6.3.3 (b), (d). */
function isInScope(list: RevocationList, point: DistributionPoint, certificate: Certificate): boolean {
	const { name, isIndirect, onlyUserCertificates, onlyCaCertificates, onlyAttributeCertificates } = list.point;
	const isOwn = list.issuer.key === certificate.issuer.key;
	if ((!isOwn && !isIndirect) || (list.point.reasons & point.reasons) === 0) return false;
	if (onlyAttributeCertificates || (isCa(certificate) ? onlyUserCertificates : onlyCaCertificates)) return false;
	if (name === undefined) return true;
	const wanted =
		point.name === undefined
			? point.crlIssuers.map((each) => `directoryName:${each.key}`)
			: toPointKeys(point.name, point.crlIssuers[0] ?? certificate.issuer);
	return toPointKeys(name, list.issuer).some((key) => wanted.includes(key));
}

/** 6.3.3 (f), (g): the issuer on the path, or another certificate of the list's issuer that chains to the same anchor. */
function isSignedByEntitled(list: RevocationList, issuer: Certificate, sources: RevocationSources): boolean {
	if (list.issuer.key === issuer.subject.key && maySignLists(issuer) && list.isSignedBy(issuer)) return true;
	const others = sources.signersNamed(list.issuer.key).filter((other) => other.fingerprint !== issuer.fingerprint && maySignLists(other));
	return others.slice(0, maxSigners).some((other) => list.isSignedBy(other) && sources.isTrustedSigner(other, list));
}

function maySignLists(signer: Certificate): boolean {
	const { keyUsage } = signer.extensions;
	return keyUsage === undefined || (keyUsage & keyUsageBit.cRLSign) !== 0;
}

function isRevokedBy(lists: readonly RevocationList[], certificate: Certificate, sources: RevocationSources): boolean {
	const current = lists.filter((list) => !lists.some((other) => replaces(other, list, sources)));
	return current.some((list) => {
		const reason = list.find(certificate);
		if (reason === undefined || reason === removeFromCrl) return false;
		return !current.some(
			(delta) => buildsOn(delta, list) && findFault(delta, sources) === undefined && delta.find(certificate) === removeFromCrl,
		);
	});
}

const isSameSeries = (a: RevocationList, b: RevocationList): boolean => a.issuer.key === b.issuer.key && a.scope === b.scope;

/** True when `newer` makes `older` irrelevant: a later complete list, or a later delta in place of a delta. */
function replaces(newer: RevocationList, older: RevocationList, sources: RevocationSources): boolean {
	if (newer === older || !isSameSeries(newer, older) || findFault(newer, sources)?.kind === 'missing') return false;
	if (newer.deltaBase === undefined && older.deltaBase !== undefined) return newer.number >= older.number;
	return (newer.deltaBase === undefined) === (older.deltaBase === undefined) && newer.thisUpdate > older.thisUpdate;
}

/** RFC 5280 5.2.4: a delta list may be combined with complete lists that are not older than its base, nor as new as itself. */
function buildsOn(delta: RevocationList, complete: RevocationList): boolean {
	if (delta.deltaBase === undefined || complete.deltaBase !== undefined || !isSameSeries(delta, complete)) return false;
	return complete.number >= delta.deltaBase && complete.number < delta.number;
}

/** Why the absence of a certificate from this list proves nothing. */
function findFault(list: RevocationList, sources: RevocationSources): ListFault | undefined {
	const { algorithm } = list.signed;
	const fault = (kind: ListFault['kind'], what: string): ListFault => ({
		kind,
		detail: `the revocation list of ${toNameText(list.issuer)} ${what}`,
	});
	if (!list.isUnderstood) return fault('missing', 'has an unknown critical extension');
	if (algorithm.digestBits < sources.minDigestBits) return fault('missing', `is signed with ${algorithm.name}`);
	if (list.thisUpdate > sources.at) return fault('missing', `is in force only from ${list.thisUpdate.toISOString()}`);
	if (endMs(list, sources) < sources.at.getTime()) return fault('stale', `was to be replaced by ${list.nextUpdate?.toISOString()}`);
	return undefined;
}
