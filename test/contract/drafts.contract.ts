import { describe, expect, it } from 'vitest';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, putText, sampleFile, sampleSetTag } from './samples.ts';

const subject = { kind: 'tag-set', name: 'north' } as const;
const draftOf = (value: string) => ({
	subject,
	state: { kind: 'tag-set', tags: [sampleSetTag('A', value)], regions: [] } as const,
	basedOn: 3,
	author: 'cli:ada',
});

export function draftsContract(open: OpenTestStore): void {
	describe('drafts', () => {
		it('are one for each subject, keep what they are based on, and outlive the process', async () => {
			const { store, again } = await open();
			const begun = await store.drafts.save(draftOf('1'));
			expect(begun).toEqual({ ...draftOf('1'), begunAt: begun.savedAt, savedAt: begun.savedAt });
			const saved = await store.drafts.save({ ...draftOf('2'), basedOn: 9, author: 'cli:bob' });
			expect(saved).toEqual({ ...draftOf('2'), author: 'cli:bob', begunAt: begun.begunAt, savedAt: saved.savedAt });
			await store.close();
			const other = await again();
			expect(await other.drafts.find(subject)).toEqual(saved);
			expect(await other.drafts.list(10)).toEqual([saved]);
			expect([await other.drafts.delete(subject), await other.drafts.delete(subject)]).toEqual([true, false]);
			expect(await other.drafts.find(subject)).toBeUndefined();
		});

		it('keep their content', async () => {
			const { store } = await open();
			const type = await addType(store);
			const file = await store.deviceTypes.addFile(type.id, sampleFile('a.xml'));
			const of = { kind: 'file', fileId: file.id } as const;
			const content = await putText(store, 'draft');
			const { id: _id, fileFormat: _f, remoteFileFormat: _r, fileCategory: _c, updatedAt: _u, ...options } = file;
			const draft = await store.drafts.save({ subject: of, state: { kind: 'file', options, content }, basedOn: 1, author: 'ada' });
			expect(draft.state).toEqual({ kind: 'file', options, content });
			expect(await store.content.removeUnreferenced(-1000)).toBe(0);
			await store.drafts.delete(of);
			expect(await store.content.removeUnreferenced(-1000)).toBe(1);
		});

		it('reject/a draft with content that is not there', async () => {
			const { store } = await open();
			const missing = { kind: 'override', source: 'Custom', content: { sha256: 'f'.repeat(64), size: 1 } } as const;
			const saving = store.drafts.save({ ...draftOf('1'), state: missing });
			await expect(saving).rejects.toMatchObject({ code: 'content.not-found' });
		});
	});
}
