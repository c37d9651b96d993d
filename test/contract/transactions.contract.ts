import { describe, expect, it } from 'vitest';
import { requireCustomTagName } from '../../src/domain/tag.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, fullDevice, plainDevice, sampleEvent, sampleInterface, sampleMac, sampleRecord, sampleType } from './samples.ts';

const key = { typeId: '1', userName: 'user', network: '10.0.0.0/24' };
const state = { failures: 1, lastFailureAt: new Date(1_000), lockouts: 0, permanent: false };

export function transactionsContract(open: OpenTestStore): void {
	describe('transactions', () => {
		it('commit everything, and see their own writes before', async () => {
			const { store, again } = await open();
			const other = await again();
			const id = await store.transaction(async (inner) => {
				const type = await addType(inner);
				const device = await inner.devices.add(fullDevice(type.id, 1));
				expect(await inner.devices.findByMac(type.id, sampleMac(1))).toHaveLength(1);
				expect(await inner.devices.load(device.id)).toEqual(device);
				expect(await inner.deviceTypes.list()).toHaveLength(1);
				expect(await other.deviceTypes.list()).toEqual([]);
				await inner.audit.append({ actor: 'a', action: 'device add', subject: device.name });
				return device.id;
			});
			expect(await other.devices.load(id)).toBeDefined();
			expect(await other.audit.list(10)).toHaveLength(1);
		});

		it('leave nothing when they throw', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			const failing = store.transaction(async (inner) => {
				await inner.devices.addMany(Array.from({ length: 100 }, (_, number) => fullDevice(typeId, number)));
				await inner.audit.append({ actor: 'a', action: 'b', subject: 'c' });
				await inner.settings.save({ realm: 'x' });
				await inner.interfaces.add(sampleInterface('127.0.0.1', 8012));
				await inner.tlsPolicy.save({ at: { level: 'system' }, setting: 'protocols' }, ['TLSv1.3']);
				await inner.clientIdentities.add({ name: 'x', deviceTypes: [] });
				await inner.subscriptions.add({ identity: 'x', devices: [], deviceTypes: [], types: [], expiresAt: new Date() });
				await inner.notices.tellOnce('x', new Date('2100-01-01'));
				await inner.lockouts.change(key, () => state);
				await inner.events.append([sampleEvent()]);
				throw new Error('line 101 is wrong');
			});
			await expect(failing).rejects.toThrow('line 101 is wrong');
			expect(await store.devices.count({})).toBe(0);
			expect(await store.audit.list(1)).toEqual([]);
			expect(await store.settings.load()).toEqual({});
			expect([await store.interfaces.list(), await store.tlsPolicy.list(), await store.clientIdentities.list()]).toEqual([[], [], []]);
			expect(await store.subscriptions.count('x')).toBe(0);
			expect(await store.notices.tellOnce('x', new Date('2100-01-01'))).toBe(true);
			expect(await store.lockouts.find(key)).toBeUndefined();
			expect(await store.events.after(0, 1)).toEqual([]);
			await store.devices.add(plainDevice(typeId, 'the store still works'));
		});

		it('go on after a change that was refused', async () => {
			const { store } = await open();
			await store.transaction(async (inner) => {
				await addType(inner);
				await expect(addType(inner)).rejects.toMatchObject({ code: 'device-type.exists' });
				await inner.deviceTypes.add(sampleType('second'));
			});
			expect(await store.deviceTypes.list()).toHaveLength(2);
		});

		it('do not overtake each other between reading and writing back', async () => {
			const { store, again } = await open();
			const other = await again();
			const addTag = (to: typeof store, number: number) =>
				to.transaction(async (inner) => {
					const set = await inner.tagSets.findByName('');
					const tag = { name: requireCustomTagName(`T${number}`), value: String(number), overridable: true };
					await inner.tagSets.save({ name: '', tags: [...(set?.tags ?? []), tag], regions: [] });
				});
			await Promise.all(Array.from({ length: 12 }, (_, number) => addTag(number % 2 === 0 ? store : other, number)));
			expect((await store.tagSets.findByName(''))?.tags).toHaveLength(12);
		});

		it('take lockouts and events with them, and leave access records alone, which say what has happened', async () => {
			const { store, again } = await open();
			const other = await again();
			await store.lockouts.change(key, () => state);
			await store.transaction(async (inner) => {
				expect(await inner.lockouts.find(key)).toEqual(state);
				expect(await inner.lockouts.clear()).toBe(1);
				await Promise.all([inner.events.append([sampleEvent()]), inner.events.append([sampleEvent()])]);
				expect(await inner.events.after(0, 10)).toHaveLength(2);
				expect(await other.events.after(0, 10)).toEqual([]);
				expect(await other.lockouts.find(key)).toEqual(state);
				inner.accessRecords.append([sampleRecord()]);
				expect(await inner.accessRecords.list({ limit: 10 })).toEqual([]);
			});
			expect(await other.lockouts.find(key)).toBeUndefined();
			expect(await other.events.after(0, 10)).toHaveLength(2);
			expect(await other.accessRecords.list({ limit: 10 })).toHaveLength(1);
		});

		it('get along with records that others write meanwhile', async () => {
			const { store, again } = await open();
			const stores = [store, await again()];
			const work = Array.from({ length: 40 }, async (_, index) => {
				const each = stores[index % 2] ?? store;
				if (index % 4 > 1) return each.accessRecords.append([sampleRecord(), sampleRecord()]);
				return each.transaction(async (inner) => {
					await inner.lockouts.change(key, (before) => ({ ...state, failures: (before?.failures ?? 0) + 1 }));
					await new Promise(setImmediate);
					inner.accessRecords.append([sampleRecord()]);
				});
			});
			await Promise.all(work);
			expect(await store.lockouts.find(key)).toMatchObject({ failures: 20 });
			expect(await store.accessRecords.list({ limit: 100 })).toHaveLength(60);
		});

		it('do not hold up readers, access records or lockouts, of this process or another', async () => {
			const { store, again } = await open({ busyTimeoutMs: 200 });
			const other = await again();
			const { id: typeId } = await addType(store);
			await store.transaction(async (inner) => {
				await inner.devices.add(fullDevice(typeId, 1));
				for (const each of [store, other]) {
					each.accessRecords.append([sampleRecord()]);
					await each.lockouts.change(key, () => state);
					expect(await each.devices.findByMac(typeId, sampleMac(1))).toEqual([]);
					expect(await each.devices.count({})).toBe(0);
				}
			});
			expect(await store.accessRecords.list({ limit: 10 })).toHaveLength(2);
		});

		it('do not nest', async () => {
			const { store } = await open();
			await expect(store.transaction((inner) => inner.transaction(async () => {}))).rejects.toMatchObject({ code: 'internal' });
			await expect(store.transaction((inner) => inner.close())).rejects.toMatchObject({ code: 'internal' });
			await addType(store);
		});

		it('wait for each other', async () => {
			const { store, again } = await open();
			const other = await again();
			await Promise.all(
				Array.from({ length: 20 }, (_, index) =>
					(index % 2 === 0 ? store : other).transaction(async (inner) => {
						await inner.tagSets.save({ name: 'shared', tags: [], regions: [] });
						await new Promise(setImmediate);
						await inner.audit.append({ actor: 'a', action: 'b', subject: String(index) });
					}),
				),
			);
			expect(await store.audit.list(100)).toHaveLength(20);
			// What the other one has changed is seen a moment later.
			await expect.poll(() => store.changes.revision('catalog')).toBe(21);
		});

		it('reject/a change that waits too long for another one', async () => {
			const { store, again } = await open({ busyTimeoutMs: 150 });
			const other = await again();
			await store.tagSets.save({ name: 'shared', tags: [], regions: [] });
			await store.transaction(async (inner) => {
				await inner.tagSets.save({ name: 'shared', tags: [], regions: [] });
				for (const each of [store, other]) {
					await expect(each.tagSets.save({ name: 'shared', tags: [], regions: [] })).rejects.toMatchObject({ code: 'store.busy' });
				}
			});
			await other.tagSets.save({ name: 'shared', tags: [], regions: [] });
		});

		it('leave the event loop free while they wait', async () => {
			const { store, again } = await open({ busyTimeoutMs: 300 });
			const other = await again();
			let turns = 0;
			const timer = setInterval(() => turns++, 5);
			await store.transaction(async (inner) => {
				await inner.tagSets.save({ name: '', tags: [], regions: [] });
				await expect(other.tagSets.save({ name: '', tags: [], regions: [] })).rejects.toMatchObject({ code: 'store.busy' });
			});
			clearInterval(timer);
			expect(turns).toBeGreaterThan(10);
		});
	});
}
