import { execFile } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, get } from 'node:https';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type PeerCertificate } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InterfaceKey } from '../../src/domain/interface.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { type ClientRequest, fetchPlain, fetchSecure } from '../helpers/https-client.ts';
import { freeRow, InterfaceServer, largeBytes, largePath, mintIdentity, pathOf, until } from '../helpers/interface-server.ts';
import { isInstalled } from '../helpers/is-installed.ts';
import { mint } from '../tls/client-certificates.ts';

const run = promisify(execFile);
const mac = requireMacAddress('0013d1000201');
const vendor = mint({ name: 'Vendor CA', isCa: true });
const stranger = mint({ name: 'Client App CA', isCa: true });
const identity = mintIdentity(mac, vendor);

let server: InterfaceServer;
beforeAll(async () => {
	server = await InterfaceServer.prepare();
	await server.addDevice(mac);
	await server.addAnchor('vendor', vendor);
	await server.addAnchor('apps', stranger, 'CTI');
	await server.addLargeFile();
	await server.start(2, ['--events', '127.0.0.1:0']);
});
afterAll(() => server.stop());

/** Undefined: nobody listens, or no common TLS. */
async function statusOf(port: number, request: Partial<ClientRequest> = {}): Promise<number | undefined> {
	return fetchSecure(port, { path: pathOf(mac), identity, ...request }).then(
		({ status }) => status,
		() => undefined,
	);
}

/** Every worker has its own socket: one answer alone says little. */
async function answersOf(port: number, count = 12): Promise<readonly (number | undefined)[]> {
	return Promise.all(Array.from({ length: count }, () => statusOf(port)));
}

async function isServed(port: number): Promise<boolean> {
	return (await answersOf(port)).every((status) => status === 200);
}

async function isClosed(port: number): Promise<boolean> {
	return (await answersOf(port)).every((status) => status === undefined);
}

/** The common name of the certificate that the server shows. */
async function shownBy(port: number): Promise<string> {
	const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
	await once(socket, 'secureConnect');
	const { subject }: PeerCertificate = socket.getPeerCertificate();
	socket.destroy();
	return String(subject.CN);
}

describe('a row of the store', () => {
	it('is served within a second, by every worker, and no longer when it is gone', async () => {
		const row = await server.addRow();
		expect(await until(() => isServed(row.port))).toBeLessThan(1_000);
		await server.store.interfaces.delete(row);
		expect(await until(() => isClosed(row.port))).toBeLessThan(1_000);
	});

	it('without TLS serves the files that may go without', async () => {
		const row = await server.addRow({ secure: false, serverCertificate: false });
		const plainStatus = () =>
			fetchPlain(row.port, { path: pathOf(mac) }).then(
				({ status }) => status,
				() => undefined,
			);
		await until(async () => (await plainStatus()) !== undefined);
		// The sample allows HTTPS alone for the files of a device.
		expect(await plainStatus()).toBe(403);
		await server.store.interfaces.delete(row);
	});

	it('that is deleted lets a slow download finish', async () => {
		const row = await server.addRow();
		await until(() => isServed(row.port));
		const [response] = (await once(
			get({ host: '127.0.0.1', port: row.port, path: largePath, rejectUnauthorized: false, agent: false }),
			'response',
		)) as [IncomingMessage];
		let bytes = 0;
		response.once('data', () => response.pause()).on('data', (chunk: Buffer) => (bytes += chunk.length));
		const ended = once(response, 'end');
		await server.store.interfaces.delete(row);
		await until(() => isClosed(row.port));
		expect(bytes).toBeLessThan(largeBytes);
		response.resume();
		await ended;
		expect(bytes).toBe(largeBytes);
		await until(() => server.logLines('an interface is closed').filter((line) => line['interface'] === nameOf(row)).length === 2);
	});

	it('that comes back on the same port is served again', async () => {
		const row = await server.addRow();
		await until(() => isServed(row.port));
		await server.store.interfaces.delete(row);
		await until(() => isClosed(row.port));
		await server.addRow(row);
		expect(await until(() => isServed(row.port))).toBeLessThan(2_000);
		await server.store.interfaces.delete(row);
	});

	it('whose port is taken is logged once, is served when the port is free, and harms nobody', async () => {
		const { port } = await freeRow();
		const taker = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
		await once(taker, 'listening');
		const row = await server.addRow({ port });
		const refusals = () => server.logLines('an interface is not served here').filter((line) => line['interface'] === nameOf(row));
		await until(() => refusals().length > 0);
		await delay(700);
		expect(refusals()).toMatchObject([{ level: 'warn', obstacle: `127.0.0.1:${port} is in use by another process` }]);
		expect(await isServed(server.port)).toBe(true);
		taker.close();
		await until(() => isServed(port));
		await server.store.interfaces.delete(row);
	});

	it.each([
		['of another host', { address: '192.0.2.7' }, { level: 'info', obstacle: 'the address does not belong to this host' }],
		['that overlaps with the configuration', { address: '0.0.0.0' }, { level: 'warn' }],
	])('%s is skipped with one line', async (_, change, line) => {
		const row = await server.addRow({ ...change, ...('address' in change && change.address === '0.0.0.0' ? { port: server.port } : {}) });
		const refusals = () => server.logLines('an interface is not served here').filter((entry) => entry['interface'] === nameOf(row));
		await until(() => refusals().length > 0);
		await delay(600);
		expect(refusals()).toMatchObject([line]);
		expect(await isServed(server.port)).toBe(true);
		await server.store.interfaces.delete(row);
	});

	it('whose certificate is swapped shows the new one, and an open connection goes on', async () => {
		const row = await server.addRow({}, mint({ name: 'before' }));
		await until(() => isServed(row.port));
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		expect(await statusOf(row.port, { agent })).toBe(200);
		const [{ remotePort: before } = expect.fail('no record')] = await server.store.accessRecords.list({ limit: 1 });
		await server.show(row, mint({ name: 'after' }));
		await until(async () => (await Promise.all(Array.from({ length: 8 }, () => shownBy(row.port)))).every((name) => name === 'after'));
		expect(await statusOf(row.port, { agent })).toBe(200);
		expect(await server.store.accessRecords.list({ limit: 1 })).toMatchObject([{ remotePort: before, status: 200 }]);
		agent.destroy();
		const [first] = (await server.store.interfaces.listCertificates(row)).toReversed();
		await server.store.interfaces.activateCertificates(row, first?.generation ?? 0);
		await until(async () => (await shownBy(row.port)) === 'before');
		await server.store.interfaces.delete(row);
	});

	it('with a key that is not its own keeps what it showed, and says so', async () => {
		const row = await server.addRow({}, mint({ name: 'good' }));
		await until(() => isServed(row.port));
		await server.show(row, { ...mint({ name: 'bad' }), key: mint({ name: 'other' }).key });
		await until(() =>
			server.logLines('an interface cannot be served as it should; it is tried again').some((line) => line['interface'] === nameOf(row)),
		);
		expect(await shownBy(row.port)).toBe('good');
		await server.store.interfaces.delete(row);
	});

	describe.runIf(isInstalled('openssl'))('as openssl s_client sees it', () => {
		const talk = (port: number, ...args: string[]) =>
			run('sh', ['-c', `openssl s_client -connect 127.0.0.1:${port} ${args.join(' ')} </dev/null 2>&1 || true`]).then(
				({ stdout }) => stdout,
			);

		it('follows a change of TLS policy', async () => {
			const row = await server.addRow();
			await until(() => isServed(row.port));
			expect(await talk(row.port, '-tls1_2')).toMatch(/New, TLSv1.2, Cipher is ECDHE/);
			await server.store.tlsPolicy.save({ at: { level: 'interface', interface: row }, setting: 'protocols' }, ['TLSv1.3']);
			await until(async () => (await talk(row.port, '-tls1_2')).includes('alert protocol version'));
			expect(await talk(row.port, '-tls1_3')).toMatch(/New, TLSv1.3, Cipher is TLS_AES_128_GCM_SHA256/);
			// The device address has no list of its own.
			expect(await talk(server.port, '-tls1_2')).toMatch(/New, TLSv1.2, Cipher is/);
			await server.store.tlsPolicy.save({ at: { level: 'kind', kind: 'Http' }, setting: 'ciphers' }, ['TLS_AES_256_GCM_SHA384']);
			await until(async () => (await talk(row.port, '-tls1_3')).includes('Cipher is TLS_AES_256_GCM_SHA384'));
			await until(async () => (await talk(server.port, '-tls1_3')).includes('Cipher is TLS_AES_256_GCM_SHA384'));
			await server.store.tlsPolicy.save({ at: { level: 'kind', kind: 'Http' }, setting: 'ciphers' }, []);
			await until(async () => (await talk(server.port, '-tls1_2')).includes('New, TLSv1.2, Cipher is'));
			await server.store.interfaces.delete(row);
		});

		it('asks for certificates of the anchors of its kind alone', async () => {
			const row = await server.addRow({ kind: 'CTI', clientAuthRequired: true });
			await until(async () => (await statusOf(row.port)) !== undefined);
			const events = Number((await server.process.waitFor(/events: https:\/\/127\.0\.0\.1:(\d+)/))[1]);
			for (const port of [row.port, events]) {
				const names = /Acceptable client certificate CA names\n(.*)\n/.exec(await talk(port))?.[1];
				expect(names).toContain('Client App CA');
			}
			expect(/Acceptable client certificate CA names\n(.*)\n/.exec(await talk(server.port))?.[1]).toContain('Vendor CA');
			await server.store.interfaces.delete(row);
		});
	});
});

function nameOf({ kind, address, port }: InterfaceKey): string {
	return `${kind} ${address}:${port}`;
}
