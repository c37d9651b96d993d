import { hash } from 'node:crypto';
import type { ClientIdentity } from '../../domain/client-identity.ts';
import type { Store } from '../../domain/ports.ts';
import { certificateReasons } from '../../domain/reason.ts';
import { ok, type Result, refused } from '../../domain/result.ts';
import type { Settings } from '../../domain/settings.ts';
import { parseCertificate } from '../../pki/certificate.ts';
import type { PreparedTrust } from '../../pki/prepare-trust.ts';
import { validatePath } from '../../pki/validate-path.ts';
import { BoundedCache } from '../bounded-cache.ts';
import type { PresentedCertificate } from '../device-request/device-request.ts';
import { toClientNames } from './client-names.ts';

/** Why a client of the event interface was refused. */
export const clientReasons = {
	'client.off': 'Client applications may not authenticate by certificate: allowClientApp is false',
	'certificate.absent': 'No client certificate was presented on this connection',
	...certificateReasons,
	'client.no-name': 'The certificate has no single name by which a client could be listed',
	'client.not-listed': 'No name of the certificate is a client identity',
	'client.ambiguous': 'The certificate has the names of several client identities',
	'client.other-certificate': 'The client identity is bound to another certificate',
} as const;

export type ClientReason = keyof typeof clientReasons;

export interface ClientRefusal {
	readonly reason: ClientReason;
	/** For the log: what was wrong with which certificate. */
	readonly detail: string;
}

/** A client that may come in now. */
export interface EventClient {
	readonly identity: ClientIdentity;
	/** SHA-256 of the certificate, lower-case hexadecimal. */
	readonly fingerprint: string;
}

export interface ClientGatePorts {
	readonly store: Pick<Store, 'clientIdentities' | 'changes'>;
	/** `CertificateTrust` of the kind `CTI` is one. */
	readonly trust: { trust(): Promise<PreparedTrust> };
	/** `CatalogCache` is one. */
	readonly catalog: { current(): CurrentSettings | Promise<CurrentSettings> };
}

interface CurrentSettings {
	readonly settings: Pick<Settings, 'allowClientApp'>;
}

/** What a certificate says while the trust store stays as it is. */
interface Judgement {
	readonly trust: PreparedTrust;
	readonly notBefore: Date;
	readonly notAfter: Date;
	readonly judged: Result<{ readonly names: ReadonlySet<string>; readonly fingerprint: string }, ClientRefusal>;
}

/** A refusal is looked at again after this: what was wrong with a date may be right later. */
const refusalLifeMs = 60_000;
const mostJudgements = 2_000;

/**
 * Who may come in to the event interface. Each of these is needed, now and not only when the connection was opened: the switch
 * `allowClientApp`, a certificate on this very connection that both OpenSSL and our engine accept (ADR 2), and exactly one client identity of
 * its names whose pin, if it has one, is this certificate.
 */
export class ClientGate {
	readonly #ports: ClientGatePorts;
	/** By the SHA-256 of the certificate. */
	readonly #judgements = new BoundedCache<string, Judgement>(mostJudgements);
	#identities: { readonly revision: number; readonly byName: Promise<ReadonlyMap<string, ClientIdentity>> } | undefined;

	constructor(ports: ClientGatePorts) {
		this.#ports = ports;
	}

	/** @throws DmsError for trust or identities that cannot be read: nobody comes in. */
	async admit(presented: PresentedCertificate | undefined, now: Date): Promise<Result<EventClient, ClientRefusal>> {
		const { settings } = await this.#ports.catalog.current();
		if (!settings.allowClientApp) return refuse('client.off', 'allowClientApp is false');
		if (presented === undefined) return refuse('certificate.absent', 'the connection has no client certificate');
		if (presented.tls?.authorized !== true) return this.#explainObjection(presented, now);
		const { judged } = await this.#judge(presented.der, now);
		if (!judged.ok) return judged;
		return findIdentity(judged.value, await this.#currentIdentities());
	}

	/** OpenSSL has refused; our engine tells better why, where it refuses too. */
	async #explainObjection({ der, tls }: PresentedCertificate, now: Date): Promise<Result<EventClient, ClientRefusal>> {
		const { judged } = await this.#judge(der, now);
		return judged.ok ? refuse('certificate.tls-refused', `OpenSSL refused it in the handshake: ${tls?.error ?? 'no code'}`) : judged;
	}

	async #judge(der: Uint8Array, now: Date): Promise<Judgement> {
		const trust = await this.#ports.trust.trust();
		const key = hash('sha256', der, 'base64url');
		const kept = this.#judgements.get(key);
		if (kept?.trust === trust && kept.notBefore <= now && now <= kept.notAfter) return kept;
		const judgement = judgeClient(der, trust, now);
		this.#judgements.set(key, judgement, 1);
		return judgement;
	}

	async #currentIdentities(): Promise<ReadonlyMap<string, ClientIdentity>> {
		const { clientIdentities, changes } = this.#ports.store;
		const revision = changes.revision('identities');
		if (this.#identities?.revision !== revision) {
			const byName = clientIdentities.list().then((identities) => new Map(identities.map((identity) => [identity.name, identity])));
			const loading = { revision, byName };
			this.#identities = loading;
			byName.catch(() => {
				if (this.#identities === loading) this.#identities = undefined;
			});
		}
		return this.#identities.byName;
	}
}

/** A client needs a valid path; whether a MAC address stands in its certificate says nothing about it. */
function judgeClient(der: Uint8Array, trust: PreparedTrust, now: Date): Judgement {
	const refusedNow = (reason: ClientReason, detail: string): Judgement => ({
		trust,
		notBefore: now,
		notAfter: new Date(now.getTime() + refusalLifeMs),
		judged: refused({ reason, detail }),
	});
	const parsed = parseCertificate(der);
	if (!parsed.ok) return refusedNow(parsed.reason.reason, parsed.reason.detail);
	const verdict = validatePath({ leaf: parsed.value, untrusted: [], trust, at: now });
	if (!verdict.accepted) return refusedNow(verdict.reason, verdict.detail);
	const names = toClientNames(parsed.value);
	if (!names.ok) return refusedNow('client.no-name', names.reason);
	const { notBefore, notAfter } = verdict;
	return { trust, notBefore, notAfter, judged: ok({ names: names.value, fingerprint: parsed.value.fingerprint }) };
}

function findIdentity(
	{ names, fingerprint }: { readonly names: ReadonlySet<string>; readonly fingerprint: string },
	identities: ReadonlyMap<string, ClientIdentity>,
): Result<EventClient, ClientRefusal> {
	const listed = [...names].flatMap((name) => identities.get(name) ?? []);
	const [identity] = listed;
	if (identity === undefined) return refuse('client.not-listed', `none of its names is listed: ${[...names].join(', ')}`);
	// Two identities may see different things; a certificate that names both leaves open which it means.
	if (listed.length > 1) return refuse('client.ambiguous', `listed are: ${listed.map(({ name }) => name).join(', ')}`);
	if (identity.fingerprint !== undefined && identity.fingerprint !== fingerprint) {
		return refuse('client.other-certificate', `${identity.name} is bound to another certificate than ${fingerprint}`);
	}
	return ok({ identity, fingerprint });
}

function refuse(reason: ClientReason, detail: string): { readonly ok: false; readonly reason: ClientRefusal } {
	return refused({ reason, detail });
}
