import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createOutgoingFetch } from '../../src/tls/outgoing-fetch.ts';
import { mintServerCertificate } from '../../src/tls/self-signed.ts';

const limits = { timeoutMs: 2_000, maxAnswerBytes: 1_000, maxRequests: 2, allowPlainLoopback: true };

describe('asking a server that the configuration names', () => {
	it('brings the answer with its status and headers, and sends what was given', async () => {
		const seen: string[] = [];
		const url = await listen((request, response) => {
			request.on('data', (piece: Buffer) => seen.push(piece.toString()));
			request.on('end', () => {
				seen.push(request.method ?? '', String(request.headers['x-sent']), String(request.headers['accept-encoding']));
				response.writeHead(201, { 'Content-Type': 'text/x' }).end('answer');
			});
		});
		const body = new URLSearchParams({ a: 'b c' });
		const response = await createOutgoingFetch(limits)(url, { method: 'POST', headers: { 'X-Sent': 'yes' }, body });
		expect(seen).toEqual(['a=b+c', 'POST', 'yes', 'identity']);
		expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([201, 'text/x', 'answer']);
	});
	it('follows no redirect', async () => {
		let asked = 0;
		const url = await listen((_request, response) => {
			asked += 1;
			response.writeHead(302, { Location: '/elsewhere' }).end();
		});
		const response = await createOutgoingFetch(limits)(url, {});
		expect([response.status, response.headers.get('location'), asked]).toEqual([302, '/elsewhere', 1]);
	});
	it('brings an answer that has no body', async () => {
		const url = await listen((_request, response) => void response.writeHead(204).end());
		expect((await createOutgoingFetch(limits)(url, {})).status).toBe(204);
	});
	it('trusts the certificates that it was given, and no others', async () => {
		const { ecdsa } = await mintServerCertificate({ hosts: ['localhost'], ips: [], now: new Date() });
		const server = createSecureServer({ key: ecdsa.key, cert: ecdsa.cert }, (_request, response) => void response.end('answer')).listen(0);
		await once(server, 'listening');
		onTestFinished(() => void server.close());
		const { port } = server.address() as AddressInfo;
		const pinned = createOutgoingFetch({ ...limits, ca: ecdsa.cert });
		expect(await (await pinned(`https://localhost:${port}/`, {})).text()).toBe('answer');
		await expect(pinned(`https://127.0.0.1:${port}/`, {})).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
		await expect(createOutgoingFetch(limits)(`https://localhost:${port}/`, {})).rejects.toMatchObject({
			code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
		});
	});

	const plain: readonly [name: string, url: string, allowed: boolean][] = [
		['reject/another host', 'http://provider.example/', true],
		['reject/a host that only begins so', 'http://localhost.example/', true],
		['reject/this machine where it is not allowed', 'http://localhost:9/', false],
		['reject/another protocol', 'ftp://localhost/', true],
	];
	it.each(plain)('%s without encryption', async (_name, url, allowPlainLoopback) => {
		await expect(createOutgoingFetch({ ...limits, allowPlainLoopback })(url, {})).rejects.toMatchObject({ code: 'ERR_PLAIN_HTTP' });
	});

	const endless: readonly [name: string, answer: RequestListener, code: string][] = [
		['reject/a larger answer', (_request, response) => void response.end('x'.repeat(1_001)), 'ERR_ANSWER_TOO_LARGE'],
		['reject/an answer without an end', (_request, response) => void response.writeHead(200).write('x'), 'ETIMEDOUT'],
		['reject/no answer', () => {}, 'ETIMEDOUT'],
	];
	it.each(endless)('%s', async (_name, answer, code) => {
		const url = await listen(answer);
		await expect(createOutgoingFetch({ ...limits, timeoutMs: 200 })(url, {})).rejects.toMatchObject({ code });
	});
	it('stops when the caller does not want it any more', async () => {
		const url = await listen(() => {});
		const stop = new AbortController();
		const answer = createOutgoingFetch(limits)(url, { signal: stop.signal });
		stop.abort();
		await expect(answer).rejects.toMatchObject({ code: 'ABORT_ERR' });
	});
	it('asks few at once, and again when one is done', async () => {
		const url = await listen(() => {});
		const fetch = createOutgoingFetch({ ...limits, timeoutMs: 200 });
		const waiting = [fetch(url, {}), fetch(url, {})].map((answer) => answer.catch(() => 'done'));
		await expect(fetch(url, {})).rejects.toMatchObject({ code: 'ERR_TOO_MANY_REQUESTS' });
		expect(await Promise.all(waiting)).toEqual(['done', 'done']);
		await expect(fetch(url, {})).rejects.toMatchObject({ code: 'ETIMEDOUT' });
	});
});

async function listen(answer: RequestListener): Promise<string> {
	const server = createServer(answer).listen(0, '127.0.0.1');
	await once(server, 'listening');
	onTestFinished(() => {
		server.close();
		server.closeAllConnections();
	});
	return `http://localhost:${(server.address() as AddressInfo).port}/`;
}
