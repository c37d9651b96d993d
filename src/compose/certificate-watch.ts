import { X509Certificate } from 'node:crypto';
import { CrlRefresh } from '../app/crl-refresh.ts';
import { ExpiryNotices, type NamedCertificate } from '../app/expiry-notices.ts';
import type { Clock, Store } from '../domain/ports.ts';
import type { Log } from '../runtime/log.ts';
import type { ServerCredential } from '../tls/secure-context.ts';

export interface CertificateWatchOptions {
	readonly store: Store;
	readonly clock: Clock;
	readonly log: Log;
	/** What the interfaces of the configuration show. */
	readonly credentials: readonly ServerCredential[];
}

/** What the primary does about certificates while it runs. */
export interface CertificateWatch {
	/** Fetches the revocation lists that are due; cheap where none is. */
	refreshLists(): Promise<void>;
	/** Tells of what expires soon or has expired, each stage once. */
	tellExpiries(): Promise<void>;
}

export function toCertificateWatch({ store, clock, log, credentials }: CertificateWatchOptions): CertificateWatch {
	const lists = new CrlRefresh({ store, clock, fetch });
	const expiries = new ExpiryNotices({ store, clock, serverCertificates: credentials.map(toNamedCertificate) });
	return {
		async refreshLists() {
			for (const { outcome, anchor, error } of await lists.refresh()) {
				if (outcome === 'failed') log.warn({ anchor, error }, 'a revocation list could not be fetched');
				else log.info({ anchor, outcome, error }, 'a revocation list was fetched');
			}
		},
		async tellExpiries() {
			const told = await expiries.tell();
			if (told > 0) log.warn({ certificates: told }, 'certificates expire soon or have expired; the events tell which');
		},
	};
}

/** Of the configuration. */
export function toNamedCertificate({ certificate }: ServerCredential): NamedCertificate {
	const leaf = new X509Certificate(certificate);
	const fingerprint = leaf.fingerprint256.replaceAll(':', '').toLowerCase();
	return { name: 'the configuration', fingerprint, notAfter: leaf.validToDate };
}
