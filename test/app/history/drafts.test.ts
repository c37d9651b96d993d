import { describe, expect, it } from 'vitest';
import { changeDeviceTypeFile } from '../../../src/app/administration/change-device-type-file.ts';
import { setTag } from '../../../src/app/administration/change-tag.ts';
import { addTagSet } from '../../../src/app/administration/change-tag-set.ts';
import { renderFile } from '../../../src/app/administration/render-file.ts';
import { discardDraft, publishDraft, saveDraft } from '../../../src/app/history/change-draft.ts';
import { compareVersions } from '../../../src/app/history/compare-versions.ts';
import type { DraftChange } from '../../../src/app/history/draft-change.ts';
import type { HistoryPlace } from '../../../src/app/history/history-place.ts';
import { listDrafts } from '../../../src/app/history/list-drafts.ts';
import { listRevisions, showVersion } from '../../../src/app/history/list-revisions.ts';
import { previewDraft } from '../../../src/app/history/preview-draft.ts';
import { requireMacAddress } from '../../../src/domain/mac-address.ts';
import { requireCustomTagName } from '../../../src/domain/tag.ts';
import { fileFormat, filePlace, type HistoryStore, typeName, useHistoryStore } from './history-store.ts';

const scope = { serviceProviderId: 'acme', groupId: 'hq' };
const device = { name: 'one' };
const systemDefault = { kind: 'tag-set', name: '' } as const;
const tag = (name: string, value: string) => ({ name: requireCustomTagName(name), value });

describe('a draft', () => {
	const current = useHistoryStore();
	const ada = () => current().as('ada');
	const toFileChange = async (text: string): Promise<DraftChange> => ({ kind: 'file', change: { content: await current().put(text) } });
	const render = async (name = 'one') => Buffer.from((await renderFile(current().store, { name }, fileFormat)).bytes).toString();
	const preview = async (place: HistoryPlace, name = 'one', fileName = fileFormat) =>
		Buffer.from((await previewDraft(current().store, place, { device: { name }, fileName })).file.bytes).toString();

	it('is served to nobody, can be looked at for a device, and goes live as a revision', async () => {
		const { store } = current();
		await current().addDevice({ ...device, mac: requireMacAddress('0013d1000001') });
		const live = await render();
		const { draft } = await saveDraft(ada(), filePlace, await toFileChange('draft for %BWDEVICEID%, %BWMACADDRESS%'));
		expect(draft).toMatchObject({ basedOn: 1, author: 'ada' });
		expect(await render()).toBe(live);
		expect(await preview(filePlace)).toBe('draft for one, 0013d1000001');
		expect((await previewDraft(store, filePlace, { device })).difference).toMatchObject({ kind: 'lines', added: 1 });
		expect(await compareVersions(store, filePlace, { to: 'draft' })).toMatchObject({
			before: { reference: 'live' },
			after: { reference: 'draft', by: { author: 'ada' } },
			fields: [],
			content: { kind: 'lines', added: 1 },
		});
		expect(await publishDraft(current().as('bob'), filePlace)).toMatchObject({ number: 2, changed: true });
		expect(await render()).toBe('draft for one, 0013d1000001');
		const { revisions, draft: left } = await listRevisions(store, filePlace);
		expect([revisions[0]?.by, left]).toEqual([{ author: 'bob', action: 'draft publish' }, undefined]);
		expect((await store.audit.list(2)).map(({ actor, action }) => `${actor}: ${action}`).toSorted()).toEqual([
			'ada: draft save',
			'bob: draft publish',
		]);
	});

	it('is changed step by step, and keeps the options and contents of the steps before', async () => {
		await saveDraft(ada(), filePlace, await toFileChange('text'));
		await saveDraft(ada(), filePlace, { kind: 'file', change: { allowHttp: true, escape: 'none' } });
		await saveDraft(ada(), filePlace, {
			kind: 'file',
			change: { authentication: { macInNonRequestUri: true, macFormatInNonRequestUri: '(.*)' } },
		});
		await publishDraft(ada(), filePlace);
		const file = (await current().store.deviceTypes.findByName(typeName))?.files.find((each) => each.fileFormat === fileFormat);
		const { sha256 } = await current().put('text');
		expect(file).toMatchObject({
			allowHttp: true,
			escape: 'none',
			content: { sha256 },
			authentication: { macInCert: false, macInNonRequestUri: true },
		});
	});

	const movers: readonly [string, (history: HistoryStore) => Promise<unknown>][] = [
		[
			'its content',
			async (history) => changeDeviceTypeFile(history.as('bob'), typeName, fileFormat, { content: await history.put('<b/>') }),
		],
		['its options', (history) => changeDeviceTypeFile(history.as('bob'), typeName, fileFormat, { allowHttp: true })],
	];
	it.each(movers)('conflicts with whoever has changed %s meanwhile, unless it is forced', async (_, move) => {
		await saveDraft(ada(), filePlace, await toFileChange('text'));
		await move(current());
		await saveDraft(ada(), filePlace, await toFileChange('another text'));
		const live = (await listRevisions(current().store, filePlace)).revisions[0];
		await expect(publishDraft(ada(), filePlace)).rejects.toMatchObject({
			code: 'draft.conflict',
			message: expect.stringContaining(`by bob at ${live?.at.toISOString()}`),
		});
		expect((await listDrafts(current().store))[0]).toMatchObject({ liveHasMoved: true, place: filePlace });
		expect(await publishDraft(ada(), filePlace, { force: true })).toMatchObject({ number: 3 });
		expect((await current().store.audit.list(1))[0]?.detail).toContain('forced over revision 2');
	});

	it('of tags is seen in the files that are built of them', async () => {
		const { store } = current();
		await current().addDevice({ ...device, ...scope });
		await changeDeviceTypeFile(ada(), typeName, fileFormat, { content: await current().put('%A% %B%') });
		await setTag(ada(), { kind: 'set', setName: '' }, tag('A', '1'));
		await setTag(ada(), { kind: 'set', setName: '' }, tag('B', 'b'));
		await saveDraft(ada(), systemDefault, { kind: 'tags', set: [tag('A', '2')] });
		await saveDraft(ada(), systemDefault, { kind: 'tags', delete: [requireCustomTagName('B')] });
		expect(await preview(systemDefault)).toBe('2 %B%');
		const scopeTags = { kind: 'tags', place: { typeName, scope } } as const;
		await saveDraft(ada(), scopeTags, { kind: 'tags', set: [tag('A', 'group')] });
		expect(await preview(scopeTags)).toBe('group b');
		const deviceTags = { kind: 'tags', place: { device } } as const;
		await saveDraft(ada(), deviceTags, { kind: 'tags', set: [tag('A', 'own')] });
		expect(await preview(deviceTags)).toBe('own b');
		expect(await render()).toBe('1 b');
		expect((await listDrafts(store)).map(({ title }) => title)).toEqual([
			'the system default set',
			`tags of acme/hq, type ${typeName}`,
			'tags of device acme/hq/one',
		]);
		for (const place of [deviceTags, scopeTags, systemDefault]) await publishDraft(ada(), place);
		expect(await render()).toBe('own %B%');
		expect(await listDrafts(store)).toEqual([]);
	});

	it('of a tag set other than the one of the device changes nothing for it', async () => {
		await current().addDevice(device);
		await addTagSet(ada(), 'north');
		const place = { kind: 'tag-set', name: 'north' } as const;
		await saveDraft(ada(), place, { kind: 'tags', set: [tag('NTP_SERVER', 'north')] });
		expect((await previewDraft(current().store, place, { device, fileName: fileFormat })).difference).toEqual({ kind: 'same' });
	});

	it('of an override is seen by those below it alone', async () => {
		await current().addDevice(device);
		await current().addDevice({ name: 'two', ...scope });
		const ofGroup = { kind: 'override', place: { typeName, scope }, fileFormat } as const;
		const ofDevice = { kind: 'override', place: { device }, fileFormat } as const;
		await saveDraft(ada(), ofGroup, { kind: 'override', source: 'Custom', content: await current().put('group %BWDEVICEID%') });
		await saveDraft(ada(), ofDevice, { kind: 'override', source: 'Manual', content: await current().put('own %BWDEVICEID%') });
		expect(await preview(ofGroup, 'two')).toBe('group two');
		expect((await previewDraft(current().store, ofGroup, { device })).difference).toEqual({ kind: 'same' });
		expect(await preview(ofDevice)).toBe('own %BWDEVICEID%');
		await saveDraft(ada(), ofDevice, { kind: 'override', source: 'Default' });
		await publishDraft(ada(), ofDevice);
		await publishDraft(ada(), ofGroup);
		expect(await render('two')).toBe('group two');
		expect((await showVersion(current().store, ofDevice, 'live')).state).toEqual({ kind: 'override', source: 'Default' });
	});

	it('is thrown away', async () => {
		await saveDraft(ada(), filePlace, await toFileChange('text'));
		expect(await discardDraft(ada(), filePlace)).toEqual({ title: `${typeName}/${fileFormat}` });
		for (const attempt of [discardDraft, publishDraft]) {
			await expect(attempt(ada(), filePlace)).rejects.toMatchObject({ code: 'draft.not-found' });
		}
	});

	it('makes no event before it is live', async () => {
		const { store } = current();
		const before = await store.events.newestId();
		await saveDraft(ada(), filePlace, await toFileChange('text'));
		await discardDraft(ada(), filePlace);
		expect(await store.events.newestId()).toBe(before);
		await saveDraft(ada(), filePlace, await toFileChange('text'));
		await publishDraft(ada(), filePlace);
		expect((await store.events.after(before, 10)).map(({ data }) => data['action'])).toEqual(['draft publish']);
	});

	const broken = '%BWEACHLINE-BEGIN%';
	const refusals: readonly [string, HistoryPlace, (history: HistoryStore) => Promise<DraftChange>, string][] = [
		[
			'a broken template',
			filePlace,
			async (history) => ({ kind: 'file', change: { content: await history.put(broken) } }),
			'value.invalid',
		],
		[
			'a pattern that nobody can compile',
			filePlace,
			async () => ({ kind: 'file', change: { authentication: { macInNonRequestUri: true, macFormatInNonRequestUri: '(' } } }),
			'value.invalid',
		],
		['tags for a file', filePlace, async () => ({ kind: 'tags', set: [] }), 'usage.invalid'],
		['a tag that is not there', systemDefault, async () => ({ kind: 'tags', delete: [requireCustomTagName('A')] }), 'tag.not-found'],
		['a value that is too long', systemDefault, async () => ({ kind: 'tags', set: [tag('A', 'v'.repeat(257))] }), 'value.too-long'],
		['a region that is not there', systemDefault, async () => ({ kind: 'tags', set: [tag('A', '1')], regionName: 'x' }), 'value.invalid'],
		[
			'overridable for a group',
			{ kind: 'tags', place: { typeName, scope } },
			async () => ({ kind: 'tags', set: [{ ...tag('A', '1'), overridable: true }] }),
			'value.contradiction',
		],
		[
			'a tag set that is not there',
			{ kind: 'tags', place: { typeName, scope } },
			async () => ({ kind: 'tags', tagSet: 'x' }),
			'tag-set.not-found',
		],
		[
			'an override without content',
			{ kind: 'override', place: { typeName, scope }, fileFormat },
			async () => ({ kind: 'override', source: 'Custom' }),
			'value.contradiction',
		],
		[
			'an override that is not allowed',
			{ kind: 'override', place: { typeName, scope }, fileFormat: 'firmware-PCS00A.bin' },
			async (history) => ({ kind: 'override', source: 'Manual', content: await history.put('x') }),
			'file-override.not-allowed',
		],
	];
	it.each(refusals)('reject/%s', async (_, place, toChange, code) => {
		const history = current();
		const change = await toChange(history);
		await expect(saveDraft(ada(), place, change)).rejects.toMatchObject({ code });
		expect(await listDrafts(history.store)).toEqual([]);
	});
});
