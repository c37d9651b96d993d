import { beforeEach, describe, expect, it } from 'vitest';
import { importSample } from '../app/administration/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

describe('the list of service providers and groups', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;

		beforeEach(async () => {
			const { store } = await openStore();
			admin = await openAdmin(store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			await admin.addPerson('root', 'BWSUPERADMIN');
			await admin.addPerson('bob', 'OPERATOR', { scope: { serviceProviderId: 'acme', groupId: 'hq' } });
			const token = await admin.tokenOf('root');
			const places = [{}, { serviceProviderId: 'acme' }, { serviceProviderId: 'acme', groupId: 'hq' }, { serviceProviderId: 'rival' }];
			for (const [index, place] of places.entries()) {
				const json = { deviceType: 'Sample IP-DECT 2000', deviceName: `d${index}`, ...place };
				const { status } = await admin.send({ method: 'POST', path: '/api/v1/devices', token, json });
				if (status !== 201) throw new Error(`the device was not added: ${status}`);
			}
		});

		const list = async (login: string) => {
			const token = await admin.tokenOf(login);
			return (await admin.send({ method: 'GET', path: '/api/v1/service-providers', token })).json<object>();
		};
		const row = (serviceProviderId: string, groupId: string | null) => ({ serviceProviderId, groupId, devices: 1, deviceTypes: 0 });

		it('has those with devices, for who administers the whole system', async () => {
			expect(await list('root')).toMatchObject({ items: [row('acme', null), row('acme', 'hq'), row('rival', null)], isComplete: true });
		});

		it('has their own alone for who is bound to one', async () => {
			expect(await list('bob')).toMatchObject({ items: [row('acme', 'hq')] });
		});
	});
});
