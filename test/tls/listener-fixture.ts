import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { afterAll } from 'vitest';
import { type DeviceListener, type DeviceListenerOptions, openDeviceListener } from '../../src/tls/device-listener.ts';
import type { HttpListener, RequestHandler } from '../../src/tls/http-listener.ts';
import type { ListenerLimits } from '../../src/tls/listener-limits.ts';
import { type Minted, mint } from './client-certificates.ts';

export const limits: ListenerLimits = {
	handshakeTimeoutMs: 2_000,
	headersTimeoutMs: 2_000,
	requestTimeoutMs: 4_000,
	keepAliveTimeoutMs: 4_000,
	stallTimeoutMs: 4_000,
	maxHeaderBytes: 16_384,
	maxRequestsPerConnection: 100,
	maxConnections: 100,
	maxConnectionsPerAddress: 50,
};

/** One small PKI for all tests of a file. */
export function makePki() {
	const root = mint({ name: 'Test Root', isCa: true });
	const serverRoot = mint({ name: 'Test Server Root', isCa: true });
	const server = mint({ name: 'localhost', issuer: serverRoot });
	return {
		root,
		serverRoot,
		credential: { key: server.key, certificate: server.certificate },
		device: mint({ name: '0013D1000001', issuer: root }),
		stranger: mint({ name: '0013D1000002', issuer: mint({ name: 'Other Root', isCa: true }) }),
	};
}

export const answerOk: RequestHandler = (_request, response) => void response.end('ok');

/** Opens listeners that are closed when the tests of the file have ended. */
export function useListeners() {
	const opened: HttpListener[] = [];
	afterAll(async () => {
		await Promise.all(opened.splice(0).map((listener) => listener.close({ graceMs: 0 })));
	});
	const track = <Opened extends HttpListener>(listener: Opened): Opened => {
		opened.push(listener);
		return listener;
	};
	const open = async (
		options: Pick<DeviceListenerOptions, 'credentials' | 'anchors'> & Partial<DeviceListenerOptions>,
		changedLimits: Partial<ListenerLimits> = {},
	): Promise<DeviceListener> =>
		track(
			await openDeviceListener({
				host: '127.0.0.1',
				port: 0,
				reusePort: false,
				handler: answerOk,
				...options,
				limits: { ...limits, ...changedLimits },
			}),
		);
	return { open, track };
}

export function asClient(minted: Minted | undefined): ConnectionOptions {
	return minted === undefined ? {} : { key: minted.key, cert: minted.certificate };
}

/** A TLS connection after its handshake. */
export async function connectSecurely(listener: HttpListener, options: ConnectionOptions = {}): Promise<TLSSocket> {
	const socket = connect({ host: '127.0.0.1', port: listener.port, servername: 'localhost', rejectUnauthorized: false, ...options });
	await once(socket, 'secureConnect');
	socket.on('error', () => undefined);
	return socket;
}

export async function connectPlainly(listener: HttpListener, localAddress = '127.0.0.1'): Promise<Socket> {
	const socket = connectTcp({ host: '127.0.0.1', port: listener.port, localAddress });
	await once(socket, 'connect');
	socket.on('error', () => undefined);
	return socket;
}

export interface Answer {
	readonly status: number;
	readonly headers: IncomingMessage['headers'];
	readonly body: Buffer;
}

/** One request on a connection of its own, without any session to resume. */
export async function fetchOnce(listener: HttpListener, options: ConnectionOptions = {}, path = '/'): Promise<Answer> {
	const agent = new Agent({ keepAlive: false, maxCachedSessions: 0 });
	const sent = request({
		host: '127.0.0.1',
		port: listener.port,
		path,
		servername: 'localhost',
		rejectUnauthorized: false,
		agent,
		...options,
	});
	sent.end();
	const [response] = (await once(sent, 'response')) as [IncomingMessage];
	const body: Buffer[] = [];
	for await (const chunk of response) body.push(chunk as Buffer);
	return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(body) };
}

/** What arrives until the other side ends, and how long that took. */
export async function readToEnd(socket: Socket): Promise<{ readonly text: string; readonly afterMs: number }> {
	const started = performance.now();
	const chunks: Buffer[] = [];
	socket.on('data', (chunk: Buffer) => chunks.push(chunk));
	socket.resume();
	if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
	return { text: Buffer.concat(chunks).toString('latin1'), afterMs: performance.now() - started };
}

export async function until(condition: () => boolean, what: string): Promise<void> {
	const deadline = performance.now() + 5_000;
	while (!condition()) {
		if (performance.now() > deadline) throw new Error(`still not so: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
