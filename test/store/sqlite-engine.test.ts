import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deviceReads } from '../../src/store/device-reads.ts';
import { toDialectText } from '../../src/store/fixed-read.ts';
import { openStore } from '../../src/store/open-store.ts';
import { sampleRecord } from '../contract/samples.ts';

let base: string;
let directory: string;
const open = (migrate = true) => openStore({ dataDirectory: directory, migrate });

beforeEach(async () => {
	base = await mkdtemp(join(tmpdir(), 'opendms-sqlite-'));
	directory = base;
});
afterEach(() => rm(base, { recursive: true, force: true }));

describe('the files of the store', () => {
	it('are for the owner alone, log files included', async () => {
		directory = join(directory, 'made', 'for it');
		const store = await open();
		store.accessRecords.append([sampleRecord()]);
		const files = await readdir(directory);
		expect(files.sort()).toEqual([
			'records.sqlite',
			'records.sqlite-shm',
			'records.sqlite-wal',
			'secret.key',
			'spool',
			'store.sqlite',
			'store.sqlite-shm',
			'store.sqlite-wal',
		]);
		for (const file of files.filter((name) => name !== 'spool')) expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
		const [spooled = ''] = await readdir(join(directory, 'spool'));
		expect((await stat(join(directory, 'spool', spooled))).mode & 0o777).toBe(0o600);
		expect((await stat(join(directory, 'spool'))).mode & 0o777).toBe(0o700);
		expect((await stat(directory)).mode & 0o777).toBe(0o700);
		await store.close();
		expect((await readdir(directory)).sort()).toEqual(['records.sqlite', 'secret.key', 'spool', 'store.sqlite']);
	});

	it('are closed to others when they were open', async () => {
		await (await open()).close();
		await chmod(join(directory, 'store.sqlite'), 0o644);
		await (await open()).close();
		expect((await stat(join(directory, 'store.sqlite'))).mode & 0o777).toBe(0o600);
	});

	it('are written ahead, the configuration through to the disk', async () => {
		await (await open()).close();
		for (const file of ['store.sqlite', 'records.sqlite']) {
			const database = new DatabaseSync(join(directory, file));
			expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
			database.close();
		}
	});

	it('reject/a file that is no database, a directory that cannot be made, files that are not there', async () => {
		await expect(open(false)).rejects.toMatchObject({ code: 'store.unavailable' });
		expect(await readdir(directory)).toEqual([]);
		await writeFile(join(directory, 'store.sqlite'), 'this is no database at all, but some text that is long enough to be looked at');
		await expect(open()).rejects.toMatchObject({ code: 'store.unavailable', message: expect.stringContaining('store.sqlite') });
		await rm(join(directory, 'store.sqlite'));
		await mkdir(join(directory, 'store.sqlite'));
		await expect(open()).rejects.toMatchObject({ code: 'store.unavailable' });
		directory = join(directory, 'records.sqlite', 'below a file');
		await expect(open()).rejects.toMatchObject({ code: 'store.unavailable' });
	});
});

describe('the look-ups of the request path', () => {
	it.each(Object.entries(deviceReads))('%s is answered by an index', async (_, statement) => {
		await (await open()).close();
		const database = new DatabaseSync(join(directory, 'store.sqlite'), { readOnly: true });
		const plan = database.prepare(`explain query plan ${toDialectText(statement, 'sqlite')}`).all();
		database.close();
		expect(plan[0]?.['detail']).toMatch(/^SEARCH .* USING (INTEGER PRIMARY KEY|INDEX)/);
		for (const { detail } of plan) expect(detail).not.toMatch(/^SCAN/);
	});
});
