import { describe, expect, it } from 'vitest';
import { changeDeviceType } from '../../../src/app/administration/change-device-type.ts';
import { changeDeviceTypeFile } from '../../../src/app/administration/change-device-type-file.ts';
import { deleteTag, setTag } from '../../../src/app/administration/change-tag.ts';
import { addTagSet, deleteTagSet, setScopeTagSet, setTagSetRegion } from '../../../src/app/administration/change-tag-set.ts';
import { setFileOverride } from '../../../src/app/administration/set-file-override.ts';
import { compareVersions } from '../../../src/app/history/compare-versions.ts';
import type { HistoryPlace } from '../../../src/app/history/history-place.ts';
import { listRevisions, showVersion } from '../../../src/app/history/list-revisions.ts';
import { restoreRevision } from '../../../src/app/history/restore-revision.ts';
import { requireCustomTagName } from '../../../src/domain/tag.ts';
import { fileFormat, filePlace, type HistoryStore, typeName, useHistoryStore } from './history-store.ts';

const scope = { serviceProviderId: 'acme', groupId: 'hq' };
const tag = (name: string, value: string) => ({ name: requireCustomTagName(name), value });
const tagsOfScope = { kind: 'tags', place: { typeName, scope } } as const;
const tagsOfDevice = { kind: 'tags', place: { device: { name: 'one' } } } as const;

describe('the history', () => {
	const current = useHistoryStore();
	const numbers = async (place: HistoryPlace) =>
		(await listRevisions(current().store, place)).revisions.map(({ number, by }) => `${number} ${by?.author ?? '-'}: ${by?.action ?? '-'}`);
	const setContent = async (text: string, actor = 'ada') =>
		changeDeviceTypeFile(current().as(actor), typeName, fileFormat, { content: await current().put(text) });

	it('names who changed a file and how, an import too', async () => {
		await setContent('<a/>', 'ada');
		await changeDeviceTypeFile(current().as('bob'), typeName, fileFormat, { allowHttp: true });
		expect(await numbers(filePlace)).toEqual(['3 bob: type file set', '2 ada: type file set', '1 importer: dtaf import']);
		expect(await numbers({ kind: 'tag-set', name: 'Sample DECT' })).toEqual(['1 importer: dtaf import']);
	});

	it('compares options and lines of two revisions of a file', async () => {
		await setContent('<a>\n<b/>\n</a>\n');
		await changeDeviceTypeFile(current().as('bob'), typeName, fileFormat, {
			content: await current().put('<a>\n<c/>\n</a>\n'),
			allowHttp: true,
		});
		const comparison = await compareVersions(current().store, filePlace);
		expect(comparison).toMatchObject({
			title: `${typeName}/${fileFormat}`,
			before: { reference: 2, by: { author: 'ada' } },
			after: { reference: 'live' },
			fields: [{ field: 'allowHttp', before: false, after: true }],
			tags: [],
			content: { kind: 'lines', added: 1, removed: 1, hunks: [{ lines: [' <a>', '-<b/>', '+<c/>', ' </a>'] }] },
			isSame: false,
		});
		expect((await compareVersions(current().store, filePlace, { from: 3, to: 'live' })).isSame).toBe(true);
	});

	it('restores a file with everything that it was, as a new revision', async () => {
		const { store } = current();
		const before = await showVersion(store, filePlace, 'live');
		await changeDeviceTypeFile(current().as('ada'), typeName, fileFormat, {
			content: await current().put('<a/>'),
			escape: 'none',
			allowHttp: true,
			authentication: { macInCert: false },
		});
		const restored = await restoreRevision(current().as('bob'), filePlace, 1);
		expect(restored).toEqual({ title: `${typeName}/${fileFormat}`, number: 3, changed: true });
		expect((await showVersion(store, filePlace, 'live')).state).toEqual(before.state);
		expect((await numbers(filePlace))[0]).toBe('3 bob: history restore');
		expect((await store.audit.list(1))[0]).toMatchObject({
			actor: 'bob',
			action: 'history restore',
			subject: `${typeName}/${fileFormat}`,
			detail: 'revision 1 is live again as 3',
		});
		expect((await restoreRevision(current().as('bob'), filePlace, 3)).changed).toBe(false);
	});

	it('reject/a restore that would overwrite a change that was not seen', async () => {
		await setContent('<a/>');
		await expect(restoreRevision(current().as('bob'), filePlace, 1, 1)).rejects.toMatchObject({ code: 'precondition.failed' });
		expect((await restoreRevision(current().as('bob'), filePlace, 1, 2)).number).toBe(3);
	});

	it('keeps and restores what stands in place of a file for a device and for a group', async () => {
		const { store } = current();
		await current().addDevice({ name: 'one' });
		for (const place of [{ device: { name: 'one' } }, { typeName, scope }]) {
			const subject = { kind: 'override', place, fileFormat } as const;
			for (const text of ['first', 'second']) {
				const content = await current().put(`${text} %BWDEVICEID%`);
				await setFileOverride(current().as('ada'), place, { fileFormat, source: 'Custom', content });
			}
			await setFileOverride(current().as('ada'), place, { fileFormat, source: 'Default' });
			expect(await compareVersions(store, subject)).toMatchObject({
				fields: [{ field: 'source', before: 'Custom', after: 'Default' }],
				content: { kind: 'lines', removed: 1, added: 0 },
			});
			await restoreRevision(current().as('ada'), subject, 1);
			const { state } = await showVersion(store, subject, 'live');
			const { sha256 } = await current().put('first %BWDEVICEID%');
			expect(state).toMatchObject({ kind: 'override', source: 'Custom', content: { sha256 } });
		}
	});

	it('reject/restoring an override that the file does not allow any more', async () => {
		const place = { typeName, scope };
		const content = await current().put('own');
		await setFileOverride(current().as('ada'), place, { fileFormat, source: 'Manual', content });
		await setFileOverride(current().as('ada'), place, { fileFormat, source: 'Default' });
		await changeDeviceTypeFile(current().as('ada'), typeName, fileFormat, { fileCustomization: 'Disallow' });
		const restoring = restoreRevision(current().as('ada'), { kind: 'override', place, fileFormat }, 1);
		await expect(restoring).rejects.toMatchObject({ code: 'file-override.not-allowed' });
	});

	it('compares tags: added, changed, removed, in which region; passwords are masked', async () => {
		const { store } = current();
		const as = current().as('ada');
		const set = { kind: 'set', setName: 'north' } as const;
		await addTagSet(as, 'north');
		await setTag(as, set, tag('A', '1'));
		await setTag(as, set, tag('SIP_PASSWORD', 'hidden-1'));
		await setTagSetRegion(as, 'north', { name: 'nordic', countries: ['DK'] });
		await setTag(as, { ...set, regionName: 'nordic' }, tag('A', '3'));
		await setTag(as, set, { ...tag('A', '1'), overridable: false });
		await setTag(as, set, tag('SIP_PASSWORD', 'hidden-2'));
		await deleteTag(as, { ...set, regionName: 'nordic' }, requireCustomTagName('A'));
		const comparison = await compareVersions(store, { kind: 'tag-set', name: 'north' }, { from: 2, to: 6 });
		expect(comparison).toMatchObject({
			fields: [{ field: 'region nordic', before: null, after: 'DK' }],
			tags: [
				{ change: 'changed', name: '%A%', before: { value: '1', overridable: true }, after: { value: '1', overridable: false } },
				{ change: 'added', name: '%SIP_PASSWORD%', after: { value: '********', overridable: true } },
				{ change: 'added', name: '%A%', regionName: 'nordic', after: { value: '3' } },
			],
		});
		expect(await compareVersions(store, { kind: 'tag-set', name: 'north' })).toMatchObject({
			tags: [{ change: 'removed', name: '%A%', regionName: 'nordic' }],
		});
		expect((await compareVersions(store, { kind: 'tag-set', name: 'north' }, { from: 6, to: 7 })).tags).toEqual([
			expect.objectContaining({ change: 'changed', name: '%SIP_PASSWORD%', before: { value: '********', overridable: true } }),
		]);
	});

	it('brings a deleted tag set back', async () => {
		const as = current().as('ada');
		const place = { kind: 'tag-set', name: 'north' } as const;
		await addTagSet(as, 'north');
		await setTag(as, { kind: 'set', setName: 'north' }, tag('A', '1'));
		await deleteTagSet(as, 'north');
		expect((await showVersion(current().store, place, 'live')).state).toEqual({ kind: 'deleted' });
		await expect(restoreRevision(as, place, 3)).rejects.toMatchObject({ code: 'value.invalid' });
		await restoreRevision(as, place, 2);
		expect((await current().store.tagSets.findByName('north'))?.tags).toMatchObject([{ name: '%A%', value: '1' }]);
		expect((await numbers(place))[1]).toBe('3 ada: tag-set delete');
	});

	it('keeps tags and tag set of a group and of a device', async () => {
		const { store } = current();
		const as = current().as('ada');
		await current().addDevice({ name: 'one', tags: [tag('A', 'came with it')] });
		await addTagSet(as, 'north');
		await setTag(as, { kind: 'scope', typeName, scope }, tag('A', '1'));
		await setScopeTagSet(as, typeName, scope, 'north');
		await setTag(as, { kind: 'device', device: { name: 'one' } }, tag('A', 'own'));
		expect(await compareVersions(store, tagsOfScope)).toMatchObject({ fields: [{ field: 'tagSet', before: null, after: 'north' }] });
		expect(await compareVersions(store, tagsOfDevice)).toMatchObject({
			tags: [{ before: { value: 'came with it' }, after: { value: 'own' } }],
		});
		await restoreRevision(as, tagsOfDevice, 1);
		expect((await showVersion(store, tagsOfDevice, 'live')).state).toEqual({ kind: 'tags', tags: [tag('A', 'came with it')] });
		await setScopeTagSet(as, typeName, scope, null);
		await changeDeviceType(as, typeName, { allowGroupCustomTagSet: false });
		await expect(restoreRevision(as, tagsOfScope, 2)).rejects.toMatchObject({ code: 'value.contradiction' });
		await restoreRevision(as, tagsOfScope, 1);
	});

	const refusals: readonly [string, (history: HistoryStore) => Promise<unknown>, string][] = [
		['a revision that there never was', ({ store }) => showVersion(store, filePlace, 99), 'revision.not-found'],
		['a draft that there is not', ({ store }) => showVersion(store, filePlace, 'draft'), 'draft.not-found'],
		['a type that there is not', ({ store }) => listRevisions(store, { ...filePlace, typeName: 'x' }), 'device-type.not-found'],
		['a file that there is not', ({ store }) => listRevisions(store, { ...filePlace, fileFormat: 'x' }), 'device-type-file.not-found'],
		['a device that there is not', ({ store }) => listRevisions(store, tagsOfDevice), 'device.not-found'],
		['a tag set that there never was', ({ store }) => listRevisions(store, { kind: 'tag-set', name: 'x' }), 'tag-set.not-found'],
	];
	it.each(refusals)('reject/%s', async (_, attempt, code) => {
		await expect(attempt(current())).rejects.toMatchObject({ code });
	});
});
