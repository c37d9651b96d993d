import { describe, expect, it } from 'vitest';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, fullDevice, plainDevice, putText, sampleFile, sampleType } from './samples.ts';

export function deviceTypesContract(open: OpenTestStore): void {
	describe('device types', () => {
		it('come back as they were added, ordered by name byte by byte', async () => {
			const { store } = await open();
			const added = [];
			for (const name of ['b', 'a', 'B', 'ä']) added.push(await store.deviceTypes.add(sampleType(name)));
			const listed = await store.deviceTypes.list();
			expect(listed.map(({ name }) => name)).toEqual(['B', 'a', 'b', 'ä']);
			expect(listed).toEqual(expect.arrayContaining(added));
			expect(await store.deviceTypes.findByName('a')).toEqual({
				...sampleType('a'),
				id: added[1]?.id,
				files: [],
				createdAt: expect.any(Date),
				updatedAt: expect.any(Date),
			});
			expect(await store.deviceTypes.findByName('A')).toBeUndefined();
		});

		it('keep their credentials, also an empty password', async () => {
			const { store } = await open();
			for (const [name, password] of [
				['one', 'type-secret'],
				['two', ''],
			] as const) {
				const type = sampleType(name);
				const accessDeviceCredentials = { userName: 'devices', password };
				const cpe = { ...type.cpe, deviceManagement: { ...type.cpe.deviceManagement, accessDeviceCredentials } };
				await store.deviceTypes.add({ ...type, cpe });
				expect((await store.deviceTypes.findByName(name))?.cpe).toEqual(cpe);
			}
		});

		it('reject/a name or a device access URI that is taken, naming it', async () => {
			const { store } = await open();
			await store.deviceTypes.add(sampleType('one', 'uri'));
			await expect(store.deviceTypes.add(sampleType('one', 'other'))).rejects.toMatchObject({
				code: 'device-type.exists',
				message: expect.stringContaining('"one"'),
			});
			await expect(store.deviceTypes.add(sampleType('two', 'uri', 'dms'))).rejects.toMatchObject({
				code: 'device-access-uri.exists',
				message: expect.stringContaining('"one"'),
			});
			await store.deviceTypes.add(sampleType('two', 'uri', 'other-context'));
			const three = await store.deviceTypes.add(sampleType('three', 'free'));
			await expect(store.deviceTypes.update(three.id, sampleType('three', 'uri'))).rejects.toMatchObject({
				code: 'device-access-uri.exists',
			});
			expect(await store.deviceTypes.list()).toHaveLength(3);
		});

		it('reject/one of two that are added at once with the same name', async () => {
			const { store } = await open();
			const results = await Promise.allSettled([1, 2, 3].map((number) => store.deviceTypes.add(sampleType('same', `uri-${number}`))));
			expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
			for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'device-type.exists' });
		});

		it('are replaced by an update, but for the name', async () => {
			const { store } = await open();
			const { id } = await addType(store, 'one');
			const { numberOfPorts: _, ...changed } = { ...sampleType('one', 'moved'), isObsolete: true, resetString: 'now' };
			expect(await store.deviceTypes.update(id, changed)).toMatchObject(changed);
			const stored = await store.deviceTypes.findByName('one');
			expect(stored).toMatchObject({ id, ...changed });
			expect(stored).not.toHaveProperty('numberOfPorts');
			await expect(store.deviceTypes.update(id, sampleType('two'))).rejects.toMatchObject({ code: 'value.immutable', field: 'name' });
			for (const missing of ['999', 'none', '-1', '0x1', '1e3', '99999999999999999999']) {
				await expect(store.deviceTypes.update(missing, changed)).rejects.toMatchObject({ code: 'device-type.not-found' });
			}
		});

		it('are not deleted while a device uses them, and take their files, scopes and overrides with them', async () => {
			const { store } = await open();
			const type = await addType(store);
			const content = await putText(store, 'template');
			const file = await store.deviceTypes.addFile(type.id, sampleFile('a.cfg', content));
			const scope = { serviceProviderId: 'provider' };
			await store.scopes.setFileOverride(type.id, scope, { fileId: file.id, source: 'Custom', content });
			const device = await store.devices.add(plainDevice(type.id, 'handset'));
			await expect(store.deviceTypes.delete(type.id)).rejects.toMatchObject({
				code: 'device-type.in-use',
				message: expect.stringContaining('"handset"'),
			});
			await store.devices.delete(device.id);
			await store.deviceTypes.delete(type.id);
			expect(await store.deviceTypes.list()).toEqual([]);
			expect(await store.scopes.find(type.id, scope)).toEqual({ tags: [], fileOverrides: [] });
			await expect(store.deviceTypes.delete(type.id)).rejects.toMatchObject({ code: 'device-type.not-found' });
			await expect(store.deviceTypes.updateFile(file.id, {})).rejects.toMatchObject({ code: 'device-type-file.not-found' });
		});

		it('never give an id out twice', async () => {
			const { store } = await open();
			const { id } = await addType(store, 'one');
			await store.deviceTypes.delete(id);
			expect((await addType(store, 'two')).id).not.toBe(id);
		});
	});

	describe('files of device types', () => {
		it('come back with their content', async () => {
			const { store } = await open();
			const type = await addType(store);
			const content = await putText(store, 'template');
			const first = await store.deviceTypes.addFile(type.id, sampleFile('%BWMACADDRESS%.cfg', content));
			const second = await store.deviceTypes.addFile(type.id, sampleFile('empty.cfg'));
			expect(first).toEqual({ ...sampleFile('%BWMACADDRESS%.cfg', content), id: first.id, updatedAt: expect.any(Date) });
			expect((await store.deviceTypes.findByName(type.name))?.files).toEqual([first, second]);
			expect((await store.deviceTypes.list())[0]?.files).toEqual([first, second]);
		});

		it('reject/a format that the type has, a type or content that does not exist', async () => {
			const { store } = await open();
			const type = await addType(store);
			await store.deviceTypes.addFile(type.id, sampleFile('a.cfg'));
			await expect(store.deviceTypes.addFile(type.id, sampleFile('a.cfg'))).rejects.toMatchObject({
				code: 'device-type-file.exists',
				message: expect.stringContaining('"a.cfg"'),
			});
			await expect(store.deviceTypes.addFile('999', sampleFile('a.cfg'))).rejects.toMatchObject({ code: 'device-type.not-found' });
			const nothing = { sha256: '0'.repeat(64), size: 1 };
			await expect(store.deviceTypes.addFile(type.id, sampleFile('b.cfg', nothing))).rejects.toMatchObject({ code: 'content.not-found' });
		});

		it('change where a member is given', async () => {
			const { store } = await open();
			const type = await addType(store);
			const before = await store.deviceTypes.addFile(type.id, sampleFile('a.cfg', await putText(store, 'old')));
			const content = await putText(store, 'new');
			const after = await store.deviceTypes.updateFile(before.id, { content, allowHttp: true });
			expect(after).toEqual({ ...before, content, allowHttp: true, updatedAt: expect.any(Date) });
			expect((await store.deviceTypes.findByName(type.name))?.files).toEqual([after]);
		});

		it('take the overrides of devices with them', async () => {
			const { store } = await open();
			const type = await addType(store);
			const file = await store.deviceTypes.addFile(type.id, sampleFile('a.cfg'));
			const device = await store.devices.add(fullDevice(type.id, 1));
			await store.devices.setFileOverride(device.id, { fileId: file.id, source: 'Manual', content: await putText(store, 'own') });
			await store.deviceTypes.deleteFile(file.id);
			expect((await store.devices.load(device.id))?.fileOverrides).toEqual([]);
			await expect(store.deviceTypes.deleteFile(file.id)).rejects.toMatchObject({ code: 'device-type-file.not-found' });
		});
	});
}
