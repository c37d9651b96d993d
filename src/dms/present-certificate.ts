import type { IncomingMessage } from 'node:http';
import type { Catalog } from '../app/catalog.ts';
import type { PresentedCertificate } from '../app/device-request/device-request.ts';
import { ok, type Result, refused } from '../domain/result.ts';
import type { ProxyCertificateSettings } from '../domain/settings.ts';
import { parseClientCert, parseClientCertChain, parseEscapedPem } from '../http/client-cert-header.ts';
import type { DeviceConnection } from './device-plane-ports.ts';

/** The certificate that speaks for the device of a request. */
export interface CertificateOfRequest {
	readonly certificate?: PresentedCertificate;
	/** What the record says of a header that was not believed. */
	readonly note?: string;
}

const clientCert = 'client-cert';
const clientCertChain = 'client-cert-chain';

/**
 * The certificate of the connection; from a listed proxy the one in its header instead. A proxy's own certificate is never a device's, and a header of
 * anybody else is never believed (RFC 9440 4). @returns what is wrong with the header of a listed proxy.
 */
export function presentCertificate(
	{ settings, proxies }: Pick<Catalog, 'settings' | 'proxies'>,
	{ headers }: Pick<IncomingMessage, 'headers'>,
	connection: DeviceConnection | undefined,
	remoteAddress: string,
): Result<CertificateOfRequest, string> {
	const { proxyCertificates } = settings;
	if (!isListedProxy({ settings, proxies }, remoteAddress)) {
		const own = connection?.certificate === undefined ? {} : { certificate: connection.certificate };
		const sent = findHeader(headers, proxyCertificates.header);
		return ok(sent === undefined ? own : { ...own, note: `the header ${sent} of ${remoteAddress}, which is no listed proxy, was ignored` });
	}
	const der = readHeader(headers, proxyCertificates);
	if (!der.ok) return der;
	return ok(der.value === undefined ? {} : { certificate: { der: der.value } });
}

/** Whether the client is a proxy whose headers are believed. */
export function isListedProxy({ settings, proxies }: Pick<Catalog, 'settings' | 'proxies'>, remoteAddress: string): boolean {
	return settings.proxyCertificates.enabled && proxies.has(remoteAddress);
}

function findHeader(headers: IncomingMessage['headers'], configured: string): string | undefined {
	if (headers[clientCert] !== undefined) return clientCert;
	if (headers[clientCertChain] !== undefined) return clientCertChain;
	return headers[configured] === undefined ? undefined : configured;
}

/** Only the form that the proxies are known to send is read: another header may be what the client itself has sent through them. */
function readHeader(
	headers: IncomingMessage['headers'],
	{ form, header }: ProxyCertificateSettings,
): Result<Uint8Array | undefined, string> {
	const name = form === 'rfc9440' ? clientCert : header;
	const value = toText(headers[name]);
	const chain = form === 'rfc9440' ? toText(headers[clientCertChain]) : undefined;
	if (chain !== undefined) {
		// Read and not used: as on a connection, every issuer must be installed here.
		const parsed = value === undefined ? refused(`it comes without ${clientCert}`) : parseClientCertChain(chain);
		if (!parsed.ok) return refused(`${clientCertChain}: ${parsed.reason}`);
	}
	// What nginx makes of a client without a certificate, where it sends the header at all.
	if (value === undefined || (form === 'escaped-pem' && value === '')) return ok(undefined);
	const parsed = form === 'rfc9440' ? parseClientCert(value) : parseEscapedPem(value);
	return parsed.ok ? parsed : refused(`${name}: ${parsed.reason}`);
}

/** Of a header that came several times Node makes one value, which no form allows. */
function toText(value: string | string[] | undefined): string | undefined {
	return typeof value === 'string' ? value : value?.join(', ');
}
