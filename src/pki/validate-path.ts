import type { CertificateReason } from '../domain/reason.ts';
import { type Certificate, toSubjectText } from './certificate.ts';
import { findDateFault, findPathFault, type PathFault, toDigestBits } from './path.ts';
import { type Path, PathSearch } from './path-search.ts';
import { groupBy, type JudgingAnchor, type PreparedTrust } from './prepare-trust.ts';
import { checkRevocation, type RevocationSources } from './revocation.ts';

export interface PathRequest {
	readonly leaf: Certificate;
	/** Certificates that came along with the leaf, in any order. */
	readonly untrusted: readonly Certificate[];
	readonly trust: PreparedTrust;
	readonly at: Date;
}

export interface AcceptedPath {
	readonly accepted: true;
	/** Leaf first; the last is `topAnchor`. */
	readonly path: Path;
	/** The installed anchor nearest to the leaf: it vouches, and its policy and MAC rules count. */
	readonly anchor: JudgingAnchor;
	readonly topAnchor: JudgingAnchor;
	/** Every installed anchor on the path, nearest first. */
	readonly anchors: readonly JudgingAnchor[];
	/** The verdict holds from here ... */
	readonly notBefore: Date;
	/** ... to here, both included, for as long as the trust store does not change. */
	readonly notAfter: Date;
}

export interface RefusedPath {
	readonly accepted: false;
	readonly reason: CertificateReason;
	/** For people: what was wrong with which certificate. */
	readonly detail: string;
	/** As far as it could be built, leaf first. */
	readonly path: Path;
	readonly anchor: JudgingAnchor | undefined;
	/** Set when the leaf's own dates are the only fault: what the verdict would be on a day within them. */
	readonly butForDates: AcceptedPath | undefined;
}

export type PathVerdict = AcceptedPath | RefusedPath;

/** Bounds of what may come along with a leaf. */
export const untrustedLimits = { certificates: 64, bytes: 1024 * 1024 } as const;

/**
 * Whether a certificate is good for a TLS client now: RFC 5280 section 6 over every path from the leaf to an installed
 * anchor, preferably the longest through installed ones. When none is valid, the path that came furthest gives the
 * reason; the order of the checks is: deny list, the path's certificates and constraints, revocation, and last the dates
 * of the leaf, so that `certificate.expired` of a leaf says that nothing else is wrong. Never throws.
 */
export function validatePath(request: PathRequest): PathVerdict {
	const { leaf, untrusted, trust, at } = request;
	const denied = trust.denyList.find(leaf);
	if (denied !== undefined) return refuse({ reason: 'certificate.denied', detail: `${toSubjectText(leaf)} is on the deny list` }, [leaf]);
	const bytes = untrusted.reduce((sum, certificate) => sum + certificate.der.length, 0);
	if (untrusted.length > untrustedLimits.certificates || bytes > untrustedLimits.bytes) {
		return refuse({ reason: 'certificate.too-large', detail: `${untrusted.length} certificates with ${bytes} bytes came along` }, [leaf]);
	}
	const validation = new Validation(trust, untrusted, at);
	return validation.judge(leaf);
}

/** Reasons by which an anchor speaks about what is below it; then its statement holds although a shorter path would end before it. */
const bindingReasons: ReadonlySet<CertificateReason> = new Set<CertificateReason>([
	'certificate.denied',
	'certificate.revoked',
	'certificate.crl-missing',
	'certificate.crl-stale',
	'certificate.name-constraints',
	'certificate.path-length',
	'certificate.policy',
]);

interface Attempt {
	readonly verdict: PathVerdict;
	/** How many kinds of checks were passed: the reason of the attempt that came furthest is told. */
	readonly progress: number;
}

class Validation {
	readonly #trust: PreparedTrust;
	readonly #at: Date;
	readonly #untrustedBySubject: ReadonlyMap<string, readonly Certificate[]>;
	readonly #search: PathSearch;

	constructor(trust: PreparedTrust, untrusted: readonly Certificate[], at: Date) {
		this.#trust = trust;
		this.#at = at;
		this.#untrustedBySubject = groupBy(untrusted, (certificate) => certificate.subject.key);
		const pool = {
			isAnchor: (certificate: Certificate) => trust.anchorByFingerprint.has(certificate.fingerprint),
			anchorsNamed: (nameKey: string) => trust.anchorsBySubject.get(nameKey) ?? [],
			untrustedNamed: (nameKey: string) => this.#untrustedBySubject.get(nameKey) ?? [],
			anchorLinks: trust.anchorLinks,
		};
		this.#search = new PathSearch(pool, at);
	}

	judge(leaf: Certificate): PathVerdict {
		const binding: Path[] = [];
		let furthest: Attempt | undefined;
		for (const path of this.#search.paths(leaf)) {
			if (binding.some((longer) => path.every((certificate, index) => certificate === longer[index]))) continue;
			const attempt = this.#attempt(path);
			if (attempt.verdict.accepted) return attempt.verdict;
			if (bindingReasons.has(attempt.verdict.reason)) binding.push(path);
			if (furthest === undefined || attempt.progress > furthest.progress) furthest = attempt;
		}
		if (this.#search.isExhausted()) {
			return refuse({ reason: 'certificate.too-complex', detail: 'the search for a path exceeded its bounds' }, [leaf]);
		}
		if (furthest !== undefined) return furthest.verdict;
		const { deadEnd } = this.#search;
		return refuse(deadEnd ?? { reason: 'certificate.unknown-issuer', detail: 'no path leads to an anchor' }, deadEnd?.path ?? [leaf]);
	}

	#attempt(path: Path): Attempt {
		const anchors = path.flatMap((certificate) => this.#trust.anchorByFingerprint.get(certificate.fingerprint) ?? []);
		const [anchor] = anchors;
		const topAnchor = anchors[anchors.length - 1];
		const leaf = path[0];
		if (anchor === undefined || topAnchor === undefined || leaf === undefined) throw new Error('a path without an anchor');
		const stop = (fault: PathFault, progress: number): Attempt => ({ verdict: refuse(fault, path, anchor), progress });

		const denied = path.find((certificate) => this.#trust.denyList.find(certificate) !== undefined);
		if (denied !== undefined) return stop({ reason: 'certificate.denied', detail: `${toSubjectText(denied)} is on the deny list` }, 0);
		const fault = findPathFault(path, this.#vouchingIndex(path), anchor.policy, this.#at, 'tls-client');
		if (fault !== undefined) return stop(fault, 1);
		const revocation = this.#checkRevocation(path, anchor);
		if ('reason' in revocation) return stop(revocation, 2);
		const accepted: AcceptedPath = { accepted: true, path, anchor, topAnchor, anchors, ...toValidity(path, revocation) };
		const dates = findDateFault(leaf, this.#at);
		if (dates !== undefined) return { verdict: { ...refuse(dates, path, anchor), butForDates: accepted }, progress: 3 };
		return { verdict: accepted, progress: 4 };
	}

	#vouchingIndex(path: Path): number {
		return path.findIndex((certificate) => this.#trust.anchorByFingerprint.has(certificate.fingerprint));
	}

	/** Every certificate of the path but the top anchor, from the top down. */
	#checkRevocation(path: Path, anchor: JudgingAnchor): PathFault | Window {
		const { revocation } = anchor.policy;
		const window = { sinceMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };
		if (revocation === 'off') return window;
		const sources = this.#sourcesFor(path, anchor);
		for (let index = path.length - 2; index >= 0; index--) {
			const [certificate, issuer] = [path[index], path[index + 1]];
			if (certificate === undefined || issuer === undefined) continue;
			const status = checkRevocation(certificate, issuer, sources);
			if (status.kind === 'revoked') return { reason: 'certificate.revoked', detail: status.detail };
			if (revocation === 'soft') continue;
			if (status.kind !== 'good') {
				return { reason: status.kind === 'stale' ? 'certificate.crl-stale' : 'certificate.crl-missing', detail: status.detail };
			}
			window.sinceMs = Math.max(window.sinceMs, status.sinceMs);
			window.untilMs = Math.min(window.untilMs, status.untilMs);
		}
		return window;
	}

	#sourcesFor(path: Path, anchor: JudgingAnchor): RevocationSources {
		const sources: RevocationSources = {
			at: this.#at,
			graceSeconds: anchor.policy.crlGraceSeconds,
			minDigestBits: toDigestBits(anchor.policy),
			listsOf: (issuerKey) => this.#trust.listsByIssuer.get(issuerKey) ?? [],
			signersNamed: (nameKey) => [...(this.#trust.anchorsBySubject.get(nameKey) ?? []), ...(this.#untrustedBySubject.get(nameKey) ?? [])],
			isTrustedSigner: (signer, list) => list.find(signer) === undefined && this.#chainsTo(signer, path[path.length - 1], anchor, sources),
		};
		return sources;
	}

	/** RFC 5280 6.3.3 (f). A signer whose own status hangs on yet another signer is not followed further. */
	#chainsTo(signer: Certificate, top: Certificate | undefined, anchor: JudgingAnchor, sources: RevocationSources): boolean {
		const direct: RevocationSources = { ...sources, isTrustedSigner: () => false };
		for (const path of this.#search.paths(signer)) {
			if (path[path.length - 1] !== top) continue;
			const fault =
				findPathFault(path, this.#vouchingIndex(path), anchor.policy, this.#at, 'crl-signer') ?? findDateFault(signer, this.#at);
			const isRevoked = path.some((certificate, index) => {
				const issuer = path[index + 1];
				return issuer !== undefined && checkRevocation(certificate, issuer, direct).kind === 'revoked';
			});
			if (fault === undefined && !isRevoked) return true;
		}
		return false;
	}
}

/** Milliseconds since the epoch, both ends included. */
interface Window {
	readonly sinceMs: number;
	readonly untilMs: number;
}

function toValidity(path: Path, { sinceMs, untilMs }: Window): Pick<AcceptedPath, 'notBefore' | 'notAfter'> {
	const notBefore = new Date(Math.max(sinceMs, ...path.map((certificate) => certificate.notBefore.getTime())));
	const notAfter = new Date(Math.min(untilMs, ...path.map((certificate) => certificate.notAfter.getTime())));
	return { notBefore, notAfter };
}

function refuse(fault: PathFault, path: Path, anchor?: JudgingAnchor): RefusedPath {
	return { accepted: false, reason: fault.reason, detail: fault.detail, path, anchor, butForDates: undefined };
}
