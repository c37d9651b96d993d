import { once } from 'node:events';
import { createServer as createHttpsServer, type Server } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchAsDevice, probeServer } from '../../../src/qa/matrix/device-fetch.ts';
import { type DeviceFetch, type ServerUnderTest, tlsVersions } from '../../../src/qa/matrix/exchange.ts';
import { mintServerCertificate } from '../../../src/tls/self-signed.ts';

const request = (change: Partial<DeviceFetch>): DeviceFetch => ({
	path: '/file',
	tls: 'TLSv1.3',
	method: 'GET',
	httpVersion: '1.1',
	headers: { 'user-agent': 'test' },
	...change,
});

describe('a fetch as a device makes it', () => {
	const servers: Server[] = [];
	let credential: { readonly key: string; readonly cert: string };
	let open: ServerUnderTest;
	let strict: ServerUnderTest;

	async function listen(options: object): Promise<ServerUnderTest> {
		const server = createHttpsServer({ ...credential, ...options }, (asked, answer) => {
			if (asked.url === '/cut') answer.destroy();
			else if (asked.url !== '/silent') answer.end(`${asked.method} HTTP/${asked.httpVersion} ${asked.headers['user-agent']}`);
		});
		servers.push(server);
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return { host: '127.0.0.1', port: (server.address() as AddressInfo).port, timeoutMs: 2_000 };
	}

	beforeAll(async () => {
		credential = (await mintServerCertificate({ hosts: ['localhost'], ips: ['127.0.0.1'], now: new Date() })).ecdsa;
		open = await listen({});
		strict = await listen({ requestCert: true, rejectUnauthorized: true, ca: credential.cert });
	});
	afterAll(() => {
		for (const server of servers) {
			server.closeAllConnections();
			server.close();
		}
	});

	it.each(tlsVersions)('brings an answer over %s, in either version of HTTP', async (tls) => {
		const modern = await fetchAsDevice(open, request({ tls }));
		expect(modern).toMatchObject({ kind: 'answered', status: 200, body: Buffer.from('GET HTTP/1.1 test') });
		const old = await fetchAsDevice(open, request({ tls, httpVersion: '1.0' }));
		expect(old).toMatchObject({ kind: 'answered', status: 200, body: Buffer.from('GET HTTP/1.0 test') });
		expect(await fetchAsDevice(open, request({ tls, method: 'HEAD' }))).toMatchObject({ status: 200, body: Buffer.alloc(0) });
	});

	it.each(tlsVersions)('tells a refused handshake over %s from a refused request', async (tls) => {
		expect(await fetchAsDevice(strict, request({ tls }))).toMatchObject({ kind: 'handshake-refused' });
		expect(await fetchAsDevice(strict, request({ tls, httpVersion: '1.0' }))).toMatchObject({ kind: 'handshake-refused' });
	});

	it('tells a connection that was cut, one without an answer, and none', async () => {
		expect(await fetchAsDevice(open, request({ tls: 'TLSv1.2', path: '/cut' }))).toMatchObject({ kind: 'cut', code: 'ECONNRESET' });
		const hasty = { ...open, timeoutMs: 100 };
		expect(await fetchAsDevice(hasty, request({ path: '/silent' }))).toEqual({ kind: 'cut', code: 'ETIMEDOUT' });
		const nobody = createTcpServer().listen(0, '127.0.0.1');
		await once(nobody, 'listening');
		const { port } = nobody.address() as AddressInfo;
		nobody.close();
		await once(nobody, 'close');
		expect(await fetchAsDevice({ ...open, port }, request({}))).toEqual({ kind: 'unreachable', code: 'ECONNREFUSED' });
		expect(await probeServer({ ...open, port })).toBe('ECONNREFUSED');
	});

	it('tells a certificate that our own library does not send', async () => {
		const identity = { cert: 'no certificate', key: credential.key };
		expect(await fetchAsDevice(open, request({ identity }))).toMatchObject({ kind: 'unsendable' });
	});

	it('verifies the server where it is told whom to trust', async () => {
		expect(await probeServer({ ...open, host: 'localhost', serverCa: credential.cert })).toBeUndefined();
		const stranger = (await mintServerCertificate({ hosts: ['localhost'], ips: [], now: new Date() })).ecdsa;
		expect(await probeServer({ ...open, host: 'localhost', serverCa: stranger.cert })).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
		expect(await probeServer(strict)).toBeUndefined();
	});
});
