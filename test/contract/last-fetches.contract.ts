import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, plainDevice, sampleRecord } from './samples.ts';

const fetched = (deviceId: string, etag: string, fields: Partial<AccessRecord> = {}) =>
	sampleRecord({ deviceId, fileFormat: 'config.xml', etag, ...fields });

export function lastFetchesContract(open: OpenTestStore): void {
	describe('last fetches', () => {
		it('are the newest of each file of each device', async () => {
			const { store } = await open();
			const records = [
				fetched('1', '"a"'),
				fetched('1', '"b"', { status: 304 }),
				fetched('1', '"x"', { fileFormat: 'other.xml' }),
				fetched('2', '"c"', { status: 206 }),
				fetched('3', '"d"'),
			];
			store.accessRecords.append(records);
			const found = (await store.lastFetches.list(['1', '2', '9'])).toSorted((one, other) => (one.etag < other.etag ? -1 : 1));
			expect(found).toEqual([
				{ deviceId: '1', fileFormat: 'config.xml', etag: '"b"', status: 304, at: records[1]?.at, aborted: false },
				{ deviceId: '2', fileFormat: 'config.xml', etag: '"c"', status: 206, at: records[3]?.at, aborted: false },
				{ deviceId: '1', fileFormat: 'other.xml', etag: '"x"', status: 200, at: records[2]?.at, aborted: false },
			]);
			expect(await store.lastFetches.list([])).toEqual([]);
		});

		it('are the same whether records are settled together or one by one, early or late', async () => {
			const records = [fetched('1', '"a"'), fetched('1', '"b"'), fetched('1', '"c"')];
			for (const order of [records, records.toReversed()]) {
				const together = await open();
				together.store.accessRecords.append(order);
				const apart = await open();
				for (const record of order) {
					apart.store.accessRecords.append([record]);
					await apart.store.settle();
				}
				for (const { store } of [together, apart]) expect(await store.lastFetches.list(['1'])).toMatchObject([{ etag: '"c"' }]);
			}
		});

		const silent: readonly [string, AccessRecord][] = [
			['a refusal', fetched('1', '"a"', { status: 403, reason: 'device.disabled' })],
			['an upload', fetched('1', '"a"', { method: 'PUT' })],
			['a look at the headers', fetched('1', '"a"', { method: 'HEAD' })],
			['a file for everybody', sampleRecord({ fileFormat: 'config.xml', etag: '"a"' })],
			['an answer without a version', sampleRecord({ fileFormat: 'config.xml', deviceId: '1' })],
		];
		it.each(silent)('reject/%s', async (_, record) => {
			const { store } = await open();
			store.accessRecords.append([record]);
			expect(await store.lastFetches.list(['1'])).toEqual([]);
		});

		it.each(['in one batch', 'in a later one'])('say that a transfer was cut, told %s', async (when) => {
			const { store } = await open();
			const [earlier, record] = [fetched('1', '"a"'), fetched('1', '"b"')];
			store.accessRecords.append([earlier, record, fetched('2', '"c"')]);
			if (when === 'in a later one') await store.settle();
			store.accessRecords.markAborted(record.id, 10);
			expect(await store.lastFetches.list(['1', '2'])).toMatchObject([{ aborted: true }, { aborted: false }]);
			store.accessRecords.append([fetched('1', '"b"')]);
			expect(await store.lastFetches.list(['1'])).toMatchObject([{ etag: '"b"', aborted: false }]);
		});

		it('of devices that are gone are forgotten', async () => {
			const { store } = await open();
			const type = await addType(store);
			const device = await store.devices.add(plainDevice(type.id, 'one'));
			const gone = String(Number(device.id) + 1);
			store.accessRecords.append([fetched(device.id, '"a"'), fetched(gone, '"b"'), fetched(gone, '"b"', { fileFormat: 'x' })]);
			await store.settle();
			expect(await store.lastFetches.removeOrphans()).toBe(2);
			expect(await store.lastFetches.removeOrphans()).toBe(0);
			expect(await store.lastFetches.list([device.id, gone])).toHaveLength(1);
		});
	});
}
