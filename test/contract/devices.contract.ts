import { describe, expect, it } from 'vitest';
import { countDevices } from '../../src/app/administration/count-devices.ts';
import type { DeviceFilter, DeviceOrder, DeviceSummary, Store } from '../../src/domain/ports.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, fullDevice, plainDevice, putText, sampleFile, sampleMac, sampleTag } from './samples.ts';

export function devicesContract(open: OpenTestStore): void {
	describe('devices', () => {
		it.each([
			['everything', (typeId: string) => fullDevice(typeId, 1)],
			['nothing optional', (typeId: string) => plainDevice(typeId, 'bare')],
		])('come back as they were added, with %s', async (_, sample) => {
			const { store, again } = await open();
			const { id: typeId } = await addType(store);
			const device = sample(typeId);
			const added = await store.devices.add(device);
			expect(added).toEqual({
				...device,
				id: added.id,
				version: 1,
				createdAt: expect.any(Date),
				updatedAt: expect.any(Date),
				fileOverrides: [],
			});
			expect(await (await again()).devices.load(added.id)).toEqual(added);
		});

		it('are seen as they are now, however often they were looked up before, whoever changes them', async () => {
			const { store, again } = await open();
			const other = await again();
			const { id: typeId } = await addType(store);
			const { id } = await store.devices.add(fullDevice(typeId, 1));
			const found = async (each: typeof store) => (await each.devices.findByMac(typeId, sampleMac(1)))[0];
			const seen = async (each: typeof store) => (await found(each))?.enabled;
			for (const isEnabled of [false, true, false]) {
				for (const each of [store, other]) expect(await seen(each)).toBe(!isEnabled);
				const pinnedFingerprint = isEnabled ? 'f'.repeat(64) : null;
				await (isEnabled ? store : other).devices.update(id, { enabled: isEnabled, pinnedFingerprint });
				// Requests of one moment ask once whether anything has changed.
				await new Promise((resolve) => setTimeout(resolve, 2));
				for (const each of [store, other]) {
					expect(await seen(each)).toBe(isEnabled);
					expect((await found(each))?.pinnedFingerprint ?? null).toBe(pinnedFingerprint);
				}
			}
			await other.devices.delete(id);
			await new Promise((resolve) => setTimeout(resolve, 2));
			expect(await seen(store)).toBeUndefined();
		});

		it('are found by MAC, user name, key and name, without their secrets', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			const other = await addType(store, 'other');
			const { credentials, lines, tags: _, fileOverrides: __, ...rest } = await store.devices.add(fullDevice(typeId, 1));
			const summary: DeviceSummary = { ...rest, userName: credentials?.userName ?? '', lineCount: lines.length };
			const mac = sampleMac(1);
			expect(await store.devices.findByMac(typeId, mac)).toEqual([summary]);
			expect(await store.devices.findByUserName(typeId, 'user-1')).toEqual(summary);
			expect(await store.devices.findByKey(rest)).toEqual(summary);
			expect(await store.devices.findByName(rest.name, 10)).toEqual([summary]);
			expect(await store.devices.credentialsOf(rest.id)).toEqual(credentials);

			expect(await store.devices.findByMac(other.id, mac)).toEqual([]);
			expect(await store.devices.findByMac('none', mac)).toEqual([]);
			expect(await store.devices.findByMac(typeId, sampleMac(2))).toEqual([]);
			expect(await store.devices.findByUserName(other.id, 'user-1')).toBeUndefined();
			expect(await store.devices.findByKey({ name: rest.name })).toBeUndefined();
			expect(await store.devices.findByName(rest.name.toUpperCase(), 10)).toEqual([]);
			expect(await store.devices.credentialsOf('999')).toBeUndefined();
			expect(await store.devices.load('999')).toBeUndefined();

			const twin = await store.devices.add({ ...plainDevice(other.id, rest.name), mac });
			expect((await store.devices.findByMacAnyType(mac, 10)).map(({ id }) => id)).toEqual([rest.id, twin.id]);
			expect(await store.devices.findByMacAnyType(mac, 1)).toHaveLength(1);
			expect(await store.devices.findByName(rest.name, 10)).toHaveLength(2);
			expect(await store.devices.findByName(rest.name, 1)).toHaveLength(1);
		});

		it('reject/a name, MAC or user name that is taken, naming it and its owner', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			await store.devices.add(fullDevice(typeId, 1));
			const cases = [
				[
					{ ...plainDevice(typeId, 'handset 1'), serviceProviderId: 'provider', groupId: 'group' },
					'device.exists',
					'provider/group/handset 1',
				],
				[{ ...plainDevice(typeId, 'new'), mac: sampleMac(1) }, 'device.mac-exists', '00:13:d1:00:00:01'],
				[{ ...plainDevice(typeId, 'new'), credentials: { userName: 'user-1', password: 'x' } }, 'device.user-exists', '"user-1"'],
			] as const;
			for (const [device, code, named] of cases) {
				await expect(store.devices.add(device)).rejects.toMatchObject({ code, message: expect.stringContaining(named) });
				await expect(store.devices.add(device)).rejects.toMatchObject({ message: expect.stringContaining('provider/group/handset 1') });
			}
			await store.devices.add({ ...plainDevice(typeId, 'handset 1'), serviceProviderId: 'provider' });
			await store.devices.add(plainDevice(typeId, 'handset 1'));
			await expect(store.devices.add(plainDevice('999', 'no type'))).rejects.toMatchObject({ code: 'device-type.not-found' });
			expect(await store.devices.count({})).toBe(3);
		});

		it('reject/all but one of those that are added at once with the same MAC', async () => {
			const { store, again } = await open();
			const { id: typeId } = await addType(store);
			const stores = [store, await again(), store];
			const results = await Promise.allSettled(
				stores.map((each, index) => each.devices.add({ ...plainDevice(typeId, `device ${index}`), mac: sampleMac(7) })),
			);
			expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
			for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'device.mac-exists' });
		});

		it('change where a field is given, and `null` clears', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			const before = await store.devices.add(fullDevice(typeId, 1));
			const change = {
				...{ mac: sampleMac(2), description: 'Office', enabled: false, expiredCertificateUntil: new Date(5_000) },
				pinnedFingerprint: 'f'.repeat(64),
			};
			const after = await store.devices.update(before.id, change);
			expect(after).toEqual({ ...before, ...change, version: 2, updatedAt: expect.any(Date) });
			expect(await store.devices.load(before.id)).toEqual(after);

			const cleared = await store.devices.update(before.id, {
				mac: null,
				serialNumber: null,
				description: null,
				physicalLocation: null,
				netAddress: null,
				country: null,
				credentials: null,
				lines: null,
				tags: null,
				tagSet: null,
				expiredCertificateUntil: null,
				pinnedFingerprint: null,
			});
			expect(cleared).toEqual({
				...plainDevice(typeId, before.name),
				serviceProviderId: 'provider',
				groupId: 'group',
				enabled: false,
				useCustomUserNamePassword: true,
				id: before.id,
				version: 3,
				createdAt: before.createdAt,
				updatedAt: expect.any(Date),
				fileOverrides: [],
			});
		});

		it('get other credentials, lines and tags', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			const { id } = await store.devices.add(fullDevice(typeId, 1));
			const change = {
				credentials: { userName: 'new-user', password: 'new-password' },
				lines: [
					{ linePort: 'x', isPrimary: true },
					{ linePort: 'y', isPrimary: false, authPassword: 'new-line-password' },
				],
				tags: [sampleTag('NEW', 'value')],
			};
			await store.devices.update(id, change);
			expect(await store.devices.load(id)).toMatchObject(change);
			expect(await store.devices.findByUserName(typeId, 'new-user')).toMatchObject({ id, lineCount: 2 });
			expect(await store.devices.findByUserName(typeId, 'user-1')).toBeUndefined();
		});

		it('reject/a change of what identifies them, and one to what another device has', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			const other = await addType(store, 'other');
			await store.devices.add(fullDevice(typeId, 1));
			const { id } = await store.devices.add(fullDevice(typeId, 2));
			for (const change of [{ name: 'x' }, { typeId: other.id }, { groupId: null }, { serviceProviderId: 'x' }]) {
				await expect(store.devices.update(id, change)).rejects.toMatchObject({ code: 'value.immutable', field: Object.keys(change)[0] });
			}
			await expect(store.devices.update(id, { mac: sampleMac(1) })).rejects.toMatchObject({
				code: 'device.mac-exists',
				message: expect.stringContaining('handset 1'),
			});
			const credentials = { userName: 'user-1', password: 'x' };
			await expect(store.devices.update(id, { credentials })).rejects.toMatchObject({ code: 'device.user-exists' });
			await store.devices.update(id, { mac: sampleMac(2), name: 'handset 2' });
			await expect(store.devices.update('999', {})).rejects.toMatchObject({ code: 'device.not-found' });
			await expect(store.devices.delete('999')).rejects.toMatchObject({ code: 'device.not-found' });
		});

		it('have overrides of the files of their type', async () => {
			const { store } = await open();
			const type = await addType(store);
			const other = await addType(store, 'other');
			const file = await store.deviceTypes.addFile(type.id, sampleFile('a.cfg'));
			const foreign = await store.deviceTypes.addFile(other.id, sampleFile('a.cfg'));
			const { id } = await store.devices.add(fullDevice(type.id, 1));
			const content = await putText(store, 'own');
			await store.devices.setFileOverride(id, { fileId: file.id, source: 'Custom', content: await putText(store, 'first') });
			await store.devices.setFileOverride(id, { fileId: file.id, source: 'Manual', content });
			expect(await store.devices.load(id)).toMatchObject({
				version: 3,
				fileOverrides: [{ fileId: file.id, source: 'Manual', content, updatedAt: expect.any(Date) }],
			});
			await store.devices.setFileOverride(id, { fileId: file.id, source: 'Default' });
			expect(await store.devices.load(id)).toMatchObject({ version: 4, fileOverrides: [] });
			await expect(store.devices.setFileOverride(id, { fileId: foreign.id, source: 'Manual', content })).rejects.toMatchObject({
				code: 'device-type-file.not-found',
			});
			await expect(store.devices.setFileOverride('999', { fileId: file.id, source: 'Default' })).rejects.toMatchObject({
				code: 'device.not-found',
			});
			await expect(
				store.devices.setFileOverride(id, { fileId: file.id, source: 'Manual', content: { sha256: 'f'.repeat(64), size: 1 } }),
			).rejects.toMatchObject({ code: 'content.not-found' });
		});
	});

	describe('lists of devices', () => {
		const names = async (store: Store, nameContains: string) =>
			(await store.devices.list({ nameContains }, { limit: 100 })).map(({ name }) => name);

		it('are filtered', async () => {
			const { store } = await open();
			const one = await addType(store, 'one');
			const two = await addType(store, 'two');
			await store.devices.add({ ...plainDevice(one.id, 'a'), serviceProviderId: 'p', groupId: 'g', mac: sampleMac(1) });
			await store.devices.add({ ...plainDevice(one.id, 'b'), serviceProviderId: 'p' });
			await store.devices.add({ ...plainDevice(two.id, 'c'), serviceProviderId: 'q', groupId: 'g', mac: sampleMac(1) });
			const cases = [
				[{}, ['a', 'b', 'c']],
				[{ typeId: one.id }, ['a', 'b']],
				[{ typeId: 'none' }, []],
				[{ serviceProviderId: 'p' }, ['a', 'b']],
				[{ serviceProviderId: 'p', groupId: 'g' }, ['a']],
				[{ mac: sampleMac(1) }, ['a', 'c']],
				[{ mac: sampleMac(1), typeId: two.id }, ['c']],
			] as const;
			for (const [filter, expected] of cases) {
				expect((await store.devices.list(filter, { limit: 10 })).map(({ name }) => name)).toEqual(expected);
				expect(await store.devices.count(filter)).toBe(expected.length);
			}
		});

		it('find a part of the name in any case and take wildcards literally', async () => {
			const { store } = await open();
			const { id } = await addType(store);
			for (const name of ['100% Lobby', '1000 lobby', 'a_b', 'aXb', 'ÜBER', 'back\\slash', 'bang!']) {
				await store.devices.add(plainDevice(id, name));
			}
			expect(await names(store, 'LOBBY')).toEqual(['100% Lobby', '1000 lobby']);
			expect(await names(store, '0%')).toEqual(['100% Lobby']);
			expect(await names(store, 'a_b')).toEqual(['a_b']);
			expect(await names(store, 'über')).toEqual(['ÜBER']);
			expect(await names(store, '\\')).toEqual(['back\\slash']);
			expect(await names(store, '!')).toEqual(['bang!']);
			expect(await names(store, "' or 1=1 --")).toEqual([]);
		});

		it('come in pages that leave nothing out', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			await store.devices.addMany(Array.from({ length: 25 }, (_, number) => fullDevice(typeId, number)));
			const seen: string[] = [];
			for (let afterId: string | undefined; ; ) {
				const page = await store.devices.list({ typeId }, { limit: 10, ...(afterId === undefined ? {} : { afterId }) });
				seen.push(...page.map(({ name }) => name));
				afterId = page.at(-1)?.id;
				if (page.length < 10) break;
			}
			expect(seen).toEqual(Array.from({ length: 25 }, (_, number) => `handset ${number}`));
		});
	});

	describe('searches for devices', () => {
		const mixed = async (store: Store) => {
			const [one, two] = [await addType(store, 'one'), await addType(store, 'two')];
			const places = [{ serviceProviderId: 'p', groupId: 'g' }, { serviceProviderId: 'p', groupId: 'h' }, { serviceProviderId: 'q' }, {}];
			await store.devices.addMany(
				Array.from({ length: 60 }, (_, number) => ({
					...plainDevice(number % 3 === 0 ? one.id : two.id, `${number % 7 === 0 ? 'Lobby' : 'desk'} ${number}`),
					...places[Math.floor(number / 5) % places.length],
					mac: sampleMac(number % 50),
				})).filter(({ mac, typeId }, index, all) => all.findIndex((other) => other.mac === mac && other.typeId === typeId) === index),
			);
			return [
				{},
				{ typeId: one.id },
				{ typeId: 'none' },
				{ serviceProviderId: 'p' },
				{ serviceProviderId: 'p', groupId: 'g' },
				{ groupId: 'g' },
				{ mac: sampleMac(1) },
				{ mac: sampleMac(1), typeId: two.id },
				{ nameContains: 'lobby' },
				{ nameContains: 'nowhere' },
				{ nameContains: 'lobby', serviceProviderId: 'p', groupId: 'h' },
				{ typeId: one.id, serviceProviderId: 'q' },
				{ typeId: two.id, serviceProviderId: 'p', nameContains: 'LOBBY' },
				{ typeId: one.id, serviceProviderId: 'p', groupId: 'g' },
			];
		};

		it('find what a list does, in pages that leave nothing out, however little one of them looks at', async () => {
			const { store } = await open();
			for (const filter of await mixed(store)) {
				const expected = await store.devices.list(filter, { limit: 1_000 });
				for (const bounds of [
					{ limit: 4, mostLookedAt: 3 },
					{ limit: 3, mostLookedAt: 7 },
					{ limit: 100, mostLookedAt: 1_000 },
				]) {
					const found: DeviceSummary[] = [];
					for (let afterId: string | undefined; ; ) {
						const page = await store.devices.search(filter, { ...bounds, ...(afterId === undefined ? {} : { afterId }) });
						expect(page.devices.length).toBeLessThanOrEqual(bounds.limit);
						found.push(...page.devices);
						afterId = page.nextAfterId;
						if (afterId === undefined) break;
					}
					expect({ filter, bounds, found }).toEqual({ filter, bounds, found: expected });
				}
			}
		});

		it('find the same in the order of names and of MAC addresses, forwards and backwards', async () => {
			const { store } = await open();
			const filters: readonly DeviceFilter[] = [...(await mixed(store)), { enabled: true }, { ids: ['3', '1', '77', 'none'] }];
			await store.devices.addMany(['Zoo', 'attic', 'Äther'].map((name) => plainDevice('1', name)));
			const keys: Readonly<Record<DeviceOrder['by'], (device: DeviceSummary) => string>> = {
				name: ({ name }) => name.toLowerCase(),
				mac: ({ mac }) => mac ?? '~',
			};
			const findAll = async (
				filter: DeviceFilter,
				order: DeviceOrder,
				bounds: { readonly limit: number; readonly mostLookedAt: number },
			) => {
				const found: DeviceSummary[] = [];
				for (let after: string | undefined; ; ) {
					const page = await store.devices.searchInOrder(filter, order, { ...bounds, ...(after === undefined ? {} : { after }) });
					expect(page.devices.length).toBeLessThanOrEqual(bounds.limit);
					found.push(...page.devices);
					after = page.next;
					if (after === undefined) return found;
				}
			};
			for (const filter of filters) {
				for (const by of ['name', 'mac'] as const) {
					const expected = toSorted(await store.devices.list(filter, { limit: 1_000 }), keys[by]);
					const forwards = await findAll(filter, { by }, { limit: 5, mostLookedAt: 11 });
					expect({ filter, by, forwards }).toEqual({ filter, by, forwards: expected });
					const backwards = await findAll(filter, { by, isDescending: true }, { limit: 100, mostLookedAt: 1_000 });
					expect({ filter, by, backwards }).toEqual({ filter, by, backwards: expected.toReversed() });
				}
			}
			const backwards = { by: 'mac', isDescending: true } as const;
			expect(await findAll({}, backwards, { limit: 4, mostLookedAt: 3 })).toEqual(
				await findAll({}, backwards, { limit: 100, mostLookedAt: 1_000 }),
			);
		});

		it('reject/going on in an order from a place that no page has given', async () => {
			const { store } = await open();
			for (const after of ['', 'x', '12', Buffer.from('12').toString('base64url'), Buffer.from('12 a\0b').toString('base64url')]) {
				await expect(store.devices.searchInOrder({}, { by: 'name' }, { limit: 1, mostLookedAt: 1, after })).rejects.toMatchObject({
					code: 'value.invalid',
					field: 'cursor',
				});
			}
		});

		it('count what a list finds, piece by piece, however little one of them looks at', async () => {
			const { store } = await open();
			for (const filter of [...(await mixed(store)), { enabled: true }, { enabled: false, nameContains: 'desk' }]) {
				const expected = { count: (await store.devices.list(filter, { limit: 1_000 })).length, countIsAtLeast: false };
				for (const mostAtOnce of [1, 7, 60, 1_000]) {
					expect({ filter, ...(await countDevices(store, filter, { mostAtOnce, mostTurns: 61 })) }).toEqual({ filter, ...expected });
				}
			}
		});

		it('end a count where they have looked at enough, and say so', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			await store.devices.addMany(Array.from({ length: 40 }, (_, number) => plainDevice(typeId, `desk ${number}`)));
			const count = (filter: DeviceFilter, mostTurns: number) => countDevices(store, filter, { mostAtOnce: 10, mostTurns });
			expect(await count({}, 2)).toEqual({ count: 20, countIsAtLeast: true });
			expect(await count({ nameContains: '39' }, 3)).toEqual({ count: 0, countIsAtLeast: true });
			expect(await count({ nameContains: 'desk 39' }, 1)).toEqual({ count: 1, countIsAtLeast: false });
			expect(await count({ nameContains: 'desk 3' }, 5)).toEqual({ count: 11, countIsAtLeast: false });
			expect(await count({ serviceProviderId: 'nobody', nameContains: 'desk' }, 1)).toEqual({ count: 0, countIsAtLeast: false });
		});

		it('find any part of a name, as long as there is the device', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			const names = ['a"b"c', "O'Neill -- 100%", 'x_y!z OR *', 'Empfang Süd ẞ', '電話機-受付-1', '😀😀😀 lobby', 'aaaa'];
			await store.devices.addMany(names.map((name) => plainDevice(typeId, name)));
			const find = async (nameContains: string) => {
				const { devices } = await store.devices.search({ nameContains }, { limit: 10, mostLookedAt: 100 });
				return devices.map(({ name }) => name);
			};
			for (const part of names.flatMap((name) => [name, name.slice(1), name.slice(0, -1), name.toUpperCase(), name.toLowerCase()])) {
				expect({ part, found: await find(part) }).toEqual({
					part,
					found: await store.devices.list({ nameContains: part }, { limit: 10 }).then((all) => all.map(({ name }) => name)),
				});
			}
			expect(await find('süd')).toEqual(['Empfang Süd ẞ']);
			expect(await find('話機-')).toEqual(['電話機-受付-1']);
			const [first] = await store.devices.list({}, { limit: 1 });
			await store.devices.delete(first?.id ?? '');
			expect(await find('a"b')).toEqual([]);
		});

		it('end a page where they have looked at enough, unless an index tells what to look at', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			await store.devices.addMany(Array.from({ length: 40 }, (_, number) => plainDevice(typeId, `desk ${number}`)));
			await store.devices.add({ ...plainDevice(typeId, 'lobby'), serviceProviderId: 'p', groupId: 'g' });
			const first = async (filter: DeviceFilter) => {
				const { devices, nextAfterId } = await store.devices.search(filter, { limit: 10, mostLookedAt: 20 });
				return { names: devices.map(({ name }) => name), isWhole: nextAfterId === undefined };
			};
			expect(await first({ nameContains: 'ob' })).toEqual({ names: [], isWhole: false });
			expect(await first({ groupId: 'g' })).toEqual({ names: [], isWhole: false });
			const found = { names: ['lobby'], isWhole: true };
			expect(await first({ nameContains: 'lobby' })).toEqual(found);
			expect(await first({ nameContains: 'LOB', groupId: 'g' })).toEqual(found);
			expect(await first({ nameContains: 'lobby', serviceProviderId: 'p' })).toEqual(found);
			expect(await first({ typeId, serviceProviderId: 'p' })).toEqual(found);
			expect(await first({ nameContains: 'lobby', serviceProviderId: 'p', groupId: 'g', typeId })).toEqual(found);
			expect((await first({ typeId })).names).toHaveLength(10);
		});
	});

	describe('batches of devices', () => {
		it('are added as single devices are', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			const batch = [...Array.from({ length: 173 }, (_, number) => fullDevice(typeId, number)), plainDevice(typeId, 'bare')];
			expect(await store.devices.findConflicts(batch)).toEqual([]);
			await store.devices.addMany(batch);
			await store.devices.addMany([]);
			expect(await store.devices.count({})).toBe(174);
			for (const device of [batch[0], batch[60], batch[172], batch[173]]) {
				const found = device && (await store.devices.findByKey(device));
				expect(await store.devices.load(found?.id ?? '')).toMatchObject(device ?? {});
			}
		});

		it('tell their conflicts by place, for up to 1,000 devices', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			await store.devices.addMany([1, 2, 3].map((number) => fullDevice(typeId, number)));
			const batch = Array.from({ length: 1000 }, (_, number) => fullDevice(typeId, number + 100));
			batch[10] = fullDevice(typeId, 1);
			batch[500] = { ...fullDevice(typeId, 5000), mac: sampleMac(2) };
			batch[999] = { ...fullDevice(typeId, 5001), credentials: { userName: 'user-3', password: 'x' } };
			expect(await store.devices.findConflicts(batch)).toEqual([
				{ index: 10, code: 'device.exists' },
				{ index: 500, code: 'device.mac-exists' },
				{ index: 999, code: 'device.user-exists' },
			]);
			expect(await store.devices.findConflicts([])).toEqual([]);
		});

		it('are added whole or not at all', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			const batch = Array.from({ length: 120 }, (_, number) => fullDevice(typeId, number));
			batch[119] = fullDevice('999', 119);
			await expect(store.devices.addMany(batch)).rejects.toMatchObject({ code: 'device-type.not-found' });
			batch[119] = { ...fullDevice(typeId, 119), mac: sampleMac(0) };
			await expect(store.devices.addMany(batch)).rejects.toThrow();
			expect(await store.devices.count({})).toBe(0);
		});
	});
}

/** Byte by byte, as both databases compare, and by id where keys are the same. */
function toSorted(devices: readonly DeviceSummary[], keyOf: (device: DeviceSummary) => string): readonly DeviceSummary[] {
	return devices.toSorted(
		(one, other) => Buffer.compare(Buffer.from(keyOf(one)), Buffer.from(keyOf(other))) || Number(one.id) - Number(other.id),
	);
}
