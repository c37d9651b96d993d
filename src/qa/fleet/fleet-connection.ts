import { once } from 'node:events';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, connect } from 'node:tls';
import type { DeviceIdentity } from './certificate-file.ts';

export interface FleetServer {
	readonly url: URL;
	/** PEM certificates of the server or of its CA; absent: whoever answers is taken for the server. */
	readonly trusted?: string;
}

export interface FleetAnswer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	/** The beginning of the body. */
	readonly text: string;
	/** Of the whole body. */
	readonly bytes: number;
	/** Milliseconds from the call to the last byte. */
	readonly durationMs: number;
	/** Milliseconds from the call to the end of the TLS handshake; absent on a connection that was open. */
	readonly connectMs?: number;
}

export interface FetchOptions {
	readonly headers?: Readonly<Record<string, string>>;
	/** Rests before the body is read, and again after each piece of it. */
	readonly restMs?: number;
}

/** No answer within the time of a request. */
export class FleetTimeout extends Error {
	readonly code = 'ETIMEDOUT';
}

const requestTimeoutMs = 30_000;
const closeTimeoutMs = 2_000;
/** A configuration is read, firmware is counted. */
const keptBytes = 256 * 1024;
/** Weak certificates are for the server to refuse, not for the client. */
const ciphers = 'DEFAULT:@SECLEVEL=0';
const userAgent = 'OpenDMS-Fleet/1 (IP-DECT Server)';

/** The one connection of a device: opened by its first request, kept for the next ones, never resumed. */
export class FleetConnection {
	readonly #url: URL;
	readonly #agent: Agent;
	#socket: Socket | undefined;

	/** @param identity absent: a client without a certificate. */
	constructor(server: FleetServer, identity: DeviceIdentity | undefined) {
		this.#url = server.url;
		this.#agent = new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0, ...toTlsOptions(server, identity) });
	}

	/** One GET to its last byte. Rejects with an error that has a `code` where the answer is not complete. */
	fetch(path: string, { headers = {}, restMs }: FetchOptions = {}): Promise<FleetAnswer> {
		const startedMs = performance.now();
		return new Promise((resolve, reject) => {
			let connectMs: number | undefined;
			const request = this.#open(path, headers, () => {
				connectMs = performance.now() - startedMs;
			});
			const timer = setTimeout(() => request.destroy(new FleetTimeout('no complete answer in time')), requestTimeoutMs);
			request.once('close', () => clearTimeout(timer));
			request.once('error', reject);
			request.once('response', (response) => {
				readBody(response, restMs).then((body) => {
					const { statusCode: status = 0, headers: answered } = response;
					const durationMs = performance.now() - startedMs;
					resolve({ status, headers: answered, ...body, durationMs, ...(connectMs === undefined ? {} : { connectMs }) });
				}, reject);
			});
			request.end();
		});
	}

	/** Sends a request and goes away when the answer begins. */
	abort(path: string): Promise<void> {
		return new Promise((resolve, reject) => {
			const request = this.#open(path, {}, () => undefined);
			const timer = setTimeout(() => request.destroy(new FleetTimeout('no answer in time')), requestTimeoutMs);
			request.once('close', () => clearTimeout(timer));
			request.once('error', reject);
			request.once('response', (response) => {
				response.once('error', () => undefined);
				request.destroy();
				resolve();
			});
			request.end();
		});
	}

	/** Resolves when the server has closed its side too, so that what is counted as open is open. */
	async close(): Promise<void> {
		const socket = this.#socket;
		if (socket !== undefined && !socket.destroyed) {
			const timer = setTimeout(() => socket.destroy(), closeTimeoutMs);
			const closed = new Promise((resolve) => socket.once('close', resolve));
			socket.end();
			await closed;
			clearTimeout(timer);
		}
		this.#agent.destroy();
	}

	#open(path: string, headers: Readonly<Record<string, string>>, onConnected: () => void): ClientRequest {
		const { port } = this.#url;
		const host = toHost(this.#url);
		const options = { host, port, path, agent: this.#agent, headers: { 'User-Agent': userAgent, ...headers } };
		const request = httpsRequest(options);
		request.once('socket', (socket: Socket) => {
			this.#socket = socket;
			if (socket.connecting) socket.once('secureConnect', onConnected);
		});
		return request;
	}
}

/** One GET as the oldest clients send it: no Host, no kept connection. */
export async function fetchHttp10(server: FleetServer, identity: DeviceIdentity, path: string): Promise<FleetAnswer> {
	const startedMs = performance.now();
	const { url } = server;
	const socket = connect({ host: toHost(url), port: Number(url.port || 443), ...toTlsOptions(server, identity) });
	const timer = setTimeout(() => socket.destroy(new FleetTimeout('no complete answer in time')), requestTimeoutMs);
	try {
		await once(socket, 'secureConnect');
		socket.write(`GET ${path} HTTP/1.0\r\nUser-Agent: ${userAgent}\r\n\r\n`);
		const chunks: Buffer[] = [];
		for await (const chunk of socket) chunks.push(chunk as Buffer);
		return { ...parseHttp10(Buffer.concat(chunks)), durationMs: performance.now() - startedMs };
	} finally {
		clearTimeout(timer);
		socket.destroy();
	}
}

/** @returns status 0 for what is no whole answer. */
function parseHttp10(answer: Buffer): Omit<FleetAnswer, 'durationMs'> {
	const end = answer.indexOf('\r\n\r\n');
	const [statusLine = '', ...lines] = answer.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n');
	const headers = Object.fromEntries(
		lines.map((line): [string, string] => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.slice(line.indexOf(':') + 1).trim()]),
	);
	const body = answer.subarray(end + 4);
	const isWhole = end !== -1 && Number(headers['content-length'] ?? body.length) === body.length;
	const status = isWhole ? Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? 0) : 0;
	return { status, headers, text: body.toString('utf8', 0, keptBytes), bytes: body.length };
}

async function readBody(response: IncomingMessage, restMs: number | undefined): Promise<Pick<FleetAnswer, 'text' | 'bytes'>> {
	const kept: Buffer[] = [];
	let bytes = 0;
	if (restMs !== undefined) await sleep(restMs);
	for await (const chunk of response) {
		const data = chunk as Buffer;
		if (bytes < keptBytes) kept.push(data);
		bytes += data.length;
		if (restMs !== undefined) await sleep(restMs);
	}
	return { text: Buffer.concat(kept).toString('utf8', 0, keptBytes), bytes };
}

function toTlsOptions({ url, trusted }: FleetServer, identity: DeviceIdentity | undefined): ConnectionOptions {
	const host = toHost(url);
	return {
		ciphers,
		...(isIP(host) === 0 ? { servername: host } : {}),
		...(trusted === undefined ? { rejectUnauthorized: false } : { ca: trusted }),
		...identity,
	};
}

/** Without the brackets of an IPv6 address. */
function toHost(url: URL): string {
	return url.hostname.replace(/^\[|\]$/g, '');
}
