import { describe, expect, it } from 'vitest';
import { setBuiltInTag } from '../../../src/app/administration/change-built-in-tags.ts';
import { changeDevice } from '../../../src/app/administration/change-device.ts';
import { changeDeviceTypeFile } from '../../../src/app/administration/change-device-type-file.ts';
import { deleteTag, setTag } from '../../../src/app/administration/change-tag.ts';
import { setFileOverride } from '../../../src/app/administration/set-file-override.ts';
import { compareWithFetched } from '../../../src/app/history/compare-with-fetched.ts';
import { requireCustomTagName } from '../../../src/domain/tag.ts';
import { fetchFile } from './fetch-file.ts';
import { fileFormat, type HistoryStore, typeName, useHistoryStore } from './history-store.ts';

const scope = { serviceProviderId: 'acme', groupId: 'hq' };
const device = { name: 'one', ...scope };
const name = requireCustomTagName('A');
const password = requireCustomTagName('A_PASSWORD');

describe('what a device has fetched, beside what it would get now', () => {
	const current = useHistoryStore();
	const later = () => void (current().clock.shiftMs += 60_000);

	/** The device has a tag of each level, and has fetched the file. */
	async function fetched(): Promise<HistoryStore> {
		const history = current();
		const as = history.as('ada');
		await changeDeviceTypeFile(as, typeName, fileFormat, { content: await history.put('first %A%\n%A_PASSWORD%\n%BWDEVICEID%\n%NONE%\n') });
		await history.addDevice(device);
		await setTag(as, { kind: 'scope', typeName, scope }, { name, value: 'group' });
		await setTag(as, { kind: 'device', device: { key: device } }, { name: password, value: 'secret one' });
		later();
		await fetchFile(history, 'one');
		later();
		return history;
	}
	const compare = (history: HistoryStore) => compareWithFetched(history.store, { name: 'one' }, fileFormat);
	const linesOf = async (history: HistoryStore) => {
		const { difference } = await compare(history);
		return difference?.kind === 'lines'
			? difference.hunks.flatMap(({ lines }) => lines).filter((line) => /^[+-]/.test(line))
			: difference?.kind;
	};

	it('is the same as long as nothing has changed', async () => {
		const history = await fetched();
		expect(await compare(history)).toMatchObject({ isCurrent: true, difference: { kind: 'same' }, fetched: { status: 200 } });
	});

	const changes: readonly [string, (history: HistoryStore) => Promise<unknown>, readonly string[]][] = [
		[
			'the template',
			async (h) =>
				changeDeviceTypeFile(h.as('ada'), typeName, fileFormat, {
					content: await h.put('second %A%\n%A_PASSWORD%\n%BWDEVICEID%\n%NONE%\n'),
				}),
			['-first group', '+second group'],
		],
		[
			'a tag of the group',
			(h) => setTag(h.as('ada'), { kind: 'scope', typeName, scope }, { name, value: 'new' }),
			['-first group', '+first new'],
		],
		[
			'a tag of the group, which is gone,',
			(h) => deleteTag(h.as('ada'), { kind: 'scope', typeName, scope }, name),
			['-first group', '+first %A%'],
		],
		[
			'a tag of the device, set twice',
			async (h) => {
				for (const value of ['own', 'own again']) await setTag(h.as('ada'), { kind: 'device', device: { name: 'one' } }, { name, value });
			},
			['-first group', '+first own again'],
		],
		[
			'the system default set',
			(h) => setTag(h.as('ada'), { kind: 'set', setName: '' }, { name: requireCustomTagName('NONE'), value: 'some' }),
			['-%NONE%', '+some'],
		],
		[
			'an override of the device',
			async (h) =>
				setFileOverride(h.as('ada'), { device: { name: 'one' } }, { fileFormat, source: 'Manual', content: await h.put('own\n') }),
			['-first group', '-********', '-one', '-%NONE%', '+own'],
		],
	];
	it.each(changes)('shows what has changed since by %s, with passwords masked', async (_, change, lines) => {
		const history = await fetched();
		await change(history);
		later();
		expect(await linesOf(history)).toEqual(lines);
	});

	it('builds the time of the last change too, whatever it was that changed', async () => {
		const history = await fetched();
		const as = history.as('ada');
		const content = await history.put('%BWTIMESTAMP% %A%\n');
		const steps: readonly (() => Promise<unknown>)[] = [
			() => changeDeviceTypeFile(as, typeName, fileFormat, { content }),
			() => setTag(as, { kind: 'device', device: { name: 'one' } }, { name, value: 'own' }),
			async () =>
				setFileOverride(
					as,
					{ device: { name: 'one' } },
					{ fileFormat, source: 'Custom', content: await history.put('own %BWTIMESTAMP%\n') },
				),
			() => setFileOverride(as, { device: { name: 'one' } }, { fileFormat, source: 'Default' }),
			async () =>
				setFileOverride(as, { typeName, scope }, { fileFormat, source: 'Custom', content: await history.put('group %BWTIMESTAMP%\n') }),
			() => setTag(as, { kind: 'scope', typeName, scope }, { name, value: 'new' }),
			() => setFileOverride(as, { typeName, scope }, { fileFormat, source: 'Default' }),
			() => setTag(as, { kind: 'set', setName: '' }, { name: requireCustomTagName('NONE'), value: 'some' }),
		];
		for (const [index, step] of steps.entries()) {
			await step();
			later();
			await fetchFile(history, 'one');
			later();
			await setTag(as, { kind: 'device', device: { name: 'one' } }, { name: requireCustomTagName('COUNT'), value: String(index) });
			expect({ index, ...(await compare(history)) }).toMatchObject({ index, isCurrent: false, difference: { kind: 'lines' } });
		}
	});

	it('differs although both look the same where a password has changed alone', async () => {
		const history = await fetched();
		await setTag(history.as('ada'), { kind: 'device', device: { name: 'one' } }, { name: password, value: 'secret two' });
		expect(await compare(history)).toMatchObject({ isCurrent: false, difference: { kind: 'same' } });
	});

	it('is not told where what was fetched cannot be built any more', async () => {
		const history = await fetched();
		await setBuiltInTag(history.as('ada'), { name: '%BWDEVICEID%', source: 'device.qualifiedName' });
		const found = await compare(history);
		expect(found).toMatchObject({ isCurrent: false, fetched: { status: 200 } });
		expect(found.difference).toBeUndefined();
	});

	it('is told although something has changed that the file does not show', async () => {
		const history = await fetched();
		await changeDevice(history.as('ada'), { name: 'one' }, { description: 'Lobby' });
		await setTag(history.as('ada'), { kind: 'scope', typeName, scope }, { name, value: 'new' });
		expect(await linesOf(history)).toEqual(['-first group', '+first new']);
	});

	it('is nothing where nothing was fetched', async () => {
		const history = current();
		await history.addDevice(device);
		expect(await compare(history)).toEqual({ isCurrent: false });
	});
});
