import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import type { StoreObserver, StoreOperation } from '../../src/store/observed-engine.ts';
import { addType, fullDevice, sampleMac, sampleRecord } from '../contract/samples.ts';
import { describeStores, useSqlite } from '../helpers/stores.ts';

class Witness implements StoreObserver {
	readonly operations: StoreOperation[] = [];
	readonly durationsMs: number[] = [];
	readonly records: AccessRecord[] = [];
	readonly onOperation = (operation: StoreOperation, durationMs: number): void => {
		this.operations.push(operation);
		this.durationsMs.push(durationMs);
	};
	readonly onSettled = (records: readonly AccessRecord[]): void => {
		this.records.push(...records);
	};
}

describe('a store that is observed', () => {
	describeStores((openStore) => {
		it('tells the records that were settled, each once', async () => {
			const observer = new Witness();
			const { store } = await openStore({ observer });
			const records = [1, 2, 3].map((number) => sampleRecord({ mac: sampleMac(number) }));
			store.accessRecords.append(records);
			expect(observer.records).toEqual([]);
			expect(await store.settle()).toEqual({ records: 3, corrupt: 0 });
			await store.settle();
			await store.accessRecords.list({ limit: 10 });
			expect(observer.records.map(({ id, at }) => [id, at])).toEqual(records.map(({ id, at }) => [id, at]));
		});

		it('tells how long each thing took, also one that failed', async () => {
			const observer = new Witness();
			const { store } = await openStore({ observer });
			observer.operations.length = 0;
			await store.settings.load();
			expect(observer.operations).toContain('read');
			await store.devices.findByMac('1', sampleMac(1));
			expect(observer.operations).toContain('look-up');
			await store.settings.save({ realm: 'Phones' });
			expect(observer.operations).toContain('write');
			const failed = store.transaction(() => Promise.reject(new Error('no')));
			await expect(failed).rejects.toThrow('no');
			expect(observer.operations).toContain('transaction');
			for (const durationMs of observer.durationsMs) expect(durationMs).toBeGreaterThanOrEqual(0);
			expect((await store.settings.load()).realm).toBe('Phones');
		});
	});
});

describe('an embedded store that is observed', () => {
	const open = useSqlite();

	it('keeps devices in memory as one that is not', async () => {
		const observer = new Witness();
		const { store } = await open({ observer });
		const { id: typeId } = await addType(store);
		await store.devices.add(fullDevice(typeId, 1));
		const lookUps = () => observer.operations.filter((operation) => operation === 'look-up').length;
		expect(await store.devices.findByMac(typeId, sampleMac(1))).toHaveLength(1);
		const before = lookUps();
		expect(before).toBeGreaterThan(0);
		expect(await store.devices.findByMac(typeId, sampleMac(1))).toHaveLength(1);
		expect(lookUps()).toBe(before);
	});
});
