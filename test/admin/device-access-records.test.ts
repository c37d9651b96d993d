import { beforeEach, describe, expect, it } from 'vitest';
import { addDevice } from '../../src/app/administration/add-device.ts';
import { changeDevice } from '../../src/app/administration/change-device.ts';
import { importSample } from '../app/administration/samples.ts';
import { sampleMac, sampleRecord } from '../contract/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

interface Page {
	readonly items: readonly { readonly id: string }[];
	readonly nextCursor: string | null;
}

const typeName = 'Sample IP-DECT 2000';

describe('what one device did, over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;

		beforeEach(async () => {
			admin = await openAdmin((await openStore()).store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			await admin.addPerson('vera', 'VIEWER');
		});

		const add = async (name: string, fields: object = {}) => {
			const device = { name, enabled: true, useCustomUserNamePassword: false, lines: [], tags: [], ...fields };
			return (await addDevice(admin.administration, typeName, device)).device.id;
		};
		const get = async (deviceId: string, query = '', login = 'vera') =>
			admin.send({ path: `/api/v1/devices/${deviceId}/access-records${query}`, token: await admin.tokenOf(login) });
		const idsOf = async (deviceId: string, query = '') => (await get(deviceId, query)).json<Page>().items.map(({ id }) => id);

		it('is told the newest first: with its address, and without one by its password', async () => {
			const [one, other] = [await add('one', { mac: sampleMac(1) }), await add('other', { mac: sampleMac(2) })];
			const records = [
				sampleRecord({ mac: sampleMac(1), deviceId: one }),
				sampleRecord({ mac: sampleMac(2), deviceId: other }),
				sampleRecord({ deviceId: one, proof: 'basic' }),
				sampleRecord({ mac: sampleMac(1), status: 401, reason: 'certificate.absent' }),
				sampleRecord({ deviceId: other }),
				sampleRecord(),
			];
			admin.store.accessRecords.append(records);
			expect(await idsOf(one)).toEqual([3, 2, 0].map((index) => records[index]?.id));
			expect(await idsOf(other)).toEqual([4, 1].map((index) => records[index]?.id));
		});

		it('is read page by page', async () => {
			const device = await add('one', { mac: sampleMac(1) });
			const records = Array.from({ length: 11 }, (_, index) =>
				sampleRecord({ deviceId: device, ...(index % 3 === 0 ? {} : { mac: sampleMac(1) }) }),
			);
			admin.store.accessRecords.append(records);
			const seen: string[] = [];
			for (let cursor: string | null = ''; cursor !== null; ) {
				const { items, nextCursor }: Page = (await get(device, `?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`)).json();
				seen.push(...items.map(({ id }) => id));
				cursor = nextCursor;
			}
			expect(seen).toEqual(records.map(({ id }) => id).toReversed());
		});

		it('is that of the address which the device has now', async () => {
			const device = await add('one', { mac: sampleMac(1) });
			const records = [sampleRecord({ mac: sampleMac(1), deviceId: device }), sampleRecord({ mac: sampleMac(7), deviceId: device })];
			admin.store.accessRecords.append(records);
			await changeDevice(admin.administration, { name: 'one' }, { mac: sampleMac(7) });
			expect(await idsOf(device)).toEqual([records[1]?.id]);
		});

		it('is told in short for a page of devices: how the newest request of each ended', async () => {
			await admin.addPerson('acme', 'VIEWER', { scope: { serviceProviderId: 'acme' } });
			const one = await add('one', { mac: sampleMac(1), serviceProviderId: 'acme' });
			const [two, silent] = [await add('two'), await add('silent', { mac: sampleMac(3) })];
			const records = [
				sampleRecord({ mac: sampleMac(1), deviceId: one }),
				sampleRecord({ deviceId: two, proof: 'basic' }),
				sampleRecord({ mac: sampleMac(1), status: 403, reason: 'certificate.expired' }),
			];
			admin.store.accessRecords.append(records);
			const lastOf = async (login: string, ids = [two, silent, '999999', one, two]) =>
				admin.send({ path: `/api/v1/last-requests?deviceIds=${ids.join(',')}`, token: await admin.tokenOf(login) });
			const refused = {
				...{ deviceId: one, recordId: records[2]?.id, at: records[2]?.at.toISOString(), status: 403, reason: 'certificate.expired' },
				...{ method: 'GET', path: '/dms/type/file.cfg' },
			};
			expect((await lastOf('vera')).json()).toMatchObject({ items: [{ deviceId: two, status: 200, reason: 'granted' }, refused] });
			expect((await lastOf('acme')).json()).toEqual({ items: [refused] });
			expect((await lastOf('vera', ['x'])).status).toBe(422);
			expect(
				(
					await lastOf(
						'vera',
						Array.from({ length: 101 }, () => one),
					)
				).status,
			).toBe(422);
		});

		it('is nothing of devices that stand elsewhere', async () => {
			await admin.addPerson('acme', 'VIEWER', { scope: { serviceProviderId: 'acme' } });
			const [own, other] = [await add('own', { serviceProviderId: 'acme' }), await add('other', { serviceProviderId: 'rival' })];
			expect((await get(own, '', 'acme')).status).toBe(200);
			expect((await get(other, '', 'acme')).status).toBe(404);
		});
	});
});
