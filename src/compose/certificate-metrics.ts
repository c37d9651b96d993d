import { X509Certificate } from 'node:crypto';
import { listTrustAnchors } from '../app/administration/list-trust-anchors.ts';
import { type InterfaceKind, interfaceKinds, toInterfaceText } from '../domain/interface.ts';
import type { Clock, Store } from '../domain/ports.ts';
import { type Log, logError } from '../runtime/log.ts';
import type { TellGauge } from '../runtime/metrics.ts';
import type { ServerCredential } from '../tls/secure-context.ts';

export interface CertificateMetricsOptions {
	readonly store: Store;
	readonly clock: Clock;
	readonly log: Log;
	/** What the listeners of the configuration show. */
	readonly credentials: readonly ServerCredential[];
}

type Told = Readonly<Parameters<TellGauge>>;

/** To read them takes long where there are many, and they change seldom. */
const lifeMs = 60_000;

/** Tells when certificates expire and lists get stale: of the server, of trust anchors. */
export class CertificateMetrics {
	readonly #options: CertificateMetricsOptions;
	readonly #own: readonly Told[];
	#known: { readonly revisions: string; readonly readAtMs: number; readonly told: readonly Told[] } | undefined;

	constructor(options: CertificateMetricsOptions) {
		this.#options = options;
		this.#own = options.credentials.map(toOwn);
	}

	async tell(tell: TellGauge): Promise<void> {
		let hasFailed = false;
		try {
			await this.#read();
		} catch (cause) {
			hasFailed = true;
			logError(this.#options.log, cause, 'certificates could not be read for the metrics');
		}
		tell('opendms_certificate_scan_failed', [], hasFailed ? 1 : 0);
		for (const told of [...this.#own, ...(this.#known?.told ?? [])]) tell(...told);
	}

	async #read(): Promise<void> {
		const { store, clock } = this.#options;
		const revisions = `${store.changes.revision('trust')} ${store.changes.revision('interfaces')}`;
		const nowMs = performance.now();
		if (this.#known?.revisions === revisions && nowMs - this.#known.readAtMs < lifeMs) return;
		const anchors = await Promise.all(interfaceKinds.map((kind) => readAnchors(store, kind, clock.now())));
		this.#known = { revisions, readAtMs: nowMs, told: [...(await readServerCertificates(store)), ...anchors.flat()] };
	}
}

async function readServerCertificates({ interfaces }: Store): Promise<readonly Told[]> {
	const generations = await interfaces.listActiveCertificates();
	return generations.flatMap(({ certificates, ...key }) =>
		certificates.map(({ keyType, notAfter }) => toExpiry(['server', key.kind, `${toInterfaceText(key)} ${keyType}`], notAfter)),
	);
}

async function readAnchors(store: Store, kind: InterfaceKind, now: Date): Promise<readonly Told[]> {
	const rows = await listTrustAnchors(store, kind, now);
	return rows
		.filter(({ anchor }) => anchor.enabled)
		.flatMap(({ anchor: { alias, notAfter, crlSource }, revocationList }): readonly Told[] => [
			toExpiry(['anchor', kind, alias], notAfter),
			...(revocationList?.nextUpdate === undefined
				? []
				: [['opendms_crl_next_update_timestamp_seconds', [kind, alias], toSeconds(revocationList.nextUpdate)] satisfies Told]),
			...(crlSource === undefined
				? []
				: [['opendms_crl_fetch_failed', [kind, alias], crlSource.error === undefined ? 0 : 1] satisfies Told]),
		]);
}

function toOwn({ certificate }: ServerCredential): Told {
	const leaf = new X509Certificate(certificate);
	return toExpiry(['server', 'configuration', (leaf.publicKey.asymmetricKeyType ?? 'key').toUpperCase()], leaf.validToDate);
}

function toExpiry(labels: readonly string[], notAfter: Date): Told {
	return ['opendms_certificate_not_after_timestamp_seconds', labels, toSeconds(notAfter)];
}

function toSeconds(time: Date): number {
	return Math.floor(time.getTime() / 1000);
}
