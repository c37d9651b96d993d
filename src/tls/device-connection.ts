import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { toPeer } from './connection-table.ts';

/** What a TLS connection is known by, frozen when its handshake ended: a closed socket forgets all of it. */
export interface DeviceConnection {
	/** Absent where the client presented none on this very connection; then nothing is proven. */
	readonly certificate?: ConnectionCertificate;
	/** `TLSv1.2` or `TLSv1.3`. */
	readonly protocol: string;
	/** IANA name. */
	readonly cipherSuite: string;
	/** As the client asked for it. */
	readonly serverName?: string;
	readonly remoteAddress: string;
	readonly remotePort: number;
}

export interface ConnectionCertificate {
	/** DER bytes of the leaf; the runtime does not show the rest of the chain. */
	readonly der: Uint8Array;
	/** OpenSSL's verdict at the time of the handshake; `error` is its code, e.g. `CERT_HAS_EXPIRED`. */
	readonly tls: { readonly authorized: boolean; readonly error?: string };
}

const connections = new WeakMap<Socket, DeviceConnection>();

/** The connection of a request's socket; undefined where it is not encrypted. */
export function connectionOf(socket: Socket): DeviceConnection | undefined {
	return connections.get(socket);
}

/** Reads the handshake's outcome once, for `connectionOf`. */
export function captureConnection(socket: TLSSocket): DeviceConnection {
	const certificate = readCertificate(socket);
	const peer = toPeer(socket);
	const connection: DeviceConnection = Object.freeze({
		...(certificate === undefined ? {} : { certificate }),
		protocol: socket.getProtocol() ?? '',
		cipherSuite: socket.getCipher().standardName,
		...(typeof socket.servername === 'string' ? { serverName: socket.servername } : {}),
		remoteAddress: peer.address,
		remotePort: peer.port,
	});
	connections.set(socket, connection);
	return connection;
}

function readCertificate(socket: TLSSocket): ConnectionCertificate | undefined {
	// A resumed session carries the verdict of an older handshake, and Node has called one without any certificate
	// authorized. The listener never resumes; if a session ever were, it would prove nothing.
	if (socket.isSessionReused()) return undefined;
	const der = socket.getPeerX509Certificate()?.raw;
	if (der === undefined) return undefined;
	// Typed as an Error, at run time the code as a string, null where all is well.
	const error: unknown = socket.authorizationError;
	return Object.freeze({
		der,
		tls: Object.freeze({ authorized: socket.authorized, ...(typeof error === 'string' ? { error } : {}) }),
	});
}
