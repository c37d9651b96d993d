import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import type { OpenTestStore, TestStore } from '../helpers/stores.ts';
import { addType } from './samples.ts';

export function migrationsContract(open: OpenTestStore): void {
	describe('the schema', () => {
		it('is made once, and kept by everybody who opens the store later', async () => {
			const { store, again, query } = await open();
			await addType(store);
			const before = await query('select number, applied_at from migration');
			for (const migrate of [true, false]) expect(await (await again({ migrate })).deviceTypes.list()).toHaveLength(1);
			expect(await query('select number, applied_at from migration')).toEqual(before);
			expect(await query('select number from records.migration')).toEqual([{ number: 2 }, { number: 3 }, { number: 7 }, { number: 10 }]);
		});

		it('reject/a store that was never made, without making it', async () => {
			await expect(open({ migrate: false })).rejects.toMatchObject({ code: 'store.unavailable' });
		});

		it('reject/a store that lacks a step, unless it may be made up for', async () => {
			const place = await open();
			const { store, again } = place;
			await addType(store);
			await dropRecords(place);
			await expect(again({ migrate: false })).rejects.toMatchObject({
				code: 'store.unavailable',
				message: expect.stringContaining('records tables'),
			});
			const repaired = await again({ migrate: true });
			expect(await repaired.accessRecords.list({ limit: 1 })).toEqual([]);
			expect(await repaired.deviceTypes.list()).toHaveLength(1);
		});

		it.each(['migration', 'records.migration'])('reject/a store with an unknown step in %s', async (table) => {
			const { again, query } = await open();
			await query(`insert into ${table} (number, name, applied_at) values (99, 'from the future', 0)`);
			for (const migrate of [true, false]) {
				await expect(again({ migrate })).rejects.toMatchObject({ code: 'store.schema-newer', message: expect.stringContaining('99') });
			}
		});

		it('is made by one of many that start at once', async () => {
			const place = await open();
			await dropRecords(place);
			const stores = await Promise.all(Array.from({ length: 6 }, () => openStore({ ...place.options, migrate: true })));
			for (const store of stores) {
				expect(await store.accessRecords.list({ limit: 1 })).toEqual([]);
				await store.close();
			}
		});
	});
}

/** Leaves the store as one that was made before there were records. */
async function dropRecords({ kind, query }: TestStore): Promise<void> {
	if (kind === 'PostgreSQL') return void (await query('drop schema records cascade'));
	const tables = await query("select name from records.sqlite_master where type = 'table' and name not like 'sqlite%'");
	for (const { name } of tables) await query(`drop table records.${String(name)}`);
}
