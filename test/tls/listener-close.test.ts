import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { connectionOf, type DeviceConnection } from '../../src/tls/device-connection.ts';
import type { HttpListener, RequestHandler } from '../../src/tls/http-listener.ts';
import { openPlainListener } from '../../src/tls/plain-listener.ts';
import { answerOk, connectPlainly, connectSecurely, limits, makePki, readToEnd, until, useListeners } from './listener-fixture.ts';

const pki = makePki();
const { open, track } = useListeners();
const get = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

const kinds: readonly [string, (handler: RequestHandler) => Promise<HttpListener>, (listener: HttpListener) => Promise<Socket>][] = [
	['HTTPS', (handler) => open({ credentials: [pki.credential], anchors: [], handler }), (listener) => connectSecurely(listener)],
	[
		'HTTP',
		async (handler) => track(await openPlainListener({ host: '127.0.0.1', port: 0, reusePort: false, limits, handler })),
		(listener) => connectPlainly(listener),
	],
];

describe.each(kinds)('closing a listener for %s', (_kind, openListener, connectTo) => {
	it('accepts no more connections', async () => {
		const listener = await openListener(answerOk);
		await listener.close({ graceMs: 1_000 });
		const late = connectTcp(listener.port, '127.0.0.1');
		const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
		expect(error.code).toBe('ECONNREFUSED');
	});

	it('ends idle connections at once', async () => {
		const listener = await openListener(answerOk);
		const idle = await connectTo(listener);
		idle.write(get);
		await once(idle, 'data');
		const started = performance.now();
		const ended = readToEnd(idle);
		expect(await listener.close({ graceMs: 5_000 })).toEqual({ cutRequests: 0 });
		expect(performance.now() - started).toBeLessThan(1_000);
		expect((await ended).text).toBe('');
	});

	it('lets a running request finish and tells the client that the connection ends', async () => {
		let running: ServerResponse | undefined;
		const listener = await openListener((_request, response) => {
			running = response;
		});
		const socket = await connectTo(listener);
		socket.write(get);
		await until(() => running !== undefined, 'the request runs');
		const closed = listener.close({ graceMs: 5_000 });
		const answer = readToEnd(socket);
		setTimeout(() => running?.end('done'), 50);
		expect(await closed).toEqual({ cutRequests: 0 });
		const { text } = await answer;
		expect(text).toContain('Connection: close');
		expect(text.endsWith('done')).toBe(true);
	});

	it('lets an answer whose headers have left finish, then ends the connection', async () => {
		let running: ServerResponse | undefined;
		const listener = await openListener((_request, response) => {
			response.writeHead(200, { 'Content-Length': '8' });
			response.write('half');
			running = response;
		});
		const socket = await connectTo(listener);
		socket.write(get);
		await until(() => running !== undefined, 'the request runs');
		const closed = listener.close({ graceMs: 5_000 });
		const answer = readToEnd(socket);
		setTimeout(() => running?.end('full'), 50);
		await closed;
		expect((await answer).text.endsWith('halffull')).toBe(true);
	});

	it('does not cut an answer that is written but not yet read', async () => {
		const size = 20_000_000;
		const listener = await openListener((_request, response) => void response.end(Buffer.alloc(size, 'x')));
		const socket = await connectTo(listener);
		socket.write(get);
		await once(socket, 'readable');
		socket.pause();
		const closed = listener.close({ graceMs: 10_000 });
		await new Promise((resolve) => setTimeout(resolve, 100));
		const { text } = await readToEnd(socket);
		expect(await closed).toEqual({ cutRequests: 0 });
		expect(text.length - text.indexOf('\r\n\r\n') - 4).toBe(size);
	});

	it('lets a client that has just connected ask once', async () => {
		const listener = await openListener(answerOk);
		const socket = await connectTo(listener);
		await until(() => listener.connectionCount === 1, 'the connection is there');
		const closed = listener.close({ graceMs: 5_000 });
		setTimeout(() => socket.write(get), 50);
		const { text } = await readToEnd(socket);
		expect(await closed).toEqual({ cutRequests: 0 });
		expect(text).toMatch(/^HTTP\/1\.1 200 /);
		expect(text).toContain('Connection: close');
	});

	it('does not wait long for clients that never ask', async () => {
		const listener = await openListener(answerOk);
		const silent = [await connectPlainly(listener), await connectTo(listener)];
		await until(() => listener.connectionCount === 2, 'the connections are there');
		const started = performance.now();
		await listener.close({ graceMs: 20_000 });
		expect(performance.now() - started).toBeLessThan(2_000);
		for (const socket of silent) socket.destroy();
	});

	it('cuts what is left after the time of grace, and says how much that was', async () => {
		const listener = await openListener(() => undefined);
		const socket = await connectTo(listener);
		socket.write(get);
		const started = performance.now();
		await until(() => listener.connectionCount === 1, 'the connection is there');
		await new Promise((resolve) => setTimeout(resolve, 50));
		const [first, second] = [listener.close({ graceMs: 200 }), listener.close({ graceMs: 60_000 })];
		expect(await first).toEqual({ cutRequests: 1 });
		expect(await second).toEqual({ cutRequests: 1 });
		expect(performance.now() - started).toBeLessThan(2_000);
		await readToEnd(socket);
	});
});

describe('a plain listener', () => {
	it('knows of no connection that could prove anything', async () => {
		const seen: (DeviceConnection | undefined)[] = [];
		const listener = track(
			await openPlainListener({
				host: '127.0.0.1',
				port: 0,
				reusePort: false,
				limits,
				handler: (request, response) => {
					seen.push(connectionOf(request.socket));
					response.end('ok');
				},
			}),
		);
		const socket = await connectPlainly(listener);
		socket.write(get);
		await once(socket, 'data');
		socket.destroy();
		expect(seen).toEqual([undefined]);
	});
});
