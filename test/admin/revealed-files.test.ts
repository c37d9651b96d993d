import { beforeEach, describe, expect, it } from 'vitest';
import { addDevice } from '../../src/app/administration/add-device.ts';
import { changeDeviceTypeFile } from '../../src/app/administration/change-device-type-file.ts';
import { requireCustomTagName } from '../../src/domain/tag.ts';
import { importSample } from '../app/administration/samples.ts';
import { putText, sampleMac } from '../contract/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

const typeName = 'Sample IP-DECT 2000';
const fileFormat = '%BWMACADDRESS%-config.xml';
const secret = 'nobody may read this';

describe('a file with its passwords, over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let deviceId: string;

		beforeEach(async () => {
			admin = await openAdmin((await openStore()).store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			const content = await putText(admin.store, '<p>%SIP_PASSWORD%</p>');
			await changeDeviceTypeFile(admin.administration, typeName, fileFormat, { content });
			const tags = [{ name: requireCustomTagName('SIP_PASSWORD'), value: secret }];
			const place = { serviceProviderId: 'acme', groupId: 'hq', mac: sampleMac(1) };
			const device = { name: 'dect', enabled: true, useCustomUserNamePassword: false, lines: [], tags, ...place };
			deviceId = (await addDevice(admin.administration, typeName, device)).device.id;
			await admin.addPerson('boris', 'BWORKS');
			await admin.addPerson('olivia', 'OPERATOR');
			await admin.addPerson('rival', 'BWSUPERADMIN', { scope: { serviceProviderId: 'rival' } });
		});

		const reveal = async (login: string, headers: Readonly<Record<string, string>> = {}) =>
			admin.send({
				method: 'POST',
				path: '/api/v1/revealed-files',
				token: await admin.tokenOf(login),
				json: { deviceId, fileFormat },
				headers,
			});
		const reveals = async () => (await admin.store.audit.list(100)).filter(({ action }) => action === 'file reveal');

		it('is shown to those who may, and the audit says who has seen what', async () => {
			const answer = await reveal('boris');
			expect(answer.json()).toMatchObject({ deviceType: typeName, fileFormat, text: `<p>${secret}</p>` });
			const [entry, ...others] = await reveals();
			expect([entry, others]).toMatchObject([
				{ actor: 'person:boris', subject: 'acme/hq/dect', detail: expect.stringContaining(fileFormat) },
				[],
			]);
			expect(JSON.stringify(await admin.store.audit.list(100))).not.toContain(secret);
			expect(admin.logText).not.toContain(secret);
		});

		it('is no change that others are told of', async () => {
			const before = await admin.store.events.newestId();
			await reveal('boris');
			expect(await admin.store.events.newestId()).toBe(before);
		});

		it.each([
			['olivia', 403],
			['rival', 404],
		])('is not shown to %s: %i', async (login, status) => {
			const answer = await reveal(login);
			expect([answer.status, answer.body.includes(secret)]).toEqual([status, false]);
			expect(await reveals()).toEqual([]);
		});

		it('is not kept for a repetition of the request', async () => {
			const headers = { 'idempotency-key': '"once"' };
			expect((await reveal('boris', headers)).status).toBe(200);
			const again = await reveal('boris', headers);
			expect([again.status, again.json<{ code: string }>().code]).toEqual([409, 'idempotency.not-kept']);
		});

		it('leaves what is masked elsewhere masked', async () => {
			const path = `/api/v1/devices/${deviceId}/files/${encodeURIComponent(fileFormat)}/preview`;
			expect((await admin.send({ path, token: await admin.tokenOf('boris') })).body.toString()).not.toContain(secret);
		});
	});
});
