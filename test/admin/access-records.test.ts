import { beforeEach, describe, expect, it } from 'vitest';
import { addDevice } from '../../src/app/administration/add-device.ts';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import { importSample } from '../app/administration/samples.ts';
import { sampleRecord } from '../contract/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

interface Page {
	readonly items: readonly { readonly id: string; readonly reason: string; readonly deviceName?: string }[];
	readonly nextCursor: string | null;
}

const typeName = 'Sample IP-DECT 2000';

describe('access records over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let records: readonly AccessRecord[];

		beforeEach(async () => {
			admin = await openAdmin((await openStore()).store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			const add = async (name: string, serviceProviderId: string, groupId: string) => {
				const device = { name, serviceProviderId, groupId, enabled: true, useCustomUserNamePassword: false, lines: [], tags: [] };
				return (await addDevice(admin.administration, typeName, device)).device;
			};
			const devices = [await add('own', 'acme', 'hq'), await add('branch', 'acme', 'branch'), await add('other', 'rival', 'hq')];
			records = Array.from({ length: 12 }, (_, index) => devices[index % 3]).map((device) =>
				sampleRecord({ deviceId: device?.id ?? '', deviceName: device?.name ?? '' }),
			);
			admin.store.accessRecords.append([...records, sampleRecord({ status: 404, reason: 'device.unknown' })]);
			await admin.addPerson('root', 'BWSUPERADMIN');
			await admin.addPerson('acme', 'VIEWER', { scope: { serviceProviderId: 'acme' } });
			await admin.addPerson('hq', 'VIEWER', { scope: { serviceProviderId: 'acme', groupId: 'hq' } });
		});

		const page = async (login: string, query = '') =>
			(await admin.send({ path: `/api/v1/access-records${query}`, token: await admin.tokenOf(login) })).json<Page>();

		it('are read back in time, page by page', async () => {
			const seen: string[] = [];
			let cursor: string | null = null;
			do {
				const { items, nextCursor }: Page = await page('root', `?limit=5${cursor === null ? '' : `&cursor=${cursor}`}`);
				seen.unshift(...items.map(({ id }) => id));
				cursor = nextCursor;
			} while (cursor !== null);
			expect(seen.slice(0, -1)).toEqual(records.map(({ id }) => id));
			expect((await admin.send({ path: '/api/v1/access-records?cursor=x', token: await admin.tokenOf('root') })).status).toBe(422);
		});

		it('are found by status, time and device type', async () => {
			const at = new Date(Date.now() + 60_000);
			admin.store.accessRecords.append([sampleRecord({ at, status: 404, reason: 'path.no-file', deviceTypeName: 'Another type' })]);
			const reasonsOf = async (query: string) => (await page('root', query)).items.map((item) => item.reason);
			expect(await reasonsOf('?statusClass=4xx')).toEqual(['device.unknown', 'path.no-file']);
			expect(await reasonsOf(`?statusClass=4xx&until=${at.toISOString()}`)).toEqual(['device.unknown']);
			expect(await reasonsOf('?deviceType=Another%20type')).toEqual(['path.no-file']);
			expect(await reasonsOf('?statusClass=5xx')).toEqual([]);
		});

		it('are shown one by one, to whom they belong', async () => {
			const one = async (login: string, id = records[0]?.id ?? '') =>
				admin.send({ path: `/api/v1/access-records/${id}`, token: await admin.tokenOf(login) });
			expect((await one('root')).json()).toMatchObject({ id: records[0]?.id, deviceName: 'own' });
			expect((await one('hq')).status).toBe(200);
			expect((await one('hq', records[1]?.id)).status).toBe(404);
			expect((await one('root', '00000000-0000-7000-8000-000000000000')).json()).toMatchObject({ code: 'access-record.not-found' });
		});

		it('are those of their own devices for who is bound to a service provider or a group', async () => {
			const namesOf = async (login: string, query = '') => (await page(login, query)).items.map(({ deviceName }) => deviceName);
			expect(await namesOf('acme')).toEqual(['own', 'branch', 'own', 'branch', 'own', 'branch', 'own', 'branch']);
			expect(await namesOf('hq')).toEqual(['own', 'own', 'own', 'own']);
			expect(await namesOf('hq', '?deviceName=other')).toEqual([]);
			expect(await namesOf('hq', '?denied=true')).toEqual([]);
			const first = await page('hq', '?limit=3');
			expect([first.items.length, (await page('hq', `?cursor=${first.nextCursor}`)).items.length]).toEqual([3, 1]);
		});
	});
});
