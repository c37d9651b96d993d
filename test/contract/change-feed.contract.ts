import { describe, expect, it, vi } from 'vitest';
import type { ChangeTopic, Store } from '../../src/domain/ports.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, plainDevice, sampleAnchor, sampleFile, sampleRecord, sampleType } from './samples.ts';

/** Another node may see a change this much later. */
const latestMs = 1_000;

export function changeFeedContract(open: OpenTestStore): void {
	describe('the change feed', () => {
		const catalogWrites: readonly [string, (store: Store, typeId: string) => Promise<unknown>][] = [
			['a type', (store) => store.deviceTypes.add(sampleType('new'))],
			['a changed type', (store, typeId) => store.deviceTypes.update(typeId, sampleType('Spectralink IP-DECT'))],
			['a deleted type', (store, typeId) => store.deviceTypes.delete(typeId)],
			['a file', (store, typeId) => store.deviceTypes.addFile(typeId, sampleFile('a.cfg'))],
			['a tag set', (store) => store.tagSets.save({ name: 'x', tags: [], regions: [] })],
			['a scope', (store, typeId) => store.scopes.save(typeId, { serviceProviderId: 'p' }, { tags: [] })],
			['a setting', (store) => store.settings.save({ realm: 'x' })],
		];
		it.each(catalogWrites)('grows in `catalog` with %s', async (_, write) => {
			const { store } = await open();
			const { id } = await addType(store);
			const before = [store.changes.revision('catalog'), store.changes.revision('trust')] as const;
			await write(store, id);
			expect(store.changes.revision('catalog')).toBe(before[0] + 1);
			expect(store.changes.revision('trust')).toBe(before[1]);
		});

		const trustWrites: readonly [string, (store: Store) => Promise<unknown>][] = [
			['an anchor', (store) => store.trust.addAnchor(sampleAnchor('new', 2))],
			['a changed anchor', (store) => store.trust.updateAnchor('old', { enabled: false })],
			['a removed anchor', (store) => store.trust.removeAnchor('old')],
			['a denied certificate', (store) => store.trust.deny({ kind: 'fingerprint', fingerprint: 'ab', note: '' })],
		];
		it.each(trustWrites)('grows in `trust` with %s', async (_, write) => {
			const { store } = await open();
			await store.trust.addAnchor(sampleAnchor('old', 1));
			const before = [store.changes.revision('catalog'), store.changes.revision('trust')] as const;
			await write(store);
			expect(store.changes.revision('trust')).toBe(before[1] + 1);
			expect(store.changes.revision('catalog')).toBe(before[0]);
		});

		it('does not grow with a device, a record, or a change that failed', async () => {
			const { store } = await open();
			const { id } = await addType(store);
			const before = store.changes.revision('catalog');
			await store.devices.add(plainDevice(id, 'handset'));
			await store.accessRecords.append([sampleRecord()]);
			await store.audit.append({ actor: 'a', action: 'b', subject: 'c' });
			await expect(addType(store)).rejects.toThrow();
			await expect(
				store.transaction(async (inner) => {
					await inner.tagSets.save({ name: 'x', tags: [], regions: [] });
					throw new Error('no');
				}),
			).rejects.toThrow('no');
			expect(store.changes.revision('catalog')).toBe(before);
		});

		it('grows once with a transaction, and not before it is committed', async () => {
			const { store, again } = await open();
			const other = await again();
			const before = store.changes.revision('catalog');
			await store.transaction(async (inner) => {
				await inner.tagSets.save({ name: 'x', tags: [], regions: [] });
				await inner.tagSets.save({ name: 'y', tags: [], regions: [] });
				expect(other.changes.revision('catalog')).toBe(before);
			});
			expect(store.changes.revision('catalog')).toBe(before + 1);
		});

		it('reaches another process within a second, and its listeners', async () => {
			const { store, again } = await open();
			const other = await again();
			const heard: ChangeTopic[] = [];
			const own: ChangeTopic[] = [];
			const stop = other.changes.subscribe((topic) => heard.push(topic));
			store.changes.subscribe((topic) => own.push(topic));
			await store.trust.addAnchor(sampleAnchor('new', 1));
			expect(own).toEqual(['trust']);
			await vi.waitFor(() => expect(heard).toEqual(['trust']), latestMs);
			expect(other.changes.revision('trust')).toBe(store.changes.revision('trust'));
			await store.settings.save({ realm: 'x' });
			await vi.waitFor(() => expect(heard).toEqual(['trust', 'catalog']), latestMs);
			expect((await other.settings.load()).realm).toBe('x');
			stop();
			await store.settings.save({ realm: 'y' });
			await vi.waitFor(() => expect(other.changes.revision('catalog')).toBe(store.changes.revision('catalog')), latestMs);
			expect(heard).toEqual(['trust', 'catalog']);
			expect(own).toEqual(['trust', 'catalog', 'catalog']);
		});

		it('knows the changes of the time before it was opened', async () => {
			const { store, again } = await open();
			await addType(store);
			expect((await again()).changes.revision('catalog')).toBe(store.changes.revision('catalog'));
		});
	});
}
