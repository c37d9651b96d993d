import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { type HttpListener, type HttpListenerOptions, ServerLife } from './http-listener.ts';
import { toServerOptions } from './listener-limits.ts';
import { type ServerCredential, toSecureOptions } from './secure-context.ts';

export interface SecureListenerOptions extends HttpListenerOptions {
	readonly credentials: readonly ServerCredential[];
	/** DER bytes of CA certificates; with them, whoever has no certificate of theirs gets no connection. */
	readonly clientAnchors?: readonly Uint8Array[];
	/** Called for every single one: must be cheap. */
	readonly onHandshake?: () => void;
	/** @param code OpenSSL's or Node's. */
	readonly onHandshakeFailure?: (code: string) => void;
}

/**
 * Opens an HTTPS listener with the built-in TLS policy that asks nobody for a certificate unless it must have one: a browser that was asked
 * would show its owner a list of certificates. @throws DmsError `listener.*`, `certificate.unreadable`, `private-key.unreadable`, `value.*`.
 */
export async function openSecureListener(options: SecureListenerOptions): Promise<HttpListener> {
	const { limits, credentials, clientAnchors } = options;
	const server = createServer({
		...toSecureOptions({ credentials, anchors: clientAnchors ?? [] }),
		...toServerOptions(limits),
		handshakeTimeout: limits.handshakeTimeoutMs,
		requestCert: clientAnchors !== undefined,
		rejectUnauthorized: true,
		requireHostHeader: options.answerMalformed === undefined,
	});
	server.prependListener('secureConnection', (socket: TLSSocket) => {
		socket.disableRenegotiation();
		options.onHandshake?.();
	});
	server.on('tlsClientError', (error: Error) => {
		options.onHandshakeFailure?.('code' in error && typeof error.code === 'string' ? error.code : 'unknown');
	});
	const life = new ServerLife(server, options);
	await life.listen();
	return life;
}
