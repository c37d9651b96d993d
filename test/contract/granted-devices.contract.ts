import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import { requireOui } from '../../src/domain/mac-address.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { sampleMac, sampleRecord } from './samples.ts';

const granted = (device: number, fields: Partial<AccessRecord> = {}) =>
	sampleRecord({ proof: 'certificate', anchor: 'a', deviceId: String(device), mac: sampleMac(device), ...fields });

export function grantedDevicesContract(open: OpenTestStore): void {
	describe('devices that were let in', () => {
		it('are found by their anchor, their certificate and their address, the last one first', async () => {
			const { store } = await open();
			const records = [
				granted(1, { certificateFingerprint: 'ff' }),
				granted(2, { anchor: 'b' }),
				granted(3),
				granted(4, { status: 403, reason: 'device.disabled' }),
				granted(3),
				granted(1, { status: 403, reason: 'certificate.not-pinned', certificateFingerprint: 'ee' }),
			];
			store.accessRecords.append(records);
			const since = records[0]?.at ?? expect.fail();
			const find = async (selection: Omit<Parameters<typeof store.grantedDevices.find>[0], 'since'>, limit = 10) => {
				const { count, sightings } = await store.grantedDevices.find({ since, ...selection }, limit);
				return [count, sightings.map(({ mac }) => mac)];
			};
			expect(await find({})).toEqual([3, [3, 2, 1].map(sampleMac)]);
			expect(await find({}, 1)).toEqual([3, [sampleMac(3)]]);
			expect(await find({ anchor: 'a' })).toEqual([2, [3, 1].map(sampleMac)]);
			expect(await find({ anchor: 'z' })).toEqual([0, []]);
			expect(await find({ fingerprint: 'ff' })).toEqual([1, [sampleMac(1)]]);
			expect(await find({ fingerprint: 'ee' })).toEqual([0, []]);
			expect(await find({ anchor: 'a', outsideOuis: [requireOui('00:13:d1')] })).toEqual([0, []]);
			expect(await find({ anchor: 'a', outsideOuis: [requireOui('00:13:d2')] })).toEqual([2, [3, 1].map(sampleMac)]);
			expect((await store.grantedDevices.find({ since: records[4]?.at ?? since }, 10)).count).toBe(1);
		});

		it('are listed page by page, with their newest record while it is kept', async () => {
			const { store } = await open();
			const records = [granted(1, { tlsVersion: 'TLSv1.2' }), granted(2), granted(2, { tlsVersion: 'TLSv1.3' }), granted(3)];
			store.accessRecords.append([...records, granted(9, { status: 403, reason: 'device.disabled' })]);
			const since = records[0]?.at ?? expect.fail();
			const first = await store.grantedDevices.page(since, { limit: 2 });
			expect(first.map(({ sighting, record }) => [sighting.mac, record])).toEqual([
				[sampleMac(1), records[0]],
				[sampleMac(2), records[2]],
			]);
			const second = await store.grantedDevices.page(since, { limit: 2, afterMac: sampleMac(2) });
			expect(second.map(({ sighting }) => sighting.mac)).toEqual([sampleMac(3)]);
			await store.accessRecords.removeBefore(records[1]?.at ?? since);
			const [gone] = await store.grantedDevices.page(since, { limit: 2 });
			expect([gone?.sighting.mac, gone?.record]).toEqual([sampleMac(1), undefined]);
		});
	});
}
