import { describe, expect, it } from 'vitest';
import type { OpenTestStore } from '../helpers/stores.ts';
import { sampleSetTag } from './samples.ts';

export function tagSetsContract(open: OpenTestStore): void {
	describe('tag sets', () => {
		it('have the system default set from the beginning', async () => {
			const { store } = await open();
			expect(await store.tagSets.list()).toMatchObject([{ name: '', tags: [], regions: [] }]);
			const tags = [sampleSetTag('NTP', 'ntp.example.com')];
			await store.tagSets.save({ name: '', tags, regions: [] });
			expect(await store.tagSets.findByName('')).toMatchObject({ name: '', tags });
			await expect(store.tagSets.delete('')).rejects.toMatchObject({ code: 'value.invalid' });
		});

		it('are added, replaced under the same id, and deleted', async () => {
			const { store } = await open();
			const regions = [{ name: 'Europe', countries: ['DE', 'FR'], tags: [sampleSetTag('TZ', 'CET')] }];
			const added = await store.tagSets.save({ name: 'Handsets', tags: [sampleSetTag('A', '1'), sampleSetTag('B', '')], regions });
			expect(await store.tagSets.findByName('Handsets')).toEqual(added);
			expect(added).toMatchObject({ name: 'Handsets', tags: [sampleSetTag('A', '1'), sampleSetTag('B', '')], regions });
			const replaced = await store.tagSets.save({ name: 'Handsets', tags: [], regions: [] });
			expect(replaced).toMatchObject({ id: added.id, tags: [], regions: [] });
			expect((await store.tagSets.list()).map(({ name }) => name)).toEqual(['', 'Handsets']);
			await store.tagSets.delete('Handsets');
			expect(await store.tagSets.findByName('Handsets')).toBeUndefined();
			await expect(store.tagSets.delete('Handsets')).rejects.toMatchObject({
				code: 'tag-set.not-found',
				message: expect.stringContaining('"Handsets"'),
			});
		});
	});
}
