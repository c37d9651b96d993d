import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type AdminServiceSettings, type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { exchangeRaw } from '../helpers/raw-socket.ts';
import { useSqlite } from '../helpers/stores.ts';

const statusesOf = (text: string) => [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
/** Looked for in what comes back: an answer to it would show that it was taken for a request of its own. */
const smuggled = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
const login = 'POST /api/2.0/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

const securityHeaders = [
	...['Cache-Control: no-store', "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'", 'Referrer-Policy: no-referrer'],
	...['Cross-Origin-Resource-Policy: same-origin', 'X-Content-Type-Options: nosniff', 'X-Frame-Options: DENY'],
];

/** Every head of an answer in what came back. */
function expectHardened(text: string): void {
	const heads = text.split(/(?=^HTTP\/1\.1 \d{3})/m).map((answer) => answer.split('\r\n\r\n', 1)[0] ?? '');
	for (const head of heads) {
		for (const header of securityHeaders) expect(head).toContain(`\r\n${header}`);
		expect(head).toMatch(/\r\nX-Request-Id: [\w.~-]{8,64}/);
		expect(head.toLowerCase()).not.toContain('access-control-allow');
		expect(head).not.toMatch(/\r\n(?:Server|X-Powered-By):/i);
	}
}

describe('the administration plane on the wire', () => {
	const openStore = useSqlite();
	const openAdmin = useAdminService();

	async function open(settings: AdminServiceSettings = {}): Promise<TestAdminService> {
		const { store } = await openStore();
		return openAdmin(store, settings);
	}

	it.each([
		['a length and chunks', [`${login}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`]],
		['chunks and a length', [`${login}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`]],
		['two lengths that differ', [`${login}Content-Length: 2\r\nContent-Length: 60\r\n\r\n{}${smuggled}`]],
		['two lengths that are the same', [`${login}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}${smuggled}`]],
		['a list of lengths', [`${login}Content-Length: 2, 2\r\n\r\n{}${smuggled}`]],
		['a length that is less than nothing', [`${login}Content-Length: -1\r\n\r\n{}${smuggled}`]],
		['a length in hexadecimal', [`${login}Content-Length: 0x2\r\n\r\n{}${smuggled}`]],
		['chunks that are not the last coding', [`${login}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`]],
		['chunks behind a tabulator', [`${login}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n${smuggled}`]],
		['a chunk that is longer than it says', [`${login}Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n${smuggled}`]],
		['a chunk whose length has a sign', [`${login}Transfer-Encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n${smuggled}`]],
		['chunks that end with a bare line feed', [`${login}Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n${smuggled}`]],
		['a header folded over two lines', [`${login}X-Folded: a\r\n b\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${smuggled}`]],
		['lines that end with a bare line feed', [`GET /healthz HTTP/1.1\nHost: localhost\n\n${smuggled}`]],
		['a line that ends with a bare carriage return', [`GET /healthz HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n${smuggled}`]],
		['a space before the colon', [`GET /healthz HTTP/1.1\r\nHost : localhost\r\n\r\n${smuggled}`]],
		['a NUL in a header', [`GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n${smuggled}`]],
		['a header without a name', [`GET /healthz HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n${smuggled}`]],
		['a version that does not exist', [`GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n${smuggled}`]],
		['no HTTP at all', ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', smuggled]],
	])('reject/%s: one answer, and nothing of it is a second request', async (_name, parts) => {
		const admin = await open();
		const text = await exchangeRaw(admin.port, parts);
		expect(statusesOf(text)).toEqual([400]);
		expectHardened(text);
		expect(text).toContain('\r\nConnection: close');
		expect(text).toContain('"code":"request.malformed"');
		expect(text).not.toContain('"status":"ok"');
	});

	it.each([
		['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
		['two hosts', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n', 400],
		['a host that is not this one', 'GET /healthz HTTP/1.1\r\nHost: rebound.example.com\r\n\r\n', 421],
		['another host in the target', 'GET http://rebound.example.com/api/v1/self HTTP/1.1\r\nHost: localhost\r\n\r\n', 401],
		['a target that is no path', 'GET api/v1/self HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
		['an expectation that nobody knows', 'GET /api/v1/self HTTP/1.1\r\nHost: localhost\r\nExpect: wonders\r\n\r\n', 401],
		['another protocol', 'GET /api/v1/self HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', 401],
		['a method that nobody knows', 'PROPFIND /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n', 405],
		[
			'a preflight',
			'OPTIONS /api/v1/devices HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n\r\n',
			405,
		],
		[
			'a page of another site',
			'GET /healthz HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n\r\n',
			403,
		],
		['too many bytes of headers', `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(300_000)}\r\n\r\n`, 431],
		['a target that is too long', `GET /${'x'.repeat(300_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431],
		['a body that is announced too large', `${login}Content-Length: 99999999\r\n\r\n`, 413],
		['a body that comes too large', `${login}Transfer-Encoding: chunked\r\n\r\n${`8000\r\n${'x'.repeat(0x8000)}\r\n`.repeat(40)}`, 413],
		[
			'a form of a web page',
			'POST /api/2.0/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=b',
			400,
		],
		[
			'a form with the name of JSON',
			'POST /api/2.0/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}',
			400,
		],
		['arrays in arrays in arrays', `${login}Content-Length: 200000\r\n\r\n${'['.repeat(200_000)}`, 400],
		['objects in objects in objects', `${login}Content-Length: 500000\r\n\r\n${'{"a":'.repeat(100_000)}`, 400],
		['text that is not UTF-8', `${login}Content-Length: 4\r\n\r\n"\xff\xfe"`, 400],
	])('answers %s with all of its headers', async (_name, request, status) => {
		const admin = await open();
		const text = await exchangeRaw(admin.port, [
			request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n').replace('Connection: Upgrade\r\n', ''),
		]);
		expect(statusesOf(text)).toEqual([status]);
		expectHardened(text);
		expect(admin.logText).not.toContain('"level":"error"');
	});

	it('does not wait for headers that do not come', async () => {
		const admin = await open({ limits: { headersTimeoutMs: 300, requestTimeoutMs: 600 } });
		const startedMs = performance.now();
		const text = await exchangeRaw(admin.port, ['GET /healthz HTTP/1.1\r\nHost: loc'], 5_000);
		expect(statusesOf(text)).toEqual([408]);
		expectHardened(text);
		expect(performance.now() - startedMs).toBeLessThan(3_000);
	});

	it('does not wait for headers that come one byte after the other', async () => {
		const admin = await open({ limits: { headersTimeoutMs: 400, requestTimeoutMs: 800 } });
		const socket = connect({ host: '127.0.0.1', port: admin.port });
		let text = '';
		socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
		socket.on('error', () => undefined);
		await once(socket, 'connect');
		const startedMs = performance.now();
		const closed = once(socket, 'close').then(() => true);
		for (const character of `GET /healthz HTTP/1.1\r\nX: ${'x'.repeat(1000)}`) {
			if (!socket.writable) break;
			socket.write(character);
			if (await Promise.race([closed, setTimeout(50, false)])) break;
		}
		expect(performance.now() - startedMs).toBeLessThan(4_000);
		expect(statusesOf(text)).toEqual([408]);
		expectHardened(text);
	});

	it('does not wait for a body that does not come, and serves others meanwhile', async () => {
		const admin = await open({ limits: { headersTimeoutMs: 300, requestTimeoutMs: 700 } });
		const slow = Array.from({ length: 20 }, () => exchangeRaw(admin.port, [`${login}Content-Length: 50\r\n\r\n{"login":`], 5_000));
		const startedMs = performance.now();
		expect((await admin.send({ path: '/healthz' })).status).toBe(200);
		expect(performance.now() - startedMs).toBeLessThan(500);
		for (const text of await Promise.all(slow)) {
			expect(statusesOf(text)).toEqual([408]);
			expectHardened(text);
		}
	});

	it('keeps what comes behind a refused body out', async () => {
		const admin = await open();
		const body = `${'x'.repeat(100)}${smuggled}`;
		const text = await exchangeRaw(admin.port, [
			`POST /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n`,
			body,
		]);
		expect(statusesOf(text)).toEqual([404]);
		expect(text).toContain('\r\nConnection: close');
	});

	it.each([
		['ok/a UUID', '01a2016b-6911-7000-b293-9b835f9cf8b0', true],
		['ok/a trace', 'trace_0.1~A-z', true],
		['reject/one that is too short', 'abc', false],
		['reject/one that is too long', 'a'.repeat(65), false],
		['reject/one with a space', 'abcdef ghijkl', false],
		['reject/one that would end a line of a log', 'abcdefgh","level":"error', false],
	])('%s is the name of the request', async (_name, sent, isTaken) => {
		const admin = await open();
		const { headers } = await admin.send({ path: '/healthz', headers: { 'x-request-id': sent } });
		expect(headers['x-request-id'] === sent).toBe(isTaken);
		const lines = admin.logText
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as { requestId?: string });
		expect(lines.filter(({ requestId }) => requestId === headers['x-request-id'])).toHaveLength(1);
	});

	it('has its name in every line of the log, and in a problem', async () => {
		const admin = await open();
		const answer = await admin.send({
			method: 'POST',
			path: '/api/2.0/auth/login',
			json: { login: 'x', password: 'y' },
			headers: { 'x-request-id': 'request-1234' },
		});
		expect(answer.headers['x-request-id']).toBe('request-1234');
		const problem = await admin.send({ path: '/api/v1/self', headers: { 'x-request-id': 'request-5678' } });
		expect(problem.json()).toMatchObject({ requestId: 'request-5678' });
		await exchangeRaw(admin.port, ['nonsense\r\n\r\n']);
		const lines = admin.logText
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as { requestId?: string });
		expect(lines.length).toBeGreaterThanOrEqual(3);
		for (const line of lines) expect(line.requestId, JSON.stringify(line)).toMatch(/^[\w-]{8,}$/);
	});
});

describe('readiness', () => {
	const openStore = useSqlite();
	const openAdmin = useAdminService();

	it('does not wait for a store that says nothing', async () => {
		const { store } = await openStore();
		const silent = { ...store, settings: { ...store.settings, load: () => new Promise<never>(() => undefined) } };
		const admin = await openAdmin(silent);
		const startedMs = performance.now();
		const answer = await admin.send({ path: '/readyz' });
		expect([answer.status, answer.json()]).toEqual([503, { status: 'failed', store: 'failed', listeners: 'ok' }]);
		expect(performance.now() - startedMs).toBeLessThan(4_000);
		expect((await admin.send({ path: '/healthz' })).status).toBe(200);
	});
});

describe('metrics over the API', () => {
	const openStore = useSqlite();
	const openAdmin = useAdminService();
	const codeOf = (answer: { json<Shape>(): Shape }) => answer.json<{ code: string }>().code;

	it('are open to this machine, and to a token that may read them', async () => {
		const { store } = await openStore();
		const admin = await openAdmin(store);
		await admin.send({ path: '/healthz' });
		const answer = await admin.send({ path: '/metrics' });
		expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
		expect(answer.body.toString()).toContain('\nopendms_requests_total{plane="admin"');
		for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip', 'x-forwarded-host']) {
			const proxied = await admin.send({ path: '/metrics', headers: { [name]: '192.0.2.1' } });
			expect([proxied.status, codeOf(proxied)], name).toEqual([401, 'token.missing']);
		}
		const scraper = await admin.addService('prometheus', ['dms.rest.metrics.read']);
		expect((await admin.send({ path: '/metrics', token: scraper, headers: { via: '1.1 proxy' } })).status).toBe(200);
		expect((await admin.send({ path: '/metrics', token: await admin.addService('other', ['dms.rest.devices.#']) })).status).toBe(403);
		expect((await admin.send({ path: '/metrics', token: 'no-token-of-ours' })).status).toBe(401);
		expect((await admin.send({ path: '/api/v1/self' })).status).toBe(401);
	});

	it('are open to nobody without a token where the operator wants that', async () => {
		const { store } = await openStore();
		const admin = await openAdmin(store, { admin: { metricsWithoutToken: 'never' } });
		expect((await admin.send({ path: '/metrics' })).status).toBe(401);
		await admin.addPerson('vera', 'VIEWER');
		expect((await admin.send({ path: '/metrics', token: await admin.tokenOf('vera') })).status).toBe(200);
	});

	it('count what was asked for, and what was no request', async () => {
		const { store } = await openStore();
		const admin = await openAdmin(store);
		for (const path of ['/healthz', '/healthz', '/api/v1/nothing', '/api/v1/self']) await admin.send({ path });
		await exchangeRaw(admin.port, ['nonsense\r\n\r\n']);
		const text = (await admin.send({ path: '/metrics' })).body.toString();
		expect(text).toContain('opendms_requests_total{plane="admin",method="GET",status_class="2xx"} 2\n');
		expect(text).toContain('opendms_requests_total{plane="admin",method="GET",status_class="4xx"} 2\n');
		expect(text).toContain('opendms_requests_total{plane="admin",method="other",status_class="4xx"} 1\n');
		expect(text).toContain('opendms_admin_request_duration_seconds_count 4\n');
	});
});
