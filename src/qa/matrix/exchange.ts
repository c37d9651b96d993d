import type { IncomingHttpHeaders } from 'node:http';

export const tlsVersions = ['TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof tlsVersions)[number];

/** The server that is asked. */
export interface ServerUnderTest {
	readonly host: string;
	readonly port: number;
	/** PEM; without it the server is whoever answers. */
	readonly serverCa?: string;
	readonly timeoutMs: number;
}

/** PEM texts. */
export interface DeviceIdentity {
	readonly cert: string;
	readonly key: string;
}

export interface DeviceFetch {
	/** With its leading slash. */
	readonly path: string;
	readonly tls: TlsVersion;
	readonly identity?: DeviceIdentity;
	readonly method: 'GET' | 'HEAD';
	readonly httpVersion: '1.0' | '1.1';
	readonly headers: Readonly<Record<string, string>>;
}

export interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
}

/** Why there is no answer, with the code of Node or OpenSSL. */
export interface NoAnswer {
	/**
	 * `unsendable`: our own TLS library does not take the certificate. `unreachable`: no connection. `handshake-refused`:
	 * the other side ended the handshake. `cut`: it ended the connection later, without a whole answer.
	 */
	readonly kind: 'unsendable' | 'unreachable' | 'handshake-refused' | 'cut';
	readonly code: string;
}

export type FetchOutcome = ({ readonly kind: 'answered' } & Answer) | NoAnswer;

/** Bodies of configurations are small; what is longer is cut. */
export const maxBodyBytes = 16 * 1024 * 1024;
