import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openStream } from '../events/event-client.ts';
import { admitClients, mintClient } from '../events/event-service.ts';
import { type ClientIdentity, fetchSecure } from '../helpers/https-client.ts';
import { isInstalled } from '../helpers/is-installed.ts';
import { DmsProcess } from '../helpers/server-process.ts';

const mac = '0013d1000001';
const certified = `/dms/sample-ip-dect-mac/${mac}-config.xml`;
const reader = mintClient(['reader']);

describe('the event interface of a server', () => {
	let directory: string;
	let store: Store;
	let server: DmsProcess;
	let ports: { readonly device: number; readonly events: number };
	let device: ClientIdentity;

	async function start(address = '127.0.0.1:0'): Promise<void> {
		server = new DmsProcess(['serve', '--data', directory, '--device', '127.0.0.1:0', '--events', address], { DMS_WORKERS: '2' });
		await server.waitFor(/^ready$/m);
		const portOf = async (name: string) => Number((await server.waitFor(new RegExp(`^${name}: https://[\\w.]+:(\\d+)`, 'm')))[1]);
		ports = { device: await portOf('devices'), events: await portOf('events') };
	}

	const fetchFile = async (path = certified) => (await fetchSecure(ports.device, { path, identity: device })).status;

	async function workers(): Promise<readonly number[]> {
		const children = await readFile(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8');
		return children
			.split(' ')
			.map(Number)
			.filter((pid) => pid > 0);
	}

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-events-'));
		// The demo's devices and test CA.
		const demo = new DmsProcess(['start', '--data', directory, '--device', '127.0.0.1:0', '--admin', '127.0.0.1:0'], { DMS_WORKERS: '1' });
		await demo.waitFor(/^ready$/m);
		demo.signal('SIGTERM');
		await demo.finished;
		const folder = join(directory, 'demo', mac);
		device = { cert: await readFile(join(folder, 'chain.pem'), 'utf8'), key: await readFile(join(folder, 'key.pem'), 'utf8') };
		store = await openStore({ dataDirectory: directory, migrate: false });
		await admitClients(store, ['reader']);
		for (const name of ['cert', 'key'] as const) await writeFile(join(directory, `reader-${name}.pem`), reader[name]);
		await start();
	}, 60_000);
	afterAll(async () => {
		await server.killGroup();
		await store.close();
		await rm(directory, { recursive: true, force: true });
	});

	it('tells within a moment of the file that a device was given, and of one that it was refused', async () => {
		const stream = await openStream(ports.events, { identity: reader });
		const sentAtMs = performance.now();
		expect([await fetchFile(), await fetchFile(certified.replace(mac, '0013d1000099'))]).toEqual([200, 403]);
		await stream.waitFor(() => stream.events.some(({ type }) => type === 'dms.file.refused'));
		expect(performance.now() - sentAtMs).toBeLessThan(2_000);
		expect(stream.events).toContainEqual(
			expect.objectContaining({
				type: 'dms.file.served',
				subject: mac,
				data: expect.objectContaining({
					deviceType: 'Sample IP-DECT 2000 MAC',
					file: `${mac}-config.xml`,
					status: 200,
					proof: 'certificate',
				}),
			}),
		);
		expect(stream.events.at(-1)).toMatchObject({ type: 'dms.file.refused', data: { reason: 'binding.other-device', status: 403 } });
		stream.close();
	});

	it('loses nothing and repeats nothing when workers die, and when the server is restarted', async () => {
		const served: string[] = [];
		let lastEventId = String(await store.events.newestId());
		const follow = async () => {
			const stream = await openStream(ports.events, { identity: reader, lastEventId });
			expect(stream.status).toBe(200);
			return stream;
		};
		const leave = (stream: Awaited<ReturnType<typeof follow>>) => {
			stream.close();
			served.push(...stream.events.filter(({ type }) => type === 'dms.file.served').map(({ id }) => id));
			({ lastEventId } = stream);
		};
		const stream = await follow();
		for (let count = 0; count < 10; count++) await fetchFile();
		await stream.waitForEvents(10);
		for (const pid of await workers()) process.kill(pid, 'SIGKILL');
		expect(await stream.ended).toBe('cut');
		leave(stream);

		await until(async () => (await fetchFile().catch(() => 0)) === 200);
		const second = await until(() => follow().catch(() => undefined));
		await fetchFile();
		await second.waitFor(() => second.events.length >= 2);
		server.signal('SIGTERM');
		expect(await second.ended).toBe('end');
		leave(second);
		await server.finished;

		await start(`127.0.0.1:${ports.events}`);
		for (let count = 0; count < 10; count++) await fetchFile();
		const third = await follow();
		const newest = async () => third.lastEventId === String(await store.events.newestId());
		await until(async () => third.events.length >= 10 && newest());
		leave(third);
		const all = await store.events.after(0, 10_000);
		const wanted = all.filter(({ id, type }) => id > Number(served[0]) - 1 && type === 'dms.file.served').map(({ id }) => String(id));
		expect(served).toEqual(wanted);
	}, 60_000);

	it('does not hold up the end of the server, whoever listens', async () => {
		const streams = await Promise.all(Array.from({ length: 10 }, () => openStream(ports.events, { identity: reader })));
		streams[0]?.pause();
		const askedAtMs = performance.now();
		server.signal('SIGTERM');
		await server.finished;
		expect(performance.now() - askedAtMs).toBeLessThan(5_000);
		expect(await Promise.all(streams.slice(1).map(({ ended }) => ended))).toEqual(streams.slice(1).map(() => 'end'));
		await start();
	}, 30_000);

	describe.runIf(isInstalled('curl'))('to curl', () => {
		let curl: ChildProcess | undefined;
		afterEach(() => void curl?.kill());

		async function follow(accept: string): Promise<() => string> {
			let text = '';
			const identity = ['--cert', join(directory, 'reader-cert.pem'), '--key', join(directory, 'reader-key.pem')];
			const trust = ['--cacert', join(directory, 'tls', 'server.pem')];
			const headers = ['-H', `Accept: ${accept}`, '-H', `Last-Event-ID: ${await store.events.newestId()}`];
			const url = `https://localhost:${ports.events}/events`;
			curl = spawn('curl', ['-sSN', ...trust, ...identity, ...headers, url], { stdio: ['ignore', 'pipe', 'inherit'] });
			curl.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
			return () => text;
		}

		it('tells in SSE', async () => {
			const text = await follow('text/event-stream');
			await fetchFile();
			await until(async () => text().endsWith('}\n\n'));
			expect(text()).toMatch(/^retry: \d+\nid: \d+\n\nid: \d+\nevent: dms\.file\.served\ndata: \{.*\}\n\n$/);
		});

		it('tells in NDJSON', async () => {
			const text = await follow('application/x-ndjson');
			await fetchFile();
			await until(async () => text().endsWith('}\n'));
			expect(JSON.parse(text())).toMatchObject({ specversion: '1.0', type: 'dms.file.served', subject: mac });
		});

		it('refuses it without a certificate', async () => {
			curl = spawn('curl', ['-sS', '-k', '-w', '%{http_code}', `https://localhost:${ports.events}/events`], {
				stdio: ['ignore', 'pipe', 'inherit'],
			});
			let text = '';
			curl.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
			await until(async () => text.endsWith('403'));
			expect(text).toContain('"reason":"certificate.absent"');
		});
	});
});

async function until<Value>(look: () => Promise<Value | undefined | false>): Promise<Value> {
	const endMs = performance.now() + 15_000;
	for (;;) {
		const found = await look();
		if (found !== undefined && found !== false) return found;
		if (performance.now() > endMs) throw new Error('it did not come about');
		await delay(20);
	}
}
