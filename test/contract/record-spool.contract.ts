import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import type { Store } from '../../src/domain/ports.ts';
import { RecordLineWriter } from '../../src/store/record-spool-lines.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { sampleMac, sampleRecord } from './samples.ts';
import { countTraffic } from './traffic.contract.ts';

const settler = fileURLToPath(new URL('./record-spool-settler.ts', import.meta.url));

export function recordSpoolContract(open: OpenTestStore): void {
	const openSpool = async (overrides?: Parameters<OpenTestStore>[0]) => {
		const place = await open(overrides);
		const directory = join(place.options.dataDirectory, 'spool');
		return { ...place, directory, files: async () => (await readdir(directory)).sort() };
	};
	const listed = async (store: Store) => (await store.accessRecords.list({ limit: 100_000 })).map(({ id }) => id);
	const idsOf = (records: readonly AccessRecord[]) => records.map(({ id }) => id);

	describe('the spool of access records', () => {
		it('is settled once, by whoever comes first', async () => {
			const { store, again } = await openSpool();
			const stores = [store, await again(), await again()];
			const records = Array.from({ length: 2_000 }, () => sampleRecord());
			for (const [index, record] of records.entries()) stores[index % 2]?.accessRecords.append([record]);
			const settled = await Promise.all(stores.map((each) => each.settle()));
			expect(settled.reduce((sum, { records: count }) => sum + count, 0)).toBe(2_000);
			expect(await listed(store)).toEqual(idsOf(records));
			expect(await store.events.after(0, 10_000)).toHaveLength(2_000);
			expect(await store.settle()).toEqual({ records: 0, corrupt: 0 });
		});

		it('is shown to whoever reads records or sightings', async () => {
			const { store, again } = await openSpool();
			const reader = await again();
			const record = sampleRecord({ mac: sampleMac(1), deviceId: '1' });
			store.accessRecords.append([record]);
			expect(await reader.accessRecords.list({ limit: 10 })).toEqual([record]);
			const next = { ...record, id: `${record.id}-2`, at: new Date(record.at.getTime() + 1) };
			store.accessRecords.append([next]);
			expect(await reader.sightings.find(sampleMac(1))).toMatchObject({ lastRecordId: next.id });
		});

		it('grows in files that are removed when they are finished and settled', async () => {
			const { store, files } = await openSpool({ spool: { maxFileBytes: 10_000 } });
			const records = Array.from({ length: 200 }, () => sampleRecord());
			for (const record of records) store.accessRecords.append([record]);
			const before = await files();
			expect(before.length).toBeGreaterThan(3);
			expect(before.filter((file) => file.endsWith('.open'))).toEqual(before.slice(-1));
			expect(await listed(store)).toEqual(idsOf(records));
			expect(await files()).toEqual(before.slice(-1));
			await store.close();
			expect(await files()).toEqual(before.slice(-1).map((file) => file.replace('.open', '.done')));
		});

		it('forgets how far a removed file was settled', async () => {
			const { store, again, query, files } = await openSpool();
			const other = await again();
			other.accessRecords.append([sampleRecord()]);
			await store.settle();
			expect(await query('select * from records.spool_file')).toHaveLength(1);
			await other.close();
			await store.settle();
			expect(await files()).toEqual([]);
			expect(await query('select * from records.spool_file')).toEqual([]);
			expect(await listed(store)).toHaveLength(1);
		});

		it('corrects records that are settled already, and those that are not', async () => {
			const { store } = await openSpool();
			const [early, late, last] = [sampleRecord(), sampleRecord(), sampleRecord()];
			store.accessRecords.append([early]);
			await store.settle();
			store.accessRecords.markAborted(early.id, 1);
			store.accessRecords.append([late, last]);
			store.accessRecords.markAborted(late.id, 2);
			store.accessRecords.markAborted('unknown', 3);
			expect(await store.accessRecords.list({ limit: 3 })).toEqual([
				{ ...early, aborted: true, bytes: 1 },
				{ ...late, aborted: true, bytes: 2 },
				last,
			]);
		});

		it('leaves a line alone until it is whole, and drops it when its writer has gone', async () => {
			const { store, directory, files } = await openSpool();
			const [first, second, third] = [sampleRecord(), sampleRecord(), sampleRecord()];
			const path = join(directory, 'x-1.open');
			store.accessRecords.append([first]);
			const line = toRecordLine(second);
			await writeFile(path, line.slice(0, 40));
			expect(await listed(store)).toEqual([first.id]);
			await appendFile(path, line.slice(40) + toRecordLine(third).trimEnd());
			expect(await listed(store)).toEqual(idsOf([first, second]));
			await utimes(path, 0, 0);
			expect(await listed(store)).toEqual(idsOf([first, second]));
			expect(await files()).toHaveLength(1);
		});

		const damages: readonly [string, string][] = [
			['text', 'no JSON at all'],
			['an empty line', ''],
			['zeros, as a crash of the machine leaves them', '\0'.repeat(300)],
			['JSON of something else', '{"hello":"world"}'],
			['a list', '[1,2,3]'],
			['a record with a wrong status', damagedLine({ status: 'ok' })],
			['a record with an invented reason', damagedLine({ reason: 'toString' })],
			['a record without a date', damagedLine({ at: 'yesterday' })],
			['a correction of nothing', '{"corrects":1,"bytesSent":2}'],
			['a line that is longer than any', 'x'.repeat(700_000)],
		];
		it.each(damages)('reject/%s, and go on behind it', async (_, damage) => {
			const { store, directory } = await openSpool();
			const record = sampleRecord();
			const own = sampleRecord();
			store.accessRecords.append([own]);
			await writeFile(join(directory, 'damaged.done'), `${damage}\n${toRecordLine(record)}`);
			const { records, corrupt } = await store.settle();
			expect(records).toBe(2);
			expect(corrupt).toBeGreaterThanOrEqual(1);
			expect(await listed(store)).toEqual(idsOf([record, own]));
		});

		it('passes over a line that only the database does not take', async () => {
			const { kind, store, directory } = await openSpool();
			const records = Array.from({ length: 4 }, () => sampleRecord());
			// PostgreSQL keeps no zero character in a text; none of ours has one.
			const wrong = { ...sampleRecord(), deviceName: 'a\0b' };
			store.accessRecords.append(records.slice(0, 2));
			await writeFile(join(directory, 'wrong.done'), [wrong, ...records.slice(2)].map(toRecordLine).join(''));
			const { corrupt } = await store.settle();
			expect(corrupt).toBe(kind === 'PostgreSQL' ? 1 : 0);
			expect(await listed(store)).toEqual(expect.arrayContaining(idsOf(records)));
		});

		it('does not grow without bounds', async () => {
			const { store } = await openSpool({ spool: { maxFileBytes: 1_000, maxBytes: 20_000 } });
			const kept: AccessRecord[] = [];
			const fill = () => {
				for (let count = 0; count < 1_000; count++) {
					const record = sampleRecord();
					store.accessRecords.append([record]);
					kept.push(record);
				}
			};
			expect(fill).toThrow(expect.objectContaining({ code: 'store.busy' }));
			expect(kept.length).toBeGreaterThan(30);
			expect(kept.length).toBeLessThan(200);
			expect(await listed(store)).toEqual(idsOf(kept));
			await expect.poll(() => canAppend(store, kept), { timeout: 2_000 }).toBe(true);
			expect(await listed(store)).toEqual(idsOf(kept));
		});

		it('fails when its folder cannot be used, and works again afterwards', async () => {
			const { store, directory } = await openSpool();
			await writeFile(directory, 'in the way');
			expect(() => store.accessRecords.append([sampleRecord()])).toThrow(expect.objectContaining({ code: 'store.unavailable' }));
			await expect(store.settle()).rejects.toMatchObject({ code: 'store.unavailable' });
			await rm(directory);
			const record = sampleRecord();
			store.accessRecords.append([record]);
			expect(await listed(store)).toEqual([record.id]);
		});

		it('survives settlers that are killed: every record once, none lost', async () => {
			const { store, options, directory } = await openSpool({ spool: { maxFileBytes: 50_000 } });
			const records = Array.from({ length: 6_000 }, () => sampleRecord({ mac: sampleMac(1), deviceId: '1' }));
			for (let start = 0; start < records.length; start += 10) store.accessRecords.append(records.slice(start, start + 10));
			for (let round = 0; round < 5; round++) await killWithin(JSON.stringify(options), round * 4);
			expect(await listed(store)).toEqual(idsOf(records));
			const events = await store.events.after(0, 10_000);
			expect(events.map(({ data }) => data['record'])).toEqual(expect.arrayContaining(idsOf(records)));
			expect(events).toHaveLength(records.length + 1);
			const minutes = { from: new Date(0), to: new Date(2 ** 42), stepMs: 60_000 };
			expect(await store.traffic.list(minutes)).toEqual(countTraffic(records, minutes.stepMs));
			expect(await readdir(directory)).toHaveLength(1);
		});
	});
}

function toRecordLine(record: AccessRecord): string {
	return new RecordLineWriter().toLine(record);
}

function damagedLine(change: Readonly<Record<string, unknown>>): string {
	return JSON.stringify({ ...JSON.parse(toRecordLine(sampleRecord())), ...change });
}

function canAppend(store: Store, kept: AccessRecord[]): boolean {
	const record = sampleRecord();
	try {
		store.accessRecords.append([record]);
		kept.push(record);
		return true;
	} catch {
		return false;
	}
}

/** Starts a process that settles, and kills it so many milliseconds after it has begun. */
async function killWithin(options: string, delayMs: number): Promise<void> {
	const child = spawn(process.execPath, [settler, options], { stdio: ['ignore', 'pipe', 'inherit'] });
	const [line] = await once(createInterface({ input: child.stdout }), 'line');
	expect(line).toBe('settling');
	setTimeout(() => child.kill('SIGKILL'), delayMs);
	await once(child, 'exit');
}
