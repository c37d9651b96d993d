import { createServer, type Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { toPeer } from './connection-table.ts';
import { captureConnection } from './device-connection.ts';
import { type HttpListener, type HttpListenerOptions, rawSocketOf, ServerLife } from './http-listener.ts';
import { toServerOptions } from './listener-limits.ts';
import { type ServerCredential, type TlsMaterial, toSecureOptions } from './secure-context.ts';

/** All that is known of a client that never got as far as a request. */
export interface HandshakeFailure {
	/** OpenSSL's or Node's code, e.g. `ERR_SSL_UNSUPPORTED_PROTOCOL`, `ERR_TLS_HANDSHAKE_TIMEOUT`, `ECONNRESET`. */
	readonly code: string;
	readonly remoteAddress: string;
	readonly remotePort: number;
	/** The name that the client asked for, where it got that far. */
	readonly serverName?: string;
}

export interface DeviceListenerOptions extends HttpListenerOptions, TlsMaterial {
	readonly onHandshakeFailure?: (event: HandshakeFailure) => void;
	/** Called for every single one that succeeds: must be cheap. */
	readonly onHandshake?: () => void;
}

export interface DeviceListener extends HttpListener {
	/**
	 * Swaps certificates, anchors and policy at once, from the next handshake on; open connections stay as they are.
	 * @throws DmsError as `openDeviceListener`, and everything stays as it was.
	 */
	replace(material: TlsMaterial): void;
	/** From the next handshake on. @throws DmsError `certificate.unreadable`, and everything stays as it was. */
	replaceTrust(anchors: readonly Uint8Array[]): void;
	/** From the next handshake on. @throws DmsError as `openDeviceListener`, and everything stays as it was. */
	replaceCredentials(credentials: readonly ServerCredential[]): void;
}

/**
 * Opens an HTTPS listener: protocols and suites as the policy says, a client certificate asked for but never demanded, no
 * session resumption. What the handshake showed is told by `connectionOf`; whether it is enough is the caller's decision.
 * @throws DmsError `listener.*`, `certificate.unreadable`, `private-key.unreadable`, `value.contradiction`, `value.invalid`,
 * `tls-policy.contradiction`, `tls-protocol.not-allowed`.
 */
export async function openDeviceListener(options: DeviceListenerOptions): Promise<DeviceListener> {
	const server = createServer({
		...toSecureOptions(options),
		...toServerOptions(options.limits),
		handshakeTimeout: options.limits.handshakeTimeoutMs,
		requestCert: true,
		// A refusal inside the handshake would leave neither the certificate nor the reason for a record.
		rejectUnauthorized: false,
	});
	server.prependListener('secureConnection', (socket: TLSSocket) => {
		socket.disableRenegotiation();
		captureConnection(socket);
		options.onHandshake?.();
	});
	const life = new ServerLife(server, options);
	server.prependListener('tlsClientError', (error: Error, socket: TLSSocket) => {
		options.onHandshakeFailure?.(toHandshakeFailure(life, error, socket));
	});
	await life.listen();
	return withReplacement(life, server, options);
}

function withReplacement(life: ServerLife, server: Server, initial: TlsMaterial): DeviceListener {
	let current = initial;
	const replace = (next: TlsMaterial): void => {
		server.setSecureContext(toSecureOptions(next));
		current = next;
	};
	return {
		host: life.host,
		get port() {
			return life.port;
		},
		get connectionCount() {
			return life.connectionCount;
		},
		close: (options) => life.close(options),
		replace,
		replaceTrust: (anchors) => replace({ ...current, anchors }),
		replaceCredentials: (credentials) => replace({ ...current, credentials }),
	};
}

function toHandshakeFailure(life: ServerLife, error: Error, socket: TLSSocket): HandshakeFailure {
	const raw = rawSocketOf(socket);
	const peer = (raw && life.table.peerOf(raw)) ?? toPeer(raw ?? socket);
	return {
		code: 'code' in error && typeof error.code === 'string' ? error.code : 'unknown',
		remoteAddress: peer.address,
		remotePort: peer.port,
		...(typeof socket.servername === 'string' && socket.servername !== '' ? { serverName: socket.servername } : {}),
	};
}
