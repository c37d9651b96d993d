import type { CertificateReason } from '../domain/reason.ts';
import { type Certificate, isSelfSigned, toSubjectText } from './certificate.ts';
import { toNameText } from './distinguished-name.ts';
import { isSignedBy } from './signature.ts';

/** Certificates, leaf first, each signed with the key of the next; the last is an installed anchor. */
export type Path = readonly Certificate[];

/** Where the search for a path got stuck. */
export interface DeadEnd {
	readonly reason: CertificateReason;
	readonly detail: string;
	readonly path: Path;
}

/** The certificates among which issuers are looked for. */
export interface IssuerPool {
	readonly isAnchor: (certificate: Certificate) => boolean;
	/** By the comparison key of the subject name. */
	readonly anchorsNamed: (nameKey: string) => readonly Certificate[];
	readonly untrustedNamed: (nameKey: string) => readonly Certificate[];
	/** Signatures between anchors that earlier searches have checked. Anchors stay as they are, and strangers add none. */
	readonly anchorLinks: Map<string, boolean>;
}

/** Bounds of one search. Real chains have 2 to 5 certificates; hostile ones are built to make the search explode. */
export const searchLimits = { pathCertificates: 10, signatureChecks: 64, steps: 512, paths: 32 } as const;

/**
 * Looks for paths from a certificate to installed anchors by name and signature (RFC 4158 in spirit); whether such a path
 * is valid is for the caller to say. One search may be asked for several certificates; its bounds hold for all together.
 */
export class PathSearch {
	readonly #pool: IssuerPool;
	readonly #at: Date;
	readonly #links = new Map<string, boolean>();
	#steps = 0;
	#paths = 0;
	#deadEnd: DeadEnd | undefined;

	constructor(pool: IssuerPool, at: Date) {
		this.#pool = pool;
		this.#at = at;
	}

	/** True when a bound was hit: what was not found may exist. */
	isExhausted(): boolean {
		const { signatureChecks, steps, paths } = searchLimits;
		return this.#links.size >= signatureChecks || this.#steps >= steps || this.#paths >= paths;
	}

	/** The dead end that came furthest; a wrong signature tells more than a missing issuer at the same place. */
	get deadEnd(): DeadEnd | undefined {
		return this.#deadEnd;
	}

	/**
	 * Paths in order of preference. A path that runs through several anchors comes before its shorter beginnings: an
	 * anchor ends a path, but those above it may have something to say.
	 */
	*paths(leaf: Certificate): Generator<Path, void> {
		yield* this.#extend([leaf]);
	}

	*#extend(path: Path): Generator<Path, void> {
		const tip = path[path.length - 1];
		if (tip === undefined || this.isExhausted()) return;
		this.#steps++;
		const isAnchor = this.#pool.isAnchor(tip);
		if (path.length < searchLimits.pathCertificates) {
			const candidates = this.#issuersOf(tip, path, isAnchor);
			let linked = 0;
			for (const candidate of candidates) {
				if (!this.#isLinked(tip, candidate)) continue;
				linked++;
				yield* this.#extend([...path, candidate]);
			}
			if (!isAnchor && linked === 0) this.#note(toDeadEnd(path, tip, candidates.length));
		} else if (!isAnchor) {
			this.#note({ reason: 'certificate.too-complex', detail: `the path is longer than ${path.length} certificates`, path });
		}
		if (isAnchor && !this.isExhausted()) {
			this.#paths++;
			yield path;
		}
	}

	/** Above an anchor only anchors are looked at: nothing that a stranger sent may add to what was installed. */
	#issuersOf(tip: Certificate, path: Path, isAnchor: boolean): Certificate[] {
		const named = tip.issuer.key;
		const anchors = this.#pool.anchorsNamed(named);
		const untrusted = isAnchor ? [] : this.#pool.untrustedNamed(named).filter((each) => !this.#pool.isAnchor(each));
		const candidates = [...anchors, ...untrusted].filter((each) => !path.some((used) => isSameEntity(used, each)));
		return candidates.sort((a, b) => this.#rank(tip, a) - this.#rank(tip, b) || b.notBefore.getTime() - a.notBefore.getTime());
	}

	/** Key identifiers are hints (RFC 5280 4.2.1.1), then dates, then what is installed. */
	#rank(tip: Certificate, candidate: Certificate): number {
		const wanted = tip.extensions.authorityKeyId;
		const offered = candidate.extensions.subjectKeyId;
		const keyRank = wanted === undefined || offered === undefined ? 1 : wanted === offered ? 0 : 2;
		const isCurrent = candidate.notBefore <= this.#at && this.#at <= candidate.notAfter;
		return keyRank * 4 + (isCurrent ? 0 : 2) + (this.#pool.isAnchor(candidate) ? 0 : 1);
	}

	#isLinked(certificate: Certificate, issuer: Certificate): boolean {
		const link = `${certificate.fingerprint}${issuer.fingerprint}`;
		const links = this.#pool.isAnchor(certificate) && this.#pool.isAnchor(issuer) ? this.#pool.anchorLinks : this.#links;
		const known = links.get(link);
		if (known !== undefined) return known;
		if (this.isExhausted()) return false;
		const isLinked = isSignedBy(certificate.signed, issuer.publicKey);
		links.set(link, isLinked);
		return isLinked;
	}

	#note(deadEnd: DeadEnd): void {
		const known = this.#deadEnd;
		const isFurther = known === undefined || deadEnd.path.length > known.path.length;
		const isMoreTelling =
			known?.path.length === deadEnd.path.length && known.reason !== 'certificate.signature' && deadEnd.reason === 'certificate.signature';
		if (isFurther || isMoreTelling) this.#deadEnd = deadEnd;
	}
}

/** The same name with the same key is the same CA: a path that meets it twice runs in a circle. */
function isSameEntity(a: Certificate, b: Certificate): boolean {
	return a.fingerprint === b.fingerprint || (a.subject.key === b.subject.key && a.publicKey.der.equals(b.publicKey.der));
}

/**
 * `unknown-issuer`: the leaf's issuer is not at hand, or the chain is whole and its root is not installed.
 * `issuer-missing`: an issuer was found among the certificates that came along, and its own issuer is not at hand.
 */
function toDeadEnd(path: Path, tip: Certificate, candidates: number): DeadEnd {
	const subject = toSubjectText(tip);
	const issuer = toNameText(tip.issuer);
	const { algorithm } = tip.signed;
	if (candidates > 0) {
		if (algorithm.digestBits === 0) {
			return { reason: 'certificate.weak-digest', detail: `${subject} is signed with ${algorithm.name}`, path };
		}
		const nobody = `none of the ${candidates} certificates named ${issuer} made it`;
		const why = algorithm.canVerify ? nobody : `${algorithm.name} cannot be checked`;
		return { reason: 'certificate.signature', detail: `the signature of ${subject} is wrong: ${why}`, path };
	}
	if (tip.isSelfIssued && isSelfSigned(tip)) {
		return { reason: 'certificate.unknown-issuer', detail: `${subject} is self-signed and not installed`, path };
	}
	const reason = path.length > 1 ? 'certificate.issuer-missing' : 'certificate.unknown-issuer';
	return { reason, detail: `the issuer of ${subject} is not at hand: ${issuer}`, path };
}
