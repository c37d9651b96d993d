import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toFixedInterfaces } from '../../src/compose/fixed-interfaces.ts';
import { announceServer, findAnnouncedInterfaces } from '../../src/compose/running-server.ts';
import { loadConfiguration } from '../../src/runtime/config.ts';

const overrides = { device: { address: 'localhost:8443', httpAddress: '127.0.0.1:8080' }, events: { address: '[::1]:8012' } };
const interfaces = toFixedInterfaces(loadConfiguration({ env: {}, overrides }));

describe('what a server says of itself', () => {
	let directory = '';
	beforeEach(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-running-'));
	});
	afterEach(() => rm(directory, { recursive: true }));
	const file = () => join(directory, 'running.json');

	/** As a server with this number would have written it. */
	async function announceAs(pid: number, change: object = {}): Promise<void> {
		await announceServer(directory, interfaces);
		const written = JSON.parse(await readFile(file(), 'utf8')) as object;
		await writeFile(file(), JSON.stringify({ ...written, pid, ...change }));
	}

	it('is heard by others while it runs', async () => {
		await announceAs(process.ppid);
		expect(findAnnouncedInterfaces(directory)).toEqual(interfaces);
		expect(interfaces.map(({ address, port, keyTypes }) => [address, port, keyTypes])).toEqual([
			['localhost', 8443, ['EC', 'RSA']],
			['127.0.0.1', 8080, []],
			['::1', 8012, ['EC', 'RSA']],
		]);
	});

	it('can be read by its owner alone, and is taken back at the end', async () => {
		const end = await announceServer(directory, interfaces);
		expect((await stat(file())).mode & 0o777).toBe(0o600);
		await end();
		expect(await readdir(directory)).toEqual([]);
	});

	it('is left alone by a server that ends after another one has started', async () => {
		const end = await announceServer(directory, interfaces);
		await announceAs(process.ppid);
		await end();
		expect(findAnnouncedInterfaces(directory)).toEqual(interfaces);
	});

	it('is not believed of one that has died, nor of oneself', async () => {
		const dead = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
		await once(dead, 'close');
		await announceAs(dead.pid ?? 0);
		expect(findAnnouncedInterfaces(directory)).toBeUndefined();
		await announceServer(directory, interfaces);
		expect(findAnnouncedInterfaces(directory)).toBeUndefined();
	});

	it.each([
		['no file', undefined],
		['half a file', '{"pid":'],
		['null', 'null'],
		['no interfaces', JSON.stringify({ pid: process.ppid })],
		['an interface of another form', JSON.stringify({ pid: process.ppid, fixedInterfaces: [{ address: 'localhost', port: 8443 }] })],
		['no number', JSON.stringify({ pid: 'all', fixedInterfaces: [] })],
	])('is nothing where there is %s', async (_, content) => {
		if (content !== undefined) await writeFile(file(), content);
		expect(findAnnouncedInterfaces(directory)).toBeUndefined();
	});
});
