import { request as httpRequest } from 'node:http';
import { isIP } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import {
	type Answer,
	type DeviceFetch,
	type FetchOutcome,
	maxBodyBytes,
	type NoAnswer,
	type ServerUnderTest,
	type TlsVersion,
} from './exchange.ts';
import { askInOldStyle } from './http-1-0.ts';

/** One request over a connection of its own, as a device makes it. Never rejects: that there is no answer is an outcome. */
export async function fetchAsDevice(server: ServerUnderTest, request: DeviceFetch): Promise<FetchOutcome> {
	let socket: TLSSocket;
	try {
		socket = connect(toTlsOptions(server, request));
	} catch (cause) {
		return { kind: 'unsendable', code: toCode(cause) };
	}
	const progress = watchProgress(socket);
	const timer = setTimeout(() => socket.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })), server.timeoutMs);
	try {
		const answer = await (request.httpVersion === '1.0' ? askInOldStyle : ask)(socket, server, request);
		return { kind: 'answered', ...answer };
	} catch (cause) {
		const code = toCode(cause);
		return { kind: toKind(progress, request.tls, code), code };
	} finally {
		clearTimeout(timer);
		socket.destroy();
	}
}

/** A handshake without a certificate. @returns the code of what is in the way of reaching the server or of trusting it. */
export function probeServer(server: ServerUnderTest): Promise<string | undefined> {
	return new Promise((resolve) => {
		const socket = connect(toAddress(server));
		const progress = watchProgress(socket);
		const end = (code: string | undefined): void => {
			resolve(code);
			socket.destroy();
		};
		socket.setTimeout(server.timeoutMs, () => end('ETIMEDOUT'));
		socket.on('secureConnect', () => end(undefined));
		// A server may demand a certificate in the handshake; that is for the rows to find out.
		socket.on('error', (cause) => end(progress.isConnected && isRefusal(toCode(cause)) ? undefined : toCode(cause)));
	});
}

function toTlsOptions(server: ServerUnderTest, { tls, identity }: DeviceFetch): ConnectionOptions {
	return {
		...toAddress(server),
		minVersion: tls,
		maxVersion: tls,
		// Weak certificates must be sent before they can be refused.
		ciphers: 'DEFAULT:@SECLEVEL=0',
		...identity,
	};
}

/** Without a CA the server is not verified: a test certificate is all that it could steal. */
function toAddress({ host, port, serverCa }: ServerUnderTest): ConnectionOptions {
	return {
		host,
		port,
		servername: isIP(host) === 0 ? host : '',
		...(serverCa === undefined ? { rejectUnauthorized: false } : { ca: serverCa }),
	};
}

interface Progress {
	isConnected: boolean;
	isSecured: boolean;
}

function watchProgress(socket: TLSSocket): Progress {
	const progress: Progress = { isConnected: false, isSecured: false };
	socket.once('connect', () => (progress.isConnected = true));
	socket.once('secureConnect', () => (progress.isSecured = true));
	// Whoever waits for the answer is told; an error after that is of no interest.
	socket.on('error', () => undefined);
	return progress;
}

function toKind({ isConnected, isSecured }: Progress, tls: TlsVersion, code: string): NoAnswer['kind'] {
	if (!isConnected) return 'unreachable';
	if (code === 'ETIMEDOUT') return 'cut';
	if (!isSecured || isAlert(code)) return 'handshake-refused';
	// In TLS 1.3 the client has finished before the server has seen its certificate (RFC 8446 2).
	return tls === 'TLSv1.3' && isRefusal(code) ? 'handshake-refused' : 'cut';
}

function isAlert(code: string): boolean {
	return code.startsWith('ERR_SSL_') || code === 'EPROTO';
}

/** An alert, or no word at all. */
function isRefusal(code: string): boolean {
	return isAlert(code) || code === 'ECONNRESET' || code === 'EPIPE';
}

function ask(socket: TLSSocket, { host, port }: ServerUnderTest, { path, method, headers }: DeviceFetch): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const request = httpRequest(
			{ createConnection: () => socket, host, port, path, method, headers: { ...headers, connection: 'close' } },
			(response) => {
				const chunks: Buffer[] = [];
				let size = 0;
				response.on('data', (chunk: Buffer) => {
					size += chunk.length;
					if (size > maxBodyBytes) response.destroy(new RangeError('the body is too long'));
					chunks.push(chunk);
				});
				response.on('error', reject);
				response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
			},
		);
		request.on('error', reject);
		request.end();
	});
}

function toCode(cause: unknown): string {
	if (!(cause instanceof Error)) return 'unknown';
	return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
