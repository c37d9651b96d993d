import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { readJsonBody } from '../../src/admin/read-json-body.ts';
import { DmsError } from '../../src/domain/errors.ts';
import { useAdminService } from '../helpers/admin-service.ts';
import { exchangeRaw } from '../helpers/raw-socket.ts';
import { useSqlite } from '../helpers/stores.ts';

const statusesOf = (text: string) => [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));

describe('the administration plane', () => {
	const openStore = useSqlite();
	const openAdmin = useAdminService();

	async function open() {
		const { store } = await openStore();
		const admin = await openAdmin(store);
		await admin.addPerson('root', 'BWSUPERADMIN');
		return { admin, store, token: await admin.tokenOf('root') };
	}

	it('sends its security headers with every answer', async () => {
		const { admin, token } = await open();
		const answers = await Promise.all([
			admin.send({ path: '/healthz' }),
			admin.send({ path: '/api/v1/self', token }),
			admin.send({ path: '/api/v1/self' }),
			admin.send({ path: '/api/v1/nothing' }),
			admin.logIn('nobody'),
		]);
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 404, 401]);
		for (const { headers } of answers) {
			expect(headers).toMatchObject({
				'cache-control': 'no-store',
				'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
				'referrer-policy': 'no-referrer',
				'x-content-type-options': 'nosniff',
				'x-frame-options': 'DENY',
				'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
			});
			expect(Object.keys(headers).filter((name) => /^(access-control|set-cookie|x-powered-by|server$)/.test(name))).toEqual([]);
		}
	});

	it('writes every request into the log under its id, with the path and without the values of the query', async () => {
		const { admin, token } = await open();
		const { headers } = await admin.send({ path: '/api/v1/devices?nameContains=a-private-name', token });
		const lines = admin.logText
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as Record<string, unknown>);
		expect(lines.find(({ requestId }) => requestId === headers['x-request-id'])).toMatchObject({
			...{ method: 'GET', path: '/api/v1/devices?nameContains=', status: 200, actor: 'person:root', remoteAddress: '127.0.0.1' },
		});
		expect(admin.logText).not.toContain('a-private-name');
	});

	const device = JSON.stringify({ deviceType: 'x', deviceName: 'y' });

	it.each([
		['a body that is too large, as announced', { body: `"${'x'.repeat(1024 * 1024)}"` }, 413, 'request.too-large'],
		['a body of another media type', { body: device, headers: { 'content-type': 'text/plain' } }, 415, 'request.media-type'],
		[
			'a body in another character set',
			{ body: device, headers: { 'content-type': 'application/json; charset=utf-16' } },
			415,
			'request.media-type',
		],
		['a compressed body', { body: device, headers: { 'content-encoding': 'gzip' } }, 415, 'request.media-type'],
		['half a body', { body: device.slice(0, -1) }, 400, 'request.malformed'],
		['nesting that exhausts a reader', { body: '['.repeat(500_000) }, 400, 'request.malformed'],
		['members that become part of every object', { body: '{"__proto__":{"deviceName":"x"},"deviceType":"x"}' }, 422, 'value.invalid'],
	])('reject/%s', async (_name, request, status, code) => {
		const { admin, token } = await open();
		const headers = { 'content-type': 'application/json', ...('headers' in request ? request.headers : {}) };
		const answer = await admin.send({ method: 'POST', path: '/api/v1/devices', token, body: request.body, headers });
		expect([answer.status, answer.json<Problem>().code]).toEqual([status, code]);
	});

	it('looks at who asks before it reads what they send', async () => {
		const { admin } = await open();
		const head = 'POST /api/v1/devices HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n';
		const text = await exchangeRaw(admin.port, [head]);
		expect(statusesOf(text)).toEqual([401]);
		expect(text).toMatch(/^Connection: close\r$/m);
	});

	it('takes no body where the route has none', async () => {
		const { admin, token } = await open();
		const head = `GET /api/v1/self HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`;
		const text = await exchangeRaw(admin.port, [head]);
		expect(statusesOf(text)).toEqual([400]);
		expect(text).toContain('this route takes no body');
	});

	it.each([
		['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n', 'hello!'],
		[
			'a length and chunks',
			'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
			'0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n',
		],
		['chunks under another name', 'Transfer-Encoding: xchunked\r\n', '0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'],
		['a length that is none', 'Content-Length: +5\r\n', 'hello'],
		['a space before the colon', 'Content-Length : 5\r\n', 'hello'],
	])('reject/%s: nothing of it becomes a second request', async (_name, header, body) => {
		const { admin } = await open();
		const head = `POST /api/2.0/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${header}\r\n`;
		const statuses = statusesOf(await exchangeRaw(admin.port, [head, body]));
		expect(statuses).toEqual([400]);
	});

	it('says where it is not ready, and not why', async () => {
		const { admin, store, token } = await open();
		expect((await admin.send({ path: '/readyz' })).json()).toEqual({ status: 'ok', store: 'ok', listeners: 'ok' });
		admin.health.isServing = false;
		const starting = await admin.send({ path: '/readyz' });
		expect([starting.status, starting.json()]).toEqual([503, { status: 'failed', store: 'ok', listeners: 'failed' }]);
		await store.close();
		expect((await admin.send({ path: '/readyz' })).json()).toMatchObject({ status: 'failed', store: 'failed' });
		expect((await admin.send({ path: '/healthz' })).status).toBe(200);
		const failed = await admin.send({ path: '/api/v1/self', token });
		expect(failed.status).toBeGreaterThanOrEqual(500);
		expect(Object.keys(failed.json<Problem>()).toSorted()).toEqual(['code', 'requestId', 'status', 'title', 'type']);
		expect(admin.logText).toContain('an administration request failed');
	});
});

describe('a body', () => {
	/** What becomes of a request of these parts, with limits that a test can wait for. */
	async function outcomeOf(parts: readonly string[]): Promise<unknown> {
		const { promise, resolve } = Promise.withResolvers<unknown>();
		const server = createServer((request, response) => {
			readJsonBody(request, { maxBytes: 100, timeoutMs: 300 })
				.then(({ value }) => value)
				.catch((error: unknown) => (error instanceof DmsError ? error.code : error))
				.then((outcome) => {
					resolve(outcome);
					response.writeHead(204, { connection: 'close' }).end();
				}, resolve);
		});
		await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
		const sent = exchangeRaw((server.address() as AddressInfo).port, parts, 1_000);
		const outcome = await promise;
		server.closeAllConnections();
		server.close();
		await sent;
		return outcome;
	}

	const head = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

	it.each([
		['ok/whole', ['Content-Length: 7\r\n\r\n', '{"a":1}'], { a: 1 }],
		['ok/in chunks', ['Transfer-Encoding: chunked\r\n\r\n', '3\r\n{"a\r\n', '4\r\n":1}\r\n0\r\n\r\n'], { a: 1 }],
		[
			'reject/one that is too large, in chunks',
			['Transfer-Encoding: chunked\r\n\r\n', `65\r\n${'x'.repeat(101)}\r\n0\r\n\r\n`],
			'request.too-large',
		],
		['reject/one that does not come', ['Content-Length: 7\r\n\r\n', '{"a"'], 'request.timeout'],
	])('%s', async (_name, [header = '', ...rest], outcome) => {
		expect(await outcomeOf([`${head}${header}`, ...rest])).toEqual(outcome);
	});
});
