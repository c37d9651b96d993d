import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { toNetwork } from '../../src/tls/connection-table.ts';
import type { HandshakeFailure } from '../../src/tls/device-listener.ts';
import type { RefusedConnection } from '../../src/tls/http-listener.ts';
import { openPlainListener } from '../../src/tls/plain-listener.ts';
import {
	answerOk,
	connectPlainly,
	connectSecurely,
	fetchOnce,
	limits,
	makePki,
	readToEnd,
	until,
	useListeners,
} from './listener-fixture.ts';

const pki = makePki();
const { open, track } = useListeners();
const trusting = { credentials: [pki.credential], anchors: [pki.root.der] };
const get = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe.concurrent('slow clients', () => {
	it('reject/not a single byte of a handshake', async () => {
		const failures: HandshakeFailure[] = [];
		const listener = await open({ ...trusting, onHandshakeFailure: (event) => failures.push(event) }, { handshakeTimeoutMs: 300 });
		const { text, afterMs } = await readToEnd(await connectPlainly(listener));
		expect(text).toBe('');
		expect(afterMs).toBeGreaterThan(200);
		expect(afterMs).toBeLessThan(1_500);
		expect(failures).toMatchObject([{ code: 'ERR_TLS_HANDSHAKE_TIMEOUT', remoteAddress: '127.0.0.1' }]);
	});

	it('reject/a handshake that arrives byte by byte', async () => {
		const listener = await open(trusting, { handshakeTimeoutMs: 300 });
		const socket = await connectPlainly(listener);
		socket.write(Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]));
		const drip = setInterval(() => socket.write(Buffer.of(1)), 50);
		const { afterMs } = await readToEnd(socket);
		clearInterval(drip);
		expect(afterMs).toBeLessThan(1_500);
	});

	it('reject/no request after the handshake', async () => {
		const listener = await open(trusting, { headersTimeoutMs: 300 });
		const { text, afterMs } = await readToEnd(await connectSecurely(listener));
		expect(text).toMatch(/^HTTP\/1\.1 408 /);
		expect(afterMs).toBeGreaterThan(200);
		expect(afterMs).toBeLessThan(2_000);
	});

	it('reject/headers that arrive byte by byte', async () => {
		const listener = await open(trusting, { headersTimeoutMs: 300 });
		const socket = await connectSecurely(listener);
		socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
		const drip = setInterval(() => socket.write('a'), 50);
		const { text, afterMs } = await readToEnd(socket);
		clearInterval(drip);
		expect(text).toMatch(/^HTTP\/1\.1 408 /);
		expect(afterMs).toBeLessThan(2_000);
	});

	it('reject/a body that arrives byte by byte', async () => {
		let bodyEnd: unknown;
		const listener = await open(
			{
				...trusting,
				handler: (request, response) => {
					request.resume();
					request.once('end', () => response.end('ok'));
					request.once('error', (error) => {
						bodyEnd = error;
					});
				},
			},
			{ headersTimeoutMs: 400, requestTimeoutMs: 500 },
		);
		const socket = await connectSecurely(listener);
		socket.write('PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n');
		const drip = setInterval(() => socket.write('a'), 50);
		const { text, afterMs } = await readToEnd(socket);
		clearInterval(drip);
		expect(text).toMatch(/^HTTP\/1\.1 408 /);
		expect(afterMs).toBeGreaterThan(400);
		expect(afterMs).toBeLessThan(2_500);
		await until(() => bodyEnd instanceof Error, 'the handler is told');
	});

	it('reject/an idle connection after a request', async () => {
		const listener = await open(trusting, { keepAliveTimeoutMs: 200 });
		const socket = await connectSecurely(listener);
		socket.write(get);
		await once(socket, 'data');
		const { text, afterMs } = await readToEnd(socket);
		expect(text).toBe('');
		expect(afterMs).toBeGreaterThan(100);
		expect(afterMs).toBeLessThan(2_000);
	});

	it('reject/a client that stops reading a large answer', async () => {
		const listener = await open(
			{ ...trusting, handler: (_request, response) => void response.end(Buffer.alloc(40_000_000)) },
			{ stallTimeoutMs: 400 },
		);
		const socket = await connectSecurely(listener);
		socket.write(get);
		socket.pause();
		await until(() => listener.connectionCount === 1, 'the connection is there');
		await until(() => listener.connectionCount === 0, 'the connection is closed');
		socket.destroy();
		expect(listener.connectionCount).toBe(0);
	});

	it('ok/a client that reads a large answer slowly but steadily', async () => {
		const size = 40_000_000;
		const stallTimeoutMs = 500;
		const listener = await open(
			{ ...trusting, handler: (_request, response) => void response.end(Buffer.alloc(size)) },
			{ stallTimeoutMs },
		);
		const socket = await connectSecurely(listener);
		socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
		const { bytes, tookMs } = await readSlowly(socket, 3 * stallTimeoutMs);
		expect(bytes).toBeGreaterThan(size);
		expect(tookMs).toBeGreaterThan(2 * stallTimeoutMs);
	});
});

/** Reads everything, with pauses until about the given time is over. */
async function readSlowly(socket: TLSSocket, overMs: number): Promise<{ readonly bytes: number; readonly tookMs: number }> {
	const started = performance.now();
	let bytes = 0;
	socket.on('data', (chunk: Buffer) => {
		bytes += chunk.length;
		if (performance.now() - started > overMs) return;
		socket.pause();
		setTimeout(() => socket.resume(), 2);
	});
	await new Promise((resolve) => socket.once('close', resolve));
	return { bytes, tookMs: performance.now() - started };
}

describe('sizes and counts', () => {
	it('reject/headers that are too large', async () => {
		const listener = await open(trusting, { maxHeaderBytes: 1_024 });
		const socket = await connectSecurely(listener);
		socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'a'.repeat(2_000)}\r\n\r\n`);
		expect((await readToEnd(socket)).text).toMatch(/^HTTP\/1\.1 431 /);
	});

	it('reject/more requests than a connection may carry: the last answer says so and ends it', async () => {
		const listener = await open(trusting, { maxRequestsPerConnection: 2 });
		const socket = await connectSecurely(listener);
		socket.write(get);
		expect(String((await once(socket, 'data'))[0])).toContain('Connection: keep-alive');
		socket.write(get);
		const { text } = await readToEnd(socket);
		expect(text).toMatch(/^HTTP\/1\.1 200 /);
		expect(text).toContain('Connection: close');
	});

	it('reject/more connections from one address, before their handshake; others are served', async () => {
		const refused: RefusedConnection[] = [];
		const failures: HandshakeFailure[] = [];
		const listener = await open(
			{ ...trusting, onConnectionRefused: (event) => refused.push(event), onHandshakeFailure: (event) => failures.push(event) },
			{ maxConnectionsPerAddress: 2 },
		);
		const kept = [await connectSecurely(listener), await connectSecurely(listener)];
		const third = await connectPlainly(listener);
		expect((await readToEnd(third)).text).toBe('');
		expect(refused).toMatchObject([{ reason: 'too-many-connections-from-address', remoteAddress: '127.0.0.1' }]);
		expect((await fetchOnce(listener, { localAddress: '127.0.0.2' } as object)).status).toBe(200);
		kept[0]?.destroy();
		await until(() => listener.connectionCount === 1, 'the place is free again');
		expect((await fetchOnce(listener)).status).toBe(200);
		expect(failures).toEqual([]);
		kept[1]?.destroy();
	});

	it('reject/more connections than there may be in all', async () => {
		const refused: RefusedConnection[] = [];
		const listener = track(
			await openPlainListener({
				host: '127.0.0.1',
				port: 0,
				reusePort: false,
				handler: answerOk,
				limits: { ...limits, maxConnections: 2 },
				onConnectionRefused: (event) => refused.push(event),
			}),
		);
		const kept = [await connectPlainly(listener, '127.0.0.1'), await connectPlainly(listener, '127.0.0.2')];
		await until(() => listener.connectionCount === 2, 'two connections');
		await readToEnd(await connectPlainly(listener, '127.0.0.3'));
		expect(refused).toMatchObject([{ reason: 'too-many-connections', remoteAddress: '127.0.0.3' }]);
		for (const socket of kept) socket.destroy();
	});

	it.each([
		['192.0.2.7', '192.0.2.7'],
		['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
		['2001:db8:1:2::6', '2001:db8:1:2'],
		['2001:db8::6', '2001:db8:0:0'],
		['::1', '0:0:0:0'],
		['fe80::1%eth0', 'fe80:0:0:0'],
	])('clients are counted by network: %s in %s', (address, network) => {
		expect(toNetwork(address)).toBe(network);
	});
});
