import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { fetchSecure } from '../helpers/https-client.ts';
import { isInstalled } from '../helpers/is-installed.ts';
import { DmsProcess, runDms, startServer } from '../helpers/server-process.ts';

const run = promisify(execFile);

async function workersOf(pid: number): Promise<number[]> {
	const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
	return children
		.trim()
		.split(/\s+/)
		.filter((text) => text !== '')
		.map(Number);
}

/** Without keeping what comes. */
function countBytes(port: number, path: string): Promise<number> {
	return new Promise((resolve, reject) => {
		get({ host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false }, (response) => {
			let bytes = 0;
			response.on('data', (chunk: Buffer) => (bytes += chunk.length));
			response.on('end', () => resolve(bytes)).on('error', reject);
		}).on('error', reject);
	});
}

async function peakMemoryKiB(pid: number): Promise<number> {
	return Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
	for (;;) {
		const found = await look();
		if (found !== undefined) return found;
		await setTimeout(20);
	}
}

describe('the server as a process', () => {
	let directory: string;
	let server: DmsProcess;
	let port: number;
	const certified = '/dms/sample-ip-dect-mac/0013d1000001-config.xml';
	const identity = async () => {
		const folder = join(directory, 'demo', '0013d1000001');
		return { cert: await readFile(join(folder, 'chain.pem'), 'utf8'), key: await readFile(join(folder, 'key.pem'), 'utf8') };
	};

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-process-'));
		({ server, port } = await startServer(directory, 'start', { DMS_WORKERS: '2' }));
	});
	afterAll(async () => {
		await server.killGroup();
		await rm(directory, { recursive: true, force: true });
	});

	it.runIf(isInstalled('curl'))('prints curl lines that work when pasted', async () => {
		const lines = server.stdout.split('\n').filter((line) => line.startsWith('curl '));
		expect(lines).toHaveLength(4);
		const answers = await Promise.all(lines.map((line) => run('bash', ['-c', `${line} -sS -o /dev/null -w '%{http_code}'`])));
		expect(answers.map(({ stdout }) => stdout)).toEqual(['200', '403', '200', '200']);
	});

	it.runIf(isInstalled('curl'))('lets the first administrator in by what it prints, once', async () => {
		const [link = '', origin = '', code = ''] = /^(http:\/\/127\.0\.0\.1:\d+)\/#first=([\w-]{27})$/m.exec(server.stdout) ?? [];
		expect(link).not.toBe('');
		const [line = '', password = ''] = /^token=\$\(curl .*"login":"admin","password":"([\w-]{20})".*$/m.exec(server.stdout) ?? [];
		const pasted = await run('bash', ['-c', line]);
		expect(JSON.parse(pasted.stdout)).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ deviceName: 'dect-1' })]) });
		const post = async (path: string, body: object) =>
			fetch(origin + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
		expect((await post('/api/2.0/auth/login', { login: 'admin', password })).status).toBe(200);
		expect((await post('/api/2.0/auth/first', { code, login: 'somebody', password })).status).toBe(401);
		for (const secret of [password, code]) {
			const found = await run('grep', ['-rlF', '--', secret, directory]).catch(() => ({ stdout: '' }));
			expect([found.stdout, server.stderr.includes(secret)]).toEqual(['', false]);
		}
	});

	it('keeps its secrets for its owner', async () => {
		const modes = await Promise.all(
			['.', 'secret.key', 'store.sqlite', 'tls/server-ecdsa.key.pem', 'test-ca/root.key.pem', 'demo/passwords.json'].map(async (file) => [
				file,
				((await stat(join(directory, file))).mode & 0o077).toString(8),
			]),
		);
		expect(modes.filter(([, othersMay]) => othersMay !== '0')).toEqual([]);
	});

	it('refuses a taken port with one clear line and exit code 1', async () => {
		const second = await runDms(['serve', '--data', directory, '--device', `127.0.0.1:${port}`]);
		expect(second.exitCode).toBe(1);
		expect(second.stderr).toContain(`dms: 127.0.0.1:${port} is in use by another process (listener.address-in-use)\nhint: `);
	});

	it('refuses an unknown configuration key with exit code 2 and names it', async () => {
		const file = join(directory, 'wrong.yaml');
		await writeFile(file, 'limits:\n  maxUplaodBytes: 5\n');
		const refused = await runDms(['serve', '--data', directory, '--config', file]);
		expect(refused.exitCode).toBe(2);
		expect(refused.stderr).toMatch(/limits\.maxUplaodBytes.*\(configuration\.invalid\)/);
	});

	it('replaces a worker that is killed, and serves all the while', async () => {
		const before = await workersOf(server.pid);
		expect(before).toHaveLength(2);
		const [victim = 0] = before;
		process.kill(victim, 'SIGKILL');
		await until(async () => {
			const now = await workersOf(server.pid);
			return now.length === 2 && !now.includes(victim) ? now : undefined;
		});
		await until(async () => ((await fetchSecure(port, { path: certified, identity: await identity() })).status === 200 ? true : undefined));
	});

	it('sees a change that another process makes within a second', async () => {
		const set = await runDms([
			'tag',
			'set',
			'%NTP_SERVER%',
			'ntp.elsewhere.example',
			'--device',
			'Example Telecom/Head Office/dect-1',
			'--data',
			directory,
		]);
		expect(set).toMatchObject({ exitCode: 0, stderr: '' });
		const changedAt = performance.now();
		await until(async () => {
			const { body } = await fetchSecure(port, { path: certified, identity: await identity() });
			return body.includes('ntp.elsewhere.example') ? true : undefined;
		});
		expect(performance.now() - changedAt).toBeLessThan(1_000);
	});

	it('takes in and gives out a large file without ever having it whole in memory', async () => {
		const size = 300 * 1024 * 1024;
		const large = join(directory, 'large.bin');
		await writeFile(large, 'x');
		await truncate(large, size);
		const set = ['type', 'file', 'set', 'Sample IP-DECT 2000 MAC', 'firmware-PCS00A.bin', '--content', large, '--data', directory];
		expect(await runDms(set)).toMatchObject({ exitCode: 0, stderr: '' });
		expect(await countBytes(port, '/dms/sample-ip-dect-mac/firmware-PCS00A.bin')).toBe(size);
		const peaks = await Promise.all((await workersOf(server.pid)).map(peakMemoryKiB));
		expect(Math.max(...peaks)).toBeLessThan(size / 1024);
	});

	it('finishes and exits with 0 when it is told to stop', async () => {
		const response = fetchSecure(port, { path: '/dms/sample-ip-dect-mac/firmware-PCS00A.bin' });
		expect((await response).status).toBe(200);
		server.signal('SIGTERM');
		expect(await server.finished).toMatchObject({ exitCode: 0, signal: null });
		const store = await openStore({ dataDirectory: directory, migrate: false });
		expect(await store.accessRecords.list({ limit: 1 })).toMatchObject([{ status: 200, fileFormat: 'firmware-PCS00A.bin' }]);
		await store.close();
	});
});

describe('a server that is killed', () => {
	let directory: string;
	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-kill-'));
	});
	afterAll(() => rm(directory, { recursive: true, force: true }));

	it('during an import and a load of fetches loses no acknowledged change and leaves nothing half imported', async () => {
		const { server, port } = await startServer(directory, 'start', { DMS_WORKERS: '2' });
		const csv = join(directory, 'devices.csv');
		const rows = Array.from(
			{ length: 60_000 },
			(_, index) => `Sample IP-DECT 2000 MAC,bulk-${index},0213d1${index.toString(16).padStart(6, '0')}`,
		);
		await writeFile(csv, ['deviceType,deviceName,mac', ...rows].join('\n'));
		const acknowledged: string[] = [];
		for (const name of ['kept-1', 'kept-2', 'kept-3']) {
			const added = await runDms(['device', 'add', '--type', 'Sample IP-DECT 2000', '--name', name, '--data', directory]);
			if (added.exitCode === 0) acknowledged.push(name);
		}
		let served = 0;
		let isLoading = true;
		const load = Array.from({ length: 8 }, async () => {
			while (isLoading) {
				const answer = await fetchSecure(port, { path: '/dms/sample-ip-dect-mac/firmware-PCS00A.bin' }).catch(() => undefined);
				if (answer?.status === 200) served += 1;
			}
		});
		const importing = new DmsProcess(['device', 'import', csv, '--data', directory]);
		// The import is one transaction: what it has written so far lies in the log.
		const log = join(directory, 'store.sqlite-wal');
		const before = (await stat(log)).size;
		await until(async () => (served > 50 && (await stat(log)).size > before + 2 ** 20 ? true : undefined));
		await Promise.all([importing.killGroup(), server.killGroup()]);
		isLoading = false;
		await Promise.all(load);

		const store = await openStore({ dataDirectory: directory, migrate: true });
		const bulk = await store.devices.count({ nameContains: 'bulk-' });
		const kept = await Promise.all(acknowledged.map((name) => store.devices.findByKey({ name })));
		const records = await store.accessRecords.list({ limit: 100_000 });
		await store.close();
		expect(acknowledged).toHaveLength(3);
		expect(kept.map((device) => device?.name)).toEqual(acknowledged);
		expect([0, rows.length]).toContain(bulk);
		// Each answer that a client has read was recorded before it was sent.
		expect(records.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(served);
	});
});
