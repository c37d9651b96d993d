import { describe, expect, it } from 'vitest';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, plainDevice, putText, readText, sampleFile } from './samples.ts';

export function uploadsContract(open: OpenTestStore): void {
	describe('uploads', () => {
		it('keep the newest versions of a file, over all its names', async () => {
			const { store } = await open();
			const type = await addType(store);
			const file = await store.deviceTypes.addFile(type.id, sampleFile('%NAME%.log'));
			const other = await store.deviceTypes.addFile(type.id, sampleFile('other.log'));
			const device = await store.devices.add(plainDevice(type.id, 'handset'));
			const upload = async (fileId: string, name: string, text: string) =>
				store.uploads.add({ deviceId: device.id, fileId, name, content: await putText(store, text) }, 2);
			const kept = await upload(other.id, 'other.log', 'other');
			await upload(file.id, 'a.log', 'one');
			const two = await upload(file.id, 'a.log', 'two');
			const three = await upload(file.id, 'b.log', 'three');
			expect(await store.uploads.list(device.id)).toEqual([three, two, kept]);
			expect(await store.uploads.latest(device.id, file.id, 'a.log')).toEqual(two);
			const four = await upload(file.id, 'a.log', 'four');
			expect(await store.uploads.latest(device.id, file.id, 'a.log')).toEqual(four);
			expect(await readText(store, four.content)).toBe('four');
			expect(await store.uploads.latest(device.id, file.id, 'c.log')).toBeUndefined();
			expect(await store.uploads.list('999')).toEqual([]);
		});

		it('reject/an unknown device, file or content', async () => {
			const { store } = await open();
			const type = await addType(store);
			const file = await store.deviceTypes.addFile(type.id, sampleFile('a.log'));
			const device = await store.devices.add(plainDevice(type.id, 'handset'));
			const upload = { deviceId: device.id, fileId: file.id, name: 'a.log', content: await putText(store, 'x') };
			await expect(store.uploads.add({ ...upload, deviceId: '999' }, 1)).rejects.toMatchObject({ code: 'device.not-found' });
			await expect(store.uploads.add({ ...upload, fileId: '999' }, 1)).rejects.toMatchObject({ code: 'device-type-file.not-found' });
			const content = { sha256: 'e'.repeat(64), size: 1 };
			await expect(store.uploads.add({ ...upload, content }, 1)).rejects.toMatchObject({ code: 'content.not-found' });
			expect(await store.uploads.list(device.id)).toEqual([]);
		});

		it('go with their device', async () => {
			const { store, query } = await open();
			const type = await addType(store);
			const file = await store.deviceTypes.addFile(type.id, sampleFile('a.log'));
			const device = await store.devices.add(plainDevice(type.id, 'handset'));
			await store.uploads.add({ deviceId: device.id, fileId: file.id, name: 'a.log', content: await putText(store, 'x') }, 1);
			await store.devices.delete(device.id);
			expect(await query('select id from upload')).toEqual([]);
		});
	});
}
