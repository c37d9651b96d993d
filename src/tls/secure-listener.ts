import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { type HttpListener, type HttpListenerOptions, ServerLife } from './http-listener.ts';
import { toServerOptions } from './listener-limits.ts';
import { type ServerCredential, toSecureOptions } from './secure-context.ts';

export interface SecureListenerOptions extends HttpListenerOptions {
	readonly credentials: readonly ServerCredential[];
	/** Called for every single one: must be cheap. */
	readonly onHandshake?: () => void;
	/** @param code OpenSSL's or Node's. */
	readonly onHandshakeFailure?: (code: string) => void;
}

/**
 * Opens an HTTPS listener with the built-in TLS policy that asks nobody for a certificate: a browser that was asked would show its owner
 * a list of certificates. @throws DmsError `listener.*`, `certificate.unreadable`, `private-key.unreadable`, `value.*`.
 */
export async function openSecureListener(options: SecureListenerOptions): Promise<HttpListener> {
	const { limits, credentials } = options;
	const server = createServer({
		...toSecureOptions({ credentials, anchors: [] }),
		...toServerOptions(limits),
		handshakeTimeout: limits.handshakeTimeoutMs,
		requestCert: false,
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
