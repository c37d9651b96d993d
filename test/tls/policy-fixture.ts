import { type ConnectionOptions, connect } from 'node:tls';
import { type CipherSuite, cipherSuites } from '../../src/domain/cipher-suite.ts';
import type { EffectiveTlsPolicy } from '../../src/domain/tls-policy.ts';
import { type TlsProtocol, tlsProtocols } from '../../src/domain/tls-protocol.ts';

/** A policy as lists of the whole system would make it. */
export function policyOf(protocols: readonly string[], ciphers: readonly string[]): EffectiveTlsPolicy {
	const source = { level: 'system' } as const;
	return { protocols: { values: protocols, source }, ciphers: { values: ciphers, source } };
}

export const negotiable: readonly CipherSuite[] = cipherSuites.filter(({ status }) => status === 'usable' || status === 'weak');

/** All that OpenSSL knows, so that only the server can be the one who refuses. */
const everything = [...cipherSuites.flatMap(({ opensslName }) => opensslName ?? []), '@SECLEVEL=0'].join(':');

export interface Handshake {
	readonly protocol: string | null;
	/** IANA name. */
	readonly suite: string;
}

/** One handshake of a client that would take anything; undefined where it fails. */
export async function attempt(port: number, protocol: TlsProtocol, options: ConnectionOptions = {}): Promise<Handshake | undefined> {
	const socket = connect({
		host: '127.0.0.1',
		port,
		servername: 'localhost',
		rejectUnauthorized: false,
		minVersion: protocol,
		maxVersion: protocol,
		ciphers: everything,
		...options,
	});
	try {
		return await new Promise<Handshake | undefined>((resolve) => {
			socket.once('secureConnect', () => resolve({ protocol: socket.getProtocol(), suite: socket.getCipher().standardName }));
			socket.once('error', () => resolve(undefined));
			socket.once('close', () => resolve(undefined));
		});
	} finally {
		socket.on('error', () => undefined);
		socket.destroy();
	}
}

/** The protocols in which such a client gets through. */
export async function openProtocols(port: number): Promise<readonly TlsProtocol[]> {
	const open: TlsProtocol[] = [];
	for (const protocol of tlsProtocols) if ((await attempt(port, protocol)) !== undefined) open.push(protocol);
	return open;
}
