import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import { type RevisionSubject, revisionsKept } from '../../src/domain/revision.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, plainDevice, putText, sampleFile, sampleSetTag, sampleTag } from './samples.ts';

const by = { author: 'cli:ada', action: 'type file set' };
const scope = { serviceProviderId: 'acme', groupId: 'hq' };
const north = { kind: 'tag-set', name: 'north' } as const;

const list = (store: Store, subject: RevisionSubject) => store.revisions.list(subject, { limit: 100 });
const states = async (store: Store, subject: RevisionSubject) => (await list(store, subject)).map(({ state }) => state).reverse();

async function addFile(store: Store, text = 'first') {
	const type = await addType(store);
	const file = await store.deviceTypes.addFile(type.id, sampleFile('%BWMACADDRESS%.xml', await putText(store, text)));
	return { type, file, subject: { kind: 'file', fileId: file.id } } as const;
}

export function revisionsContract(open: OpenTestStore): void {
	describe('revisions', () => {
		it('keep content and options of a file, with who changed them, how and when', async () => {
			const { store } = await open();
			const { file, subject } = await addFile(store);
			const content = await putText(store, 'second');
			const changed = await store.transaction((inner) => inner.deviceTypes.updateFile(file.id, { content, allowHttp: true }), by);
			const [second, first, ...more] = await list(store, subject);
			expect(more).toEqual([]);
			expect(first).toMatchObject({ subject, number: 1, state: { kind: 'file', content: file.content } });
			expect(first).not.toHaveProperty('by');
			expect(second).toMatchObject({ subject, number: 2, by, state: { kind: 'file', content } });
			expect(Math.abs((second?.at.getTime() ?? 0) - changed.updatedAt.getTime())).toBeLessThan(1000);
			const { id: _id, fileFormat: _f, remoteFileFormat: _r, fileCategory: _c, content: _content, updatedAt: _u, ...options } = changed;
			expect(second?.state).toEqual({ kind: 'file', options, content });
			expect(await store.revisions.find(subject, 1)).toEqual(first);
			expect(await store.revisions.find(subject, 3)).toBeUndefined();
		});

		it('are not added by a change that changes nothing', async () => {
			const { store } = await open();
			const { file, subject } = await addFile(store);
			await store.deviceTypes.updateFile(file.id, { allowHttp: file.allowHttp });
			await store.deviceTypes.updateFile(file.id, {});
			expect(await list(store, subject)).toHaveLength(1);
		});

		it('go with a change that is rolled back', async () => {
			const { store } = await open();
			const { file, subject } = await addFile(store);
			const failing = store.transaction(async (inner) => {
				await inner.deviceTypes.updateFile(file.id, { allowHttp: true });
				expect(await list(inner, subject)).toHaveLength(2);
				throw new Error('no');
			});
			await expect(failing).rejects.toThrow('no');
			expect(await list(store, subject)).toHaveLength(1);
		});

		it('bring a file back as it was, also what it did not have', async () => {
			const { store } = await open();
			const type = await addType(store);
			const { escape: _escape, ...plain } = sampleFile('a.xml');
			const file = await store.deviceTypes.addFile(type.id, plain);
			const subject = { kind: 'file', fileId: file.id } as const;
			await store.deviceTypes.updateFile(file.id, { escape: 'xml', content: await putText(store, 'x') });
			const first = await store.revisions.find(subject, 1);
			if (first?.state.kind !== 'file') throw new Error('no revision');
			const replaced = await store.deviceTypes.replaceFile(file.id, first.state.options, first.state.content);
			expect({ ...replaced, updatedAt: file.updatedAt }).toEqual(file);
			expect((await states(store, subject)).at(-1)).toEqual(first.state);
		});

		it('keep overrides of a device, a group and a service provider apart', async () => {
			const { store } = await open();
			const { type, file } = await addFile(store);
			const device = await store.devices.add(plainDevice(type.id, 'one'));
			const [first, second] = [await putText(store, 'one'), await putText(store, 'two')];
			await store.devices.setFileOverride(device.id, { fileId: file.id, source: 'Custom', content: first });
			await store.devices.setFileOverride(device.id, { fileId: file.id, source: 'Default' });
			await store.devices.setFileOverride(device.id, { fileId: file.id, source: 'Default' });
			await store.scopes.setFileOverride(type.id, scope, { fileId: file.id, source: 'Manual', content: second });
			await store.scopes.setFileOverride(type.id, { serviceProviderId: 'acme' }, { fileId: file.id, source: 'Default' });
			const of = (owner: Extract<RevisionSubject, { kind: 'override' }>['owner']) =>
				states(store, { kind: 'override', fileId: file.id, owner });
			expect(await of({ deviceId: device.id })).toEqual([
				{ kind: 'override', source: 'Custom', content: first },
				{ kind: 'override', source: 'Default' },
			]);
			expect(await of({ typeId: type.id, scope })).toEqual([{ kind: 'override', source: 'Manual', content: second }]);
			expect(await of({ typeId: type.id, scope: { serviceProviderId: 'acme' } })).toEqual([]);
		});

		it('keep tag sets, also what they were before they were deleted', async () => {
			const { store } = await open();
			const tags = [sampleSetTag('A', '1')];
			const regions = [{ name: 'nordic', countries: ['DK'], tags: [sampleSetTag('A', '2')] }];
			await store.tagSets.save({ name: 'north', tags, regions: [] });
			await store.transaction((inner) => inner.tagSets.save({ name: 'north', tags, regions }), by);
			await store.tagSets.delete('north');
			expect(await states(store, north)).toEqual([
				{ kind: 'tag-set', tags, regions: [] },
				{ kind: 'tag-set', tags, regions },
				{ kind: 'deleted' },
			]);
			await store.tagSets.save({ name: 'north', tags, regions });
			expect((await list(store, north)).map(({ number }) => number)).toEqual([4, 3, 2, 1]);
			await store.tagSets.save({ name: '', tags, regions: [] });
			expect(await states(store, { kind: 'tag-set', name: '' })).toEqual([
				{ kind: 'tag-set', tags: [], regions: [] },
				{ kind: 'tag-set', tags, regions: [] },
			]);
		});

		it('keep tags and tag set of a scope and of a device; those that a device came with are the first', async () => {
			const { store } = await open();
			const type = await addType(store);
			const [one, two] = [[sampleTag('A', '1')], [sampleTag('A', '2')]];
			await store.scopes.save(type.id, scope, { tags: one });
			await store.scopes.save(type.id, scope, { tags: one, tagSet: 'north' });
			const subject = { kind: 'tags', owner: { typeId: type.id, scope } } as const;
			expect(await states(store, subject)).toEqual([
				{ kind: 'tags', tags: one },
				{ kind: 'tags', tags: one, tagSet: 'north' },
			]);
			await store.devices.addMany([{ ...plainDevice(type.id, 'one'), tags: one }]);
			const [device] = await store.devices.findByName('one', 1);
			if (device === undefined) throw new Error('no device');
			const ofDevice = { kind: 'tags', owner: { deviceId: device.id } } as const;
			await store.devices.update(device.id, { description: 'Lobby' });
			await store.devices.update(device.id, { tags: one });
			expect(await list(store, ofDevice)).toEqual([]);
			await store.transaction((inner) => inner.devices.update(device.id, { tags: two, tagSet: 'north' }), by);
			await store.devices.update(device.id, { tagSet: null });
			expect(await states(store, ofDevice)).toEqual([
				{ kind: 'tags', tags: one },
				{ kind: 'tags', tags: two, tagSet: 'north' },
				{ kind: 'tags', tags: two },
			]);
			expect((await list(store, ofDevice)).map((revision) => revision.by)).toEqual([undefined, by, undefined]);
		});

		it('are bounded, and their numbers go on', async () => {
			const { store } = await open();
			for (let value = 1; value <= revisionsKept + 3; value++) {
				await store.tagSets.save({ name: 'north', tags: [sampleSetTag('A', String(value))], regions: [] });
			}
			const numbers = (await list(store, north)).map(({ number }) => number);
			expect(numbers).toEqual(Array.from({ length: revisionsKept }, (_, index) => revisionsKept + 3 - index));
			const page = await store.revisions.list(north, { limit: 2, beforeNumber: 10 });
			expect(page.map(({ number }) => number)).toEqual([9, 8]);
		});

		it('keep the content that they name, and let go of the one that no revision names any more', async () => {
			const { store } = await open();
			const { file, subject } = await addFile(store, 'of the first revision');
			const contents = [file.content?.sha256 ?? ''];
			for (let number = 2; number <= revisionsKept + 1; number++) {
				const content = await putText(store, `of revision ${number}`);
				contents.push(content.sha256);
				await store.deviceTypes.updateFile(file.id, { content });
				if (number === revisionsKept) expect(await store.content.removeUnreferenced(-1000)).toBe(0);
			}
			expect(await store.content.removeUnreferenced(-1000)).toBe(1);
			await expect(store.content.readWhole(contents[0] ?? '', 100)).rejects.toMatchObject({ code: 'content.not-found' });
			expect(Buffer.from(await store.content.readWhole(contents[1] ?? '', 100)).toString()).toBe('of revision 2');
			expect(await list(store, subject)).toHaveLength(revisionsKept);
		});

		it('go with what they are about', async () => {
			const { store } = await open();
			const { type, file, subject } = await addFile(store);
			const device = await store.devices.add(plainDevice(type.id, 'one'));
			await store.devices.update(device.id, { tags: [sampleTag('A', '1')] });
			await store.devices.setFileOverride(device.id, { fileId: file.id, source: 'Custom', content: await putText(store, 'own') });
			await store.scopes.save(type.id, scope, { tags: [sampleTag('A', '1')] });
			await store.drafts.save({ subject, state: { kind: 'deleted' }, basedOn: 0, author: 'ada' });
			await store.devices.delete(device.id);
			expect(await list(store, { kind: 'tags', owner: { deviceId: device.id } })).toEqual([]);
			expect(await list(store, { kind: 'override', fileId: file.id, owner: { deviceId: device.id } })).toEqual([]);
			await store.deviceTypes.delete(type.id);
			expect(await list(store, subject)).toEqual([]);
			expect(await list(store, { kind: 'tags', owner: { typeId: type.id, scope } })).toEqual([]);
			expect(await store.drafts.list(10)).toEqual([]);
			expect(await store.content.removeUnreferenced(-1000)).toBe(2);
		});

		it('have each number once, however many change at a time', async () => {
			const { store, again } = await open();
			const other = await again();
			const { file, subject } = await addFile(store);
			const type = (await store.deviceTypes.list())[0];
			const device = await store.devices.add(plainDevice(type?.id ?? '', 'one'));
			await Promise.all(
				Array.from({ length: 10 }, async (_, number) => {
					const at = number % 2 === 0 ? store : other;
					await at.deviceTypes.updateFile(file.id, { content: await putText(at, `text ${number}`) });
					await at.devices.update(device.id, { tags: [sampleTag('A', String(number))] });
				}),
			);
			expect((await list(store, subject)).map(({ number }) => number)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
			expect(await list(store, { kind: 'tags', owner: { deviceId: device.id } })).toHaveLength(11);
		});
	});
}
