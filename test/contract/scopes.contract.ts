import { describe, expect, it } from 'vitest';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, putText, sampleFile, sampleTag } from './samples.ts';

const provider = { serviceProviderId: 'provider' };
const group = { serviceProviderId: 'provider', groupId: 'group' };
const nothing = { tags: [], fileOverrides: [] };

export function scopesContract(open: OpenTestStore): void {
	describe('scopes', () => {
		it('have empty settings where nothing was set', async () => {
			const { store } = await open();
			const type = await addType(store);
			expect(await store.scopes.find(type.id, provider)).toEqual(nothing);
			expect(await store.scopes.find('none', group)).toEqual(nothing);
		});

		it('keep a provider apart from its groups, and one type from another', async () => {
			const { store } = await open();
			const type = await addType(store);
			const other = await addType(store, 'other');
			await store.scopes.save(type.id, provider, { tags: [sampleTag('A', 'provider')], tagSet: 'Handsets' });
			await store.scopes.save(type.id, group, { tags: [sampleTag('A', 'group')] });
			expect(await store.scopes.find(type.id, provider)).toEqual({
				tags: [sampleTag('A', 'provider')],
				tagSet: 'Handsets',
				fileOverrides: [],
				updatedAt: expect.any(Date),
			});
			expect(await store.scopes.find(type.id, group)).toEqual({
				tags: [sampleTag('A', 'group')],
				fileOverrides: [],
				updatedAt: expect.any(Date),
			});
			expect(await store.scopes.find(other.id, provider)).toEqual(nothing);
			await store.scopes.save(type.id, provider, { tags: [] });
			expect(await store.scopes.find(type.id, provider)).toEqual({ ...nothing, updatedAt: expect.any(Date) });
			await expect(store.scopes.save('999', provider, { tags: [] })).rejects.toMatchObject({ code: 'device-type.not-found' });
		});

		it('have overrides, which leave the tags alone', async () => {
			const { store } = await open();
			const type = await addType(store);
			const file = await store.deviceTypes.addFile(type.id, sampleFile('a.cfg'));
			const content = await putText(store, 'for the group');
			await store.scopes.setFileOverride(type.id, group, { fileId: file.id, source: 'Custom', content });
			await store.scopes.save(type.id, group, { tags: [sampleTag('A', '1')] });
			await store.scopes.setFileOverride(type.id, group, { fileId: file.id, source: 'Manual', content });
			expect(await store.scopes.find(type.id, group)).toMatchObject({
				tags: [sampleTag('A', '1')],
				fileOverrides: [{ fileId: file.id, source: 'Manual', content }],
			});
			expect(await store.scopes.find(type.id, provider)).toEqual(nothing);
			await store.scopes.setFileOverride(type.id, group, { fileId: file.id, source: 'Default' });
			expect(await store.scopes.find(type.id, group)).toMatchObject({ tags: [sampleTag('A', '1')], fileOverrides: [] });
			await expect(store.scopes.setFileOverride(type.id, group, { fileId: '999', source: 'Default' })).rejects.toMatchObject({
				code: 'device-type-file.not-found',
			});
		});
	});
}
