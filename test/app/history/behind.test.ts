import { describe, expect, it } from 'vitest';
import { setBuiltInTag } from '../../../src/app/administration/change-built-in-tags.ts';
import { changeDevice } from '../../../src/app/administration/change-device.ts';
import { changeDeviceType } from '../../../src/app/administration/change-device-type.ts';
import { changeDeviceTypeFile } from '../../../src/app/administration/change-device-type-file.ts';
import { setTag } from '../../../src/app/administration/change-tag.ts';
import { addTagSet, deleteTagSet, setScopeTagSet } from '../../../src/app/administration/change-tag-set.ts';
import { setFileOverride } from '../../../src/app/administration/set-file-override.ts';
import { findDeviceStanding } from '../../../src/app/history/device-standing.ts';
import { type BehindQuery, listBehind } from '../../../src/app/history/list-behind.ts';
import { requireCustomTagName } from '../../../src/domain/tag.ts';
import { fetchFile as fetch } from './fetch-file.ts';
import { fileFormat, type HistoryStore, typeName, useHistoryStore } from './history-store.ts';

const scope = { serviceProviderId: 'acme', groupId: 'hq' };
const firmware = 'firmware-PCS00A.bin';
const minuteMs = 60_000;

describe('which devices are behind', () => {
	const current = useHistoryStore();
	const as = () => current().as('ada');
	const later = () => void (current().clock.shiftMs += minuteMs);
	const behind = async (query: Partial<BehindQuery> = {}) =>
		(await listBehind(current().store, { limit: 100, ...query })).devices.map(({ device, files }) => [
			device.name,
			...files.map((file) => file.fileFormat),
		]);
	const verdictOf = async (name: string, format = fileFormat) =>
		(await findDeviceStanding(current().store, { name })).files.find((file) => file.fileFormat === format)?.verdict;

	it('tells of each file what a device should have and what it has', async () => {
		const history = current();
		await history.addDevice({ name: 'one' });
		expect((await findDeviceStanding(history.store, { name: 'one' })).verdict).toBe('never');
		await fetch(history, 'one');
		const standing = await findDeviceStanding(history.store, { name: 'one' });
		expect(standing).toMatchObject({ deviceType: typeName, verdict: 'current', device: { name: 'one' } });
		const file = standing.files.find((each) => each.fileFormat === fileFormat);
		expect(file).toMatchObject({
			verdict: 'current',
			expected: { level: 'Device Type', etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) },
			fetched: { status: 200, etag: file?.expected?.etag },
		});
		expect(standing.files.length).toBe((await history.store.deviceTypes.findByName(typeName))?.files.length);
	});

	const changes: readonly [string, (history: HistoryStore) => Promise<unknown>][] = [
		['its template', async (h) => changeDeviceTypeFile(h.as('ada'), typeName, fileFormat, { content: await h.put('%A% new') })],
		[
			'a tag of the system default set',
			(h) => setTag(h.as('ada'), { kind: 'set', setName: '' }, { name: requireCustomTagName('A'), value: '2' }),
		],
		[
			'a tag of its tag set',
			(h) => setTag(h.as('ada'), { kind: 'set', setName: 'north' }, { name: requireCustomTagName('A'), value: '2' }),
		],
		[
			'a tag of its service provider',
			(h) =>
				setTag(
					h.as('ada'),
					{ kind: 'scope', typeName, scope: { serviceProviderId: 'acme' } },
					{ name: requireCustomTagName('A'), value: '2' },
				),
		],
		['a tag of its group', (h) => setTag(h.as('ada'), { kind: 'scope', typeName, scope }, { name: requireCustomTagName('A'), value: '2' })],
		[
			'a tag of its own',
			(h) => setTag(h.as('ada'), { kind: 'device', device: { name: 'one' } }, { name: requireCustomTagName('A'), value: '2' }),
		],
		[
			'an override of its group',
			async (h) => setFileOverride(h.as('ada'), { typeName, scope }, { fileFormat, source: 'Manual', content: await h.put('x') }),
		],
		[
			'an override of its own',
			async (h) => setFileOverride(h.as('ada'), { device: { name: 'one' } }, { fileFormat, source: 'Manual', content: await h.put('x') }),
		],
		['what a built-in tag stands for', (h) => setBuiltInTag(h.as('ada'), { name: '%BWDEVICEID%', source: 'device.qualifiedName' })],
		['the tag set of its group, which is deleted,', (h) => deleteTagSet(h.as('ada'), 'north')],
	];
	it.each(changes)('a device is behind once %s has changed, and current once it has fetched again', async (_, change) => {
		const history = current();
		await changeDeviceTypeFile(as(), typeName, fileFormat, { content: await history.put('%A% %NORTH% %BWDEVICEID%') });
		await history.addDevice({ name: 'one', ...scope });
		await addTagSet(as(), 'north');
		await setTag(as(), { kind: 'set', setName: 'north' }, { name: requireCustomTagName('NORTH'), value: '1' });
		await setScopeTagSet(as(), typeName, scope, 'north');
		later();
		await fetch(history, 'one');
		expect([await behind(), await verdictOf('one')]).toEqual([[], 'current']);
		later();
		await change(history);
		expect([await behind(), await verdictOf('one')]).toEqual([[['one', fileFormat]], 'behind']);
		later();
		await fetch(history, 'one');
		expect([await behind(), await verdictOf('one')]).toEqual([[], 'current']);
	});

	it('an override that is taken back counts too', async () => {
		const history = current();
		await history.addDevice({ name: 'one' });
		await setFileOverride(as(), { device: { name: 'one' } }, { fileFormat, source: 'Manual', content: await history.put('x') });
		later();
		await fetch(history, 'one');
		later();
		await setFileOverride(as(), { device: { name: 'one' } }, { fileFormat, source: 'Default' });
		expect(await behind()).toEqual([['one', fileFormat]]);
	});

	it('a change that does not reach the bytes leaves a device current', async () => {
		const history = current();
		await changeDeviceTypeFile(as(), typeName, fileFormat, { content: await history.put('%BWDEVICEID% %A%') });
		await history.addDevice({ name: 'one' });
		later();
		await fetch(history, 'one');
		later();
		await changeDevice(as(), { name: 'one' }, { description: 'Lobby' });
		await changeDeviceType(as(), typeName, { isObsolete: true });
		const page = await listBehind(history.store, { limit: 10 });
		expect(page).toEqual({ devices: [], devicesLookedAt: 1, filesBuilt: 1 });
	});

	it('builds nothing for what was fetched after all changes', async () => {
		const history = current();
		for (let number = 0; number < 20; number++) await history.addDevice({ name: `device ${number}` });
		later();
		for (let number = 0; number < 20; number++) await fetch(history, `device ${number}`);
		expect(await listBehind(history.store, { limit: 10 })).toMatchObject({ devicesLookedAt: 20, filesBuilt: 0 });
		expect(await listBehind(history.store, { limit: 10, exact: true })).toMatchObject({ devices: [], filesBuilt: 20 });
	});

	it('a transfer that was cut counts as behind, 304 as current', async () => {
		const history = current();
		await history.addDevice({ name: 'cut' });
		await history.addDevice({ name: 'told' });
		later();
		await fetch(history, 'cut', fileFormat, { aborted: true });
		await fetch(history, 'told', fileFormat, { status: 304, reason: 'not-modified' });
		expect(await behind()).toEqual([['cut', fileFormat]]);
		expect(await verdictOf('told')).toBe('current');
	});

	it('devices that never fetched are listed where they are asked for', async () => {
		const history = current();
		await history.addDevice({ name: 'new' });
		await history.addDevice({ name: 'off', enabled: false });
		expect(await behind()).toEqual([]);
		const { devices } = await listBehind(history.store, { limit: 10, wanted: 'both' });
		expect(devices).toMatchObject([{ device: { name: 'new' }, isNew: true, files: [] }]);
		await history.addDevice({ name: 'old' });
		await fetch(history, 'old');
		later();
		await changeDeviceTypeFile(as(), typeName, fileFormat, { content: await history.put('new') });
		const namesOf = async (wanted: 'behind' | 'never' | 'both') =>
			(await listBehind(history.store, { limit: 10, wanted })).devices.map(({ device }) => device.name);
		expect(await namesOf('both')).toEqual(['new', 'old']);
		expect(await namesOf('never')).toEqual(['new']);
		expect(await namesOf('behind')).toEqual(['old']);
	});

	const inapplicable: readonly [string, (history: HistoryStore) => Promise<string>, RegExp][] = [
		[
			'a file for everybody',
			async (h) => {
				await changeDeviceTypeFile(h.as('ada'), typeName, firmware, {
					authentication: { macBasedFileAuthentication: false, userNamePasswordFileAuthentication: false, macInCert: false },
				});
				return firmware;
			},
			/for everybody/,
		],
		[
			'a device that is disabled',
			async (h) => (await changeDevice(h.as('ada'), { name: 'one' }, { enabled: false }), fileFormat),
			/disabled/,
		],
	];
	it.each(inapplicable)('cannot be told of %s', async (_, prepare, reason) => {
		const history = current();
		await history.addDevice({ name: 'one' });
		const format = await prepare(history);
		const { files } = await findDeviceStanding(history.store, { name: 'one' });
		expect(files.find((file) => file.fileFormat === format)).toMatchObject({
			verdict: 'not-applicable',
			reason: expect.stringMatching(reason),
		});
	});

	it('comes in pages, each of which goes on where the last one ended', async () => {
		const history = current();
		for (let number = 0; number < 7; number++) await history.addDevice({ name: `device ${number}`, ...(number % 2 === 0 ? scope : {}) });
		for (let number = 0; number < 7; number++) await fetch(history, `device ${number}`);
		later();
		await changeDeviceTypeFile(as(), typeName, fileFormat, { content: await history.put('new') });
		const names: string[] = [];
		let afterId: string | undefined;
		let pages = 0;
		do {
			const page = await listBehind(history.store, { limit: 3, ...(afterId === undefined ? {} : { afterId }) });
			names.push(...page.devices.map(({ device }) => device.name));
			afterId = page.nextAfterId;
			pages++;
		} while (afterId !== undefined);
		expect(names).toEqual(Array.from({ length: 7 }, (_, number) => `device ${number}`));
		expect(pages).toBe(3);
		expect(await behind({ filter: { serviceProviderId: 'acme' } })).toHaveLength(4);
		expect(await behind({ filter: { typeId: '999' } })).toEqual([]);
		await expect(listBehind(history.store, { limit: 0 })).rejects.toMatchObject({ code: 'value.invalid' });
	});

	it('a template that cannot be built hides no other device', async () => {
		const history = current();
		await history.addDevice({ name: 'one', tags: [{ name: requireCustomTagName('BIG'), value: '%HUGE%' }] });
		await fetch(history, 'one');
		later();
		const { files } = (await history.store.deviceTypes.findByName(typeName)) ?? { files: [] };
		const file = files.find((each) => each.fileFormat === fileFormat);
		// Past the use case, which would refuse it.
		await history.store.deviceTypes.updateFile(file?.id ?? '', { content: await history.put('%BWEACHLINE-BEGIN%') });
		expect(await behind()).toEqual([]);
		expect((await findDeviceStanding(history.store, { name: 'one' })).files.find((each) => each.fileFormat === fileFormat)).toMatchObject({
			verdict: 'not-applicable',
		});
	});
});
