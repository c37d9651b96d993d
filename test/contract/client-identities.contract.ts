import { describe, expect, it } from 'vitest';
import type { OpenTestStore } from '../helpers/stores.ts';

export function clientIdentitiesContract(open: OpenTestStore): void {
	describe('client identities', () => {
		it('come back as they were added, ordered by name', async () => {
			const createdAt = new Date(1_234_567);
			const { store, again } = await open({ clock: { now: () => createdAt } });
			const bound = { name: 'reader.example.com', fingerprint: 'ab'.repeat(32), deviceTypes: ['Type B', 'Type A'] };
			const free = { name: 'analytics.example.com', deviceTypes: [] };
			const second = await store.clientIdentities.add(bound);
			const first = await store.clientIdentities.add(free);
			expect(first.id).not.toBe(second.id);
			expect(await (await again()).clientIdentities.list()).toEqual([
				{ ...free, id: first.id, createdAt },
				{ ...bound, id: second.id, createdAt },
			]);
		});

		it('reject/a name that is taken', async () => {
			const { store } = await open();
			await store.clientIdentities.add({ name: 'reader', deviceTypes: [] });
			await expect(store.clientIdentities.add({ name: 'reader', deviceTypes: ['Type'] })).rejects.toMatchObject({
				code: 'client-identity.exists',
				message: expect.stringContaining('"reader"'),
			});
			expect(await store.clientIdentities.list()).toMatchObject([{ deviceTypes: [] }]);
		});

		it('are deleted by name, once', async () => {
			const { store } = await open();
			for (const name of ['reader', 'Reader']) await store.clientIdentities.add({ name, deviceTypes: [] });
			await store.clientIdentities.delete('reader');
			expect(await store.clientIdentities.list()).toMatchObject([{ name: 'Reader' }]);
			await expect(store.clientIdentities.delete('reader')).rejects.toMatchObject({ code: 'client-identity.not-found' });
		});
	});
}
