import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { sampleAnchor } from '../contract/samples.ts';
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts';

let server: TestPostgres;
let directory: string;
const open = (url: string) => openStore({ url, dataDirectory: directory, migrate: true, maxConnections: 2 });

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'opendms-postgres-key-'));
	server = await startPostgres();
});
afterAll(async () => {
	await server.stop();
	await rm(directory, { recursive: true });
});

describe('the connections to PostgreSQL', () => {
	it('are made again after all of them were cut, and no change is missed', async () => {
		const url = await server.createDatabase();
		const store = await open(url);
		const other = await open(url);
		const heard: string[] = [];
		store.changes.subscribe((topic) => heard.push(topic));
		await server.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${new URL(url).pathname.slice(1)}'`);
		await vi.waitFor(() => other.trust.addAnchor(sampleAnchor('while cut', 1)), 2_000);
		await vi.waitFor(() => expect(heard).toEqual(['trust']), 2_000);
		await vi.waitFor(async () => expect(await store.trust.listAnchors('Http')).toHaveLength(1), 2_000);
		await other.trust.removeAnchor({ kind: 'Http', alias: 'while cut' });
		await vi.waitFor(() => expect(heard).toEqual(['trust', 'trust']), 2_000);
		expect(store.changes.revision('trust')).toBe(other.changes.revision('trust'));
		await store.close();
		await other.close();
	});

	it('that are lost inside a transaction undo it', async () => {
		const url = await server.createDatabase();
		const store = await open(url);
		const lost = store.transaction(async (inner) => {
			await inner.trust.addAnchor(sampleAnchor('lost', 1));
			await server.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${new URL(url).pathname.slice(1)}'`);
			await inner.trust.addAnchor(sampleAnchor('more', 2));
		});
		await expect(lost).rejects.toMatchObject({ code: 'store.unavailable' });
		await vi.waitFor(async () => expect(await store.trust.listAnchors('Http')).toEqual([]), 2_000);
		await store.close();
	});

	it('are no more than the pool may have, and one that listens', async () => {
		const url = await server.createDatabase();
		const store = await open(url);
		await Promise.all(Array.from({ length: 20 }, () => store.tagSets.list()));
		const name = new URL(url).pathname.slice(1);
		expect(await server.query(`select count(*)::int as connections from pg_stat_activity where datname = '${name}'`)).toEqual([
			{ connections: 3 },
		]);
		await store.close();
		await vi.waitFor(async () =>
			expect(await server.query(`select count(*)::int as connections from pg_stat_activity where datname = '${name}'`)).toEqual([
				{ connections: 0 },
			]),
		);
	});

	it('reject/a server that is not there, a wrong password, an unknown database, telling the host and not the password', async () => {
		const url = new URL(await server.createDatabase());
		const closed = new URL(url);
		closed.port = String(await unusedPort());
		const wrong = new URL(url);
		wrong.password = 'not-this-one';
		const unknown = new URL(url);
		unknown.pathname = '/unknown';
		for (const bad of [closed, wrong, unknown]) {
			const error: unknown = await open(bad.href).catch((reason: unknown) => reason);
			expect(error).toMatchObject({ code: 'store.unavailable', message: expect.stringContaining(bad.host) });
			expect(String(error)).not.toContain(bad.password);
		}
	});

	it.each(['mysql://localhost/x', 'localhost', 'postgres//x', ''])('reject/the url %j', async (url) => {
		await expect(open(url)).rejects.toMatchObject({ code: 'configuration.invalid' });
	});
});

async function unusedPort(): Promise<number> {
	const listener = createServer();
	await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
	const address = listener.address();
	await new Promise((resolve) => listener.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}
