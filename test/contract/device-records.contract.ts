import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import type { OpenTestStore, TestStore } from '../helpers/stores.ts';
import { sampleMac, sampleRecord } from './samples.ts';

/** How the database would go about it. */
async function explain({ kind, query }: TestStore, condition: string): Promise<string> {
	const select = `select id from records.access_record where ${condition} and id < 'g' order by id desc limit 50`;
	return JSON.stringify(await query(kind === 'SQLite' ? `explain query plan ${select}` : `explain ${select}`));
}

export function deviceRecordsContract(open: OpenTestStore): void {
	describe('access records of one device', () => {
		it('are those of its MAC address, and those that have none and name the device, page by page back in time', async () => {
			const { store } = await open();
			const records = Array.from({ length: 30 }, (_, index) =>
				index % 3 === 0
					? sampleRecord({ deviceId: '7', deviceName: 'dect' })
					: sampleRecord({ mac: sampleMac(index % 3), ...(index % 2 === 0 ? { deviceId: '7' } : {}) }),
			);
			store.accessRecords.append(records);
			const mac = sampleMac(1);
			const expected = records.filter((record) => record.mac === mac || (record.mac === undefined && record.deviceId === '7'));
			expect(expected).toHaveLength(20);
			const found: AccessRecord[] = [];
			for (let beforeId: string | undefined; ; ) {
				const page = { deviceId: '7', mac, limit: 6, ...(beforeId === undefined ? {} : { beforeId }) };
				const answer = await store.accessRecords.ofDevice(page);
				found.unshift(...answer.records);
				beforeId = answer.nextBeforeId;
				if (beforeId === undefined) break;
			}
			expect(found).toEqual(expected);
			const withoutMac = await store.accessRecords.ofDevice({ deviceId: '7', limit: 100 });
			expect(withoutMac).toEqual({ records: records.filter((_, index) => index % 3 === 0) });
			expect(await store.accessRecords.ofDevice({ deviceId: '8', mac: sampleMac(9), limit: 100 })).toEqual({ records: [] });
		});

		it('are found by an index, however many records of others there are', async () => {
			const place = await open();
			const { store, query, kind } = place;
			for (let batch = 0; batch < 10; batch++) {
				const rows = Array.from({ length: 500 }, (_, index) =>
					index % 10 === 0
						? sampleRecord({ deviceId: String(batch * 500 + index) })
						: sampleRecord({ mac: sampleMac(batch * 500 + index) }),
				);
				store.accessRecords.append(rows);
			}
			await store.settle();
			if (kind === 'PostgreSQL') await query('analyze records.access_record');
			expect(await explain(place, `mac = '${sampleMac(77)}'`)).toContain('access_record_mac');
			expect(await explain(place, `device_id = '70' and mac is null`)).toContain('access_record_device');
		});
	});
}
