import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type SecureVersion, type TLSSocket } from 'node:tls';
import { mintServerCertificate } from '../../src/tls/self-signed.ts';

const serverName = 'dms.example.net';
// Weak certificates are to be judged, not to be refused before they are sent.
const ciphers = 'DEFAULT:@SECLEVEL=0';

/** What an HTTPS server that trusts these anchors sees of a device. */
export interface Handshake {
	readonly authorized: boolean;
	readonly error: string | null;
	readonly certificate: X509Certificate | undefined;
}

/** Plays one mutual-TLS handshake on loopback. `securityLevel` is the server's. Rejects where the server ends the handshake. */
export async function shakeHands(options: {
	/** PEM. */
	readonly anchors: readonly string[];
	readonly device: { readonly key: string; readonly cert: string } | { readonly pfx: Buffer; readonly passphrase: string };
	readonly version: SecureVersion;
	readonly securityLevel?: number;
}): Promise<Handshake> {
	const { anchors, device, version, securityLevel = 2 } = options;
	const { ecdsa } = await mintServerCertificate({ hosts: [serverName], ips: [], now: new Date() });
	const server = createServer({
		...ecdsa,
		ca: [...anchors],
		requestCert: true,
		rejectUnauthorized: false,
		ciphers: `DEFAULT:@SECLEVEL=${securityLevel}`,
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const client = connect({
		host: '127.0.0.1',
		port,
		servername: serverName,
		ca: ecdsa.cert,
		ciphers,
		minVersion: version,
		maxVersion: version,
		...device,
	});
	// The server's side tells what happened.
	client.on('error', () => undefined);
	try {
		const refusal = once(server, 'tlsClientError').then(([error]) => Promise.reject(error as Error));
		const [socket] = (await Promise.race([once(server, 'secureConnection'), refusal])) as [TLSSocket];
		// The types call it an Error; it is a code, or null.
		const error = socket.authorized ? null : String(socket.authorizationError);
		return { authorized: socket.authorized, error, certificate: socket.getPeerX509Certificate() };
	} finally {
		client.destroy();
		server.close();
	}
}
