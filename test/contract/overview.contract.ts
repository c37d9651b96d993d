import { describe, expect, it } from 'vitest';
import type { TagName } from '../../src/domain/tag.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, plainDevice, sampleMac, sampleRecord } from './samples.ts';

export function overviewContract(open: OpenTestStore): void {
	describe('numbers of the overview', () => {
		it('count devices by type, those that are disabled, and those of a scope', async () => {
			const { store } = await open();
			expect(await store.overview.countDevices()).toEqual([]);
			const [one, two] = [await addType(store, 'One'), await addType(store, 'Two')];
			await addType(store, 'Without devices');
			const places = [
				{},
				{ serviceProviderId: 'acme' },
				{ serviceProviderId: 'acme', groupId: 'hq' },
				{ serviceProviderId: 'rival', groupId: 'hq' },
			];
			const devices = places.flatMap((place, index) => [
				{ ...plainDevice(one.id, `a${index}`), ...place },
				{ ...plainDevice(one.id, `b${index}`), ...place, enabled: index < 2 },
				...(index === 3 ? [] : [{ ...plainDevice(two.id, `c${index}`), ...place, enabled: false }]),
			]);
			await store.devices.addMany(devices);
			const expected = (isWithin: (device: (typeof devices)[number]) => boolean) =>
				[one, two].flatMap(({ id }) => {
					const own = devices.filter((device) => device.typeId === id && isWithin(device));
					return own.length === 0 ? [] : [{ typeId: id, devices: own.length, disabled: own.filter(({ enabled }) => !enabled).length }];
				});
			expect(await store.overview.countDevices()).toEqual(expected(() => true));
			const acme = { serviceProviderId: 'acme' };
			expect(await store.overview.countDevices(acme)).toEqual(
				expected((device) => 'serviceProviderId' in device && device.serviceProviderId === 'acme'),
			);
			expect(await store.overview.countDevices({ ...acme, groupId: 'hq' })).toEqual([
				{ typeId: one.id, devices: 2, disabled: 1 },
				{ typeId: two.id, devices: 1, disabled: 1 },
			]);
			expect(await store.overview.countDevices({ serviceProviderId: 'nobody' })).toEqual([]);
		});

		it('count devices and settings by service provider and group', async () => {
			const { store } = await open();
			expect(await store.overview.countScopes(10)).toEqual([]);
			const [one, two] = [await addType(store, 'One'), await addType(store, 'Two')];
			const places = [
				{},
				{ serviceProviderId: 'acme' },
				{ serviceProviderId: 'acme', groupId: 'hq' },
				{ serviceProviderId: 'acme', groupId: 'hq' },
			];
			await store.devices.addMany(places.map((place, index) => ({ ...plainDevice(one.id, `d${index}`), ...place })));
			const tags = [{ name: '%NTP%' as TagName, value: 'x' }];
			for (const { id } of [one, two]) await store.scopes.save(id, { serviceProviderId: 'zeta' }, { tags });
			await store.scopes.save(one.id, { serviceProviderId: 'acme', groupId: 'hq' }, { tags });
			const acme = { serviceProviderId: 'acme' };
			const all = [
				{ scope: acme, devices: 1, deviceTypes: 0 },
				{ scope: { ...acme, groupId: 'hq' }, devices: 2, deviceTypes: 1 },
				{ scope: { serviceProviderId: 'zeta' }, devices: 0, deviceTypes: 2 },
			];
			expect(await store.overview.countScopes(10)).toEqual(all);
			expect(await store.overview.countScopes(2)).toEqual(all.slice(0, 2));
			expect(await store.overview.countScopes(10, acme)).toEqual(all.slice(0, 2));
			expect(await store.overview.countScopes(10, { ...acme, groupId: 'hq' })).toEqual(all.slice(1, 2));
		});

		it('count certificates of devices by the day on which they end', async () => {
			const { store } = await open();
			expect(await store.overview.countExpiries()).toEqual([]);
			const ends = ['2031-01-01T00:00:00.000Z', '2031-01-01T23:59:59.999Z', '2031-01-02T00:00:00Z', '2039-06-01T00:00:00Z'];
			const records = ends.map((end, device) =>
				sampleRecord({ mac: sampleMac(device), deviceId: '1', proof: 'certificate', certificateNotAfter: new Date(end) }),
			);
			store.accessRecords.append([...records, sampleRecord({ mac: sampleMac(9), deviceId: '1', proof: 'basic' })]);
			expect(await store.overview.countExpiries()).toEqual([
				{ day: new Date('2031-01-01'), devices: 2 },
				{ day: new Date('2031-01-02'), devices: 1 },
				{ day: new Date('2039-06-01'), devices: 1 },
			]);
		});
	});
}
