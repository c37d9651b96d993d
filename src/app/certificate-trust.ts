import { hash } from 'node:crypto';
import type { InterfaceKind } from '../domain/interface.ts';
import type { Store } from '../domain/ports.ts';
import type { TrustAnchor } from '../domain/trust-anchor.ts';
import { type Certificate, parseCertificate, toSubjectText } from '../pki/certificate.ts';
import { judgeCertificate, type Verdict } from '../pki/judge-certificate.ts';
import { type PreparedTrust, prepareTrust } from '../pki/prepare-trust.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { CertificateFacts, PresentedCertificate } from './device-request/device-request.ts';
import type { CertificateJudge, JudgedCertificate } from './device-request/proof-by-certificate.ts';

interface TrustSnapshot {
	readonly revision: number;
	readonly trust: PreparedTrust;
}

/** What judgements rest on besides the certificate. */
interface TrustBasis {
	/** Grows with each change of the other two. */
	readonly revision: number;
	/** Of the trust store. */
	readonly trustRevision: number;
	/** Of the settings. */
	readonly identityPattern: string | undefined;
}

/** A judgement and how long it holds while the trust store stays as it is. */
interface Judgement {
	readonly notBefore: Date;
	readonly notAfter: Date;
	readonly judged: JudgedCertificate;
}

interface KeptJudgement extends Judgement {
	readonly revision: number;
}

/** How long a refusal is kept: what was wrong with a date may be right later. */
const refusalLifeMs = 60_000;
/** Devices come back with every poll; a judgement weighs about a kilobyte. */
const mostJudgements = 20_000;

/** OpenSSL's codes for a path that does not end at an installed self-signed certificate. */
const issuerCodes: ReadonlySet<string> = new Set([
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * Judges certificates against the installed anchors of one kind of interface. A verdict is kept beside the connection's certificate until the trust
 * revision grows or a date of the path passes. Both must accept: our engine, and on a connection OpenSSL (ADR 2).
 */
export class CertificateTrust implements CertificateJudge {
	readonly #store: Store;
	readonly #kind: InterfaceKind;
	#snapshot: TrustSnapshot | undefined;
	#loading: { readonly revision: number; readonly snapshot: Promise<TrustSnapshot> } | undefined;
	#basis: TrustBasis = { revision: 0, trustRevision: -1, identityPattern: undefined };
	readonly #byConnection = new WeakMap<PresentedCertificate, KeptJudgement>();
	/** Of our engine alone, by the SHA-256 of the certificate. */
	readonly #byFingerprint = new BoundedCache<string, KeptJudgement>(mostJudgements);

	constructor(store: Store, kind: InterfaceKind) {
		this.#store = store;
		this.#kind = kind;
	}

	/** @throws DmsError for trust that cannot be read: no trust, no service. */
	judge(presented: PresentedCertificate, now: Date, identityPattern?: string): JudgedCertificate | Promise<JudgedCertificate> {
		const revision = this.#revisionWith(identityPattern);
		const kept = this.#byConnection.get(presented);
		return kept !== undefined && holds(kept, revision, now) ? kept.judged : this.#judgeAnew(presented, revision, now);
	}

	async #judgeAnew(presented: PresentedCertificate, revision: number, now: Date): Promise<JudgedCertificate> {
		const judgement = withTls(await this.#judgeAlone(presented.der, revision, now), presented, now);
		this.#byConnection.set(presented, { revision, ...judgement });
		return judgement.judged;
	}

	/** What our engine says, whatever OpenSSL has said on this connection. */
	async #judgeAlone(der: Uint8Array, revision: number, now: Date): Promise<Judgement> {
		const fingerprint = hash('sha256', der, 'base64url');
		const kept = this.#byFingerprint.get(fingerprint);
		if (kept !== undefined && holds(kept, revision, now)) return kept;
		const { trust } = await this.#current(revision);
		const judgement = { revision, ...judgeNow(der, trust, now) };
		this.#byFingerprint.set(fingerprint, judgement, 1);
		return judgement;
	}

	/** The installed anchors, parsed. */
	async trust(): Promise<PreparedTrust> {
		return (await this.#current(this.#revisionWith(undefined))).trust;
	}

	#revisionWith(identityPattern: string | undefined): number {
		const trustRevision = this.#store.changes.revision('trust');
		const { revision, ...basis } = this.#basis;
		if (basis.trustRevision !== trustRevision || basis.identityPattern !== identityPattern)
			this.#basis = { revision: revision + 1, trustRevision, identityPattern };
		return this.#basis.revision;
	}

	#current(revision: number): TrustSnapshot | Promise<TrustSnapshot> {
		if (this.#snapshot?.revision === revision) return this.#snapshot;
		if (this.#loading?.revision !== revision) this.#loading = { revision, snapshot: this.#load(revision, this.#basis.identityPattern) };
		return this.#loading.snapshot;
	}

	async #load(revision: number, identityPattern: string | undefined): Promise<TrustSnapshot> {
		try {
			const [anchors, denied] = await Promise.all([this.#store.trust.listAnchors(this.#kind), this.#store.trust.listDenied()]);
			const enabled = anchors.filter((anchor) => anchor.enabled).map((anchor) => withPattern(anchor, identityPattern));
			this.#snapshot = { revision, trust: prepareTrust({ anchors: enabled, denyList: denied }) };
			return this.#snapshot;
		} finally {
			if (this.#loading?.revision === revision) this.#loading = undefined;
		}
	}
}

/** An anchor without MAC rules of its own takes the pattern of the settings, for the common name as a whole. */
function withPattern(anchor: TrustAnchor, pattern: string | undefined): TrustAnchor {
	if (pattern === undefined || anchor.macRules.length > 0) return anchor;
	return { ...anchor, macRules: [{ source: 'subject.CN', pattern }] };
}

function holds({ revision, notBefore, notAfter }: KeptJudgement, currentRevision: number, now: Date): boolean {
	// Numbers: to compare two dates costs V8 five calls.
	const nowMs = now.getTime();
	return revision === currentRevision && notBefore.getTime() <= nowMs && nowMs <= notAfter.getTime();
}

function judgeNow(der: Uint8Array, trust: PreparedTrust, now: Date): Judgement {
	const parsed = parseCertificate(der);
	if (!parsed.ok) return refuseNow({ accepted: false, reason: parsed.reason.reason, detail: parsed.reason.detail }, now);
	const leaf = parsed.value;
	const verdict = judgeCertificate({ leaf, untrusted: [], trust, at: now });
	const facts = toFacts(leaf, verdict);
	if (verdict.accepted)
		return { notBefore: verdict.notBefore, notAfter: verdict.notAfter, judged: { accepted: true, mac: verdict.mac, facts } };
	const { reason, detail, butForDates } = verdict;
	const exception = reason === 'certificate.expired' && butForDates !== undefined ? { expiredMac: butForDates.mac } : {};
	return refuseNow({ accepted: false, reason, detail, facts, ...exception }, now);
}

/** Both must accept: OpenSSL's objection refuses what our engine takes, and no exception passes what OpenSSL objects to for more than its date. */
function withTls(judgement: Judgement, { tls }: PresentedCertificate, now: Date): Judgement {
	const { judged } = judgement;
	if (tls === undefined || tls.authorized) return judgement;
	if (judged.accepted) return refuseNow({ accepted: false, ...toObjection(tls.error ?? 'no code'), facts: judged.facts }, now);
	if (judged.expiredMac === undefined || tls.error === 'CERT_HAS_EXPIRED') return judgement;
	const { expiredMac: _expiredMac, ...refusal } = judged;
	return { ...judgement, judged: refusal };
}

function refuseNow(judged: JudgedCertificate, now: Date): Judgement {
	return { notBefore: now, notAfter: new Date(now.getTime() + refusalLifeMs), judged };
}

function toObjection(code: string): Pick<Extract<JudgedCertificate, { accepted: false }>, 'reason' | 'detail'> {
	if (!issuerCodes.has(code))
		return { reason: 'certificate.tls-refused', detail: `OpenSSL refused the certificate in the handshake: ${code}` };
	return {
		reason: 'certificate.issuer-missing',
		detail: `the installed anchors do not reach a self-signed root, or did not when the connection was opened (${code})`,
	};
}

function toFacts(leaf: Certificate, verdict: Verdict): CertificateFacts {
	const facts = { serial: leaf.serial, fingerprint: leaf.fingerprint, subject: toSubjectText(leaf), notAfter: leaf.notAfter };
	return verdict.anchor === undefined ? facts : { ...facts, anchor: verdict.anchor.alias };
}
