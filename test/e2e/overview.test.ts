import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchPlain, fetchSecure } from '../helpers/https-client.ts';
import { DmsProcess } from '../helpers/server-process.ts';

const mac = '0013d1000001';
const certified = `/dms/sample-ip-dect-mac/${mac}-config.xml`;
const sharedToken = randomBytes(32).toString('hex');
const headers = { authorization: `Bearer ${sharedToken}` };

interface Line {
	readonly kind: string;
	readonly reason?: string;
	readonly record?: { readonly mac: string; readonly status: number };
}

describe('the overview of a server with two workers', () => {
	let directory: string;
	let server: DmsProcess;
	let ports: { readonly device: number; readonly admin: number };

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-overview-'));
		const args = ['start', '--data', directory, '--device', '127.0.0.1:0', '--admin', '127.0.0.1:0'];
		server = new DmsProcess(args, { DMS_WORKERS: '2', PLAY_AUTH_TOKEN: sharedToken });
		await server.waitFor(/^ready$/m);
		const [, device] = await server.waitFor(/serves devices at https:\/\/[\w.]+:(\d+)/);
		const [, admin] = await server.waitFor(/http:\/\/127\.0\.0\.1:(\d+)/);
		ports = { device: Number(device), admin: Number(admin) };
	}, 60_000);
	afterAll(async () => {
		await server.killGroup();
		await rm(directory, { recursive: true, force: true });
	});

	const get = async <Shape>(part: string): Promise<Shape> => {
		const { status, body } = await fetchPlain(ports.admin, { path: `/api/v1/${part}`, headers });
		expect(status, body.toString()).toBe(200);
		return JSON.parse(body.toString()) as Shape;
	};

	async function fetchFile(): Promise<number> {
		const folder = join(directory, 'demo', mac);
		const identity = { cert: await readFile(join(folder, 'chain.pem'), 'utf8'), key: await readFile(join(folder, 'key.pem'), 'utf8') };
		return (await fetchSecure(ports.device, { path: certified, identity })).status;
	}

	it('names the node and its workers, with the memory that each of them has', async () => {
		const children = await readFile(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8');
		const pids = children.split(' ').filter((pid) => pid.trim() !== '');
		const read = async () =>
			(await get<{ items: { workers: { pid: number; state: string; residentBytes: number | null }[] }[] }>('overview/nodes')).items[0];
		await expect
			.poll(async () => (await read())?.workers.every(({ residentBytes }) => residentBytes !== null), { timeout: 5_000 })
			.toBe(true);
		const node = await read();
		expect(node).toMatchObject({ pid: server.pid, isServing: true, store: 'SQLite' });
		expect(node?.workers).toHaveLength(2);
		for (const { pid, state } of node?.workers ?? []) {
			expect(pids).toContain(String(pid));
			expect(state).toBe('serving');
		}
	});

	it('knows the certificates that the listeners of the configuration show', async () => {
		const { items } = await get<{ items: { what: string; kind: string | null; daysLeft: number }[] }>('overview/certificates');
		const own = items.filter(({ what, kind }) => what === 'server-certificate' && kind === null);
		expect(own.length).toBeGreaterThan(0);
		for (const { daysLeft } of own) expect(daysLeft).toBeGreaterThan(100);
	});

	it('shows a fetch while it happens, counts it, and lets nobody hold up its end', async () => {
		const before = await get<{ requests: number }>('overview/traffic');
		const response = await fetch(`http://127.0.0.1:${ports.admin}/api/v1/access-records/stream`, { headers });
		const lines = linesOf(response);
		expect((await lines.next()).value).toMatchObject({ kind: 'begin' });
		expect(await fetchFile()).toBe(200);
		expect((await lines.next()).value).toMatchObject({ kind: 'record', record: { mac, status: 200 } });
		expect((await get<{ requests: number }>('overview/traffic')).requests).toBe(before.requests + 1);
		const startedMs = performance.now();
		server.signal('SIGTERM');
		expect((await lines.next()).value).toMatchObject({ kind: 'end', reason: 'stopping' });
		expect((await server.finished).exitCode).toBe(0);
		expect(performance.now() - startedMs).toBeLessThan(5_000);
	}, 20_000);
});

async function* linesOf(response: Response): AsyncGenerator<Line> {
	let rest = '';
	for await (const text of (response.body ?? expect.fail()).pipeThrough(new TextDecoderStream())) {
		const lines = (rest + text).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) yield JSON.parse(line) as Line;
	}
}
