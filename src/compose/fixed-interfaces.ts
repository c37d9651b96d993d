import type { FixedInterface } from '../app/administration/find-interface.ts';
import type { ServerKeyType } from '../domain/server-certificate.ts';
import type { Configuration } from '../runtime/config.ts';
import { listFixedListeners, toFixedListeners } from './interface-plan.ts';

/** The interfaces of the configuration as the use cases know them. */
export function toFixedInterfaces(configuration: Pick<Configuration, 'device' | 'events' | 'tls'>): readonly FixedInterface[] {
	const keyTypes = toKeyTypes(configuration.tls);
	return listFixedListeners(toFixedListeners(configuration)).map(({ kind, address, port, secure, clientAuthRequired, legacyTls }) => ({
		kind,
		address,
		port,
		secure,
		serverCertificate: secure,
		clientAuthRequired,
		legacyTls,
		keyTypes: secure ? keyTypes : [],
	}));
}

/** Of the certificates that it names; the server makes one of each kind where it names none. */
function toKeyTypes({ ecdsaCertificateFile, rsaCertificateFile }: Configuration['tls']): readonly ServerKeyType[] {
	const named: readonly ServerKeyType[] = [
		...(ecdsaCertificateFile === undefined ? [] : ['EC' as const]),
		...(rsaCertificateFile === undefined ? [] : ['RSA' as const]),
	];
	return named.length === 0 ? ['EC', 'RSA'] : named;
}
