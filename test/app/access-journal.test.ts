import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AccessJournal } from '../../src/app/access-journal.ts';
import { RecordIds } from '../../src/app/record-ids.ts';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import type { AccessRecordRepository } from '../../src/domain/ports.ts';
import { useSqlite } from '../helpers/stores.ts';

const ids = new RecordIds();

function toRecord(): AccessRecord {
	const at = new Date();
	const id = ids.next(at);
	const request = { requestId: id, method: 'GET', path: '/dms/x', remoteAddress: '127.0.0.1', remotePort: 1 };
	return { ...request, id, at, status: 404, reason: 'path.no-file', failedProofs: [], bytes: 0, aborted: false, durationMs: 1 };
}

/** Counts the groups on their way to the real repository. */
function counting(repository: AccessRecordRepository, groups: number[]): Pick<AccessRecordRepository, 'append'> {
	return {
		append: (records) => {
			groups.push(records.length);
			repository.append(records);
		},
	};
}

describe('the journal of accesses', () => {
	const open = useSqlite();

	it('writes the records of one turn in one group, and says so only when they are in the store', async () => {
		const { store } = await open();
		const groups: number[] = [];
		const journal = new AccessJournal(counting(store.accessRecords, groups));
		const records = Array.from({ length: 120 }, toRecord);
		const [first] = records;
		const waiting = records.map((record) => journal.append(record));
		await waiting[0];
		expect((await store.accessRecords.list({ limit: 1_000 })).map(({ id }) => id)).toContain(first?.id);
		await Promise.all(waiting);
		expect(groups).toEqual([120]);
		expect(await store.accessRecords.list({ limit: 1_000 })).toHaveLength(120);
	});

	it('refuses a group that the store refuses, and goes on', async () => {
		const { store, options } = await open();
		const spool = join(options.dataDirectory, 'spool');
		const journal = new AccessJournal(store.accessRecords);
		await writeFile(spool, 'where the folder should be');
		const refused = [journal.append(toRecord()), journal.append(toRecord())];
		for (const each of refused) await expect(each).rejects.toMatchObject({ code: 'store.unavailable' });
		await rm(spool);
		await expect(journal.append(toRecord())).resolves.toBeUndefined();
		expect(await store.accessRecords.list({ limit: 10 })).toHaveLength(1);
	});

	it('is drained when nothing waits any more', async () => {
		const { store } = await open();
		const journal = new AccessJournal(store.accessRecords);
		const waiting = Array.from({ length: 700 }, () => journal.append(toRecord()));
		await journal.drain();
		expect(await store.accessRecords.list({ limit: 1_000 })).toHaveLength(700);
		await Promise.all(waiting);
	});
});
