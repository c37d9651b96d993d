import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { importSample } from '../app/administration/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

const typeName = 'Sample IP-DECT 2000';
const file = 'https://dms.example.net/dms/sample-ip-dect/0013d1000001-config.xml';

interface Explanation {
	readonly status: number;
	readonly reason: string;
	readonly outcome: string;
	readonly steps: readonly { readonly step: string; readonly text: string }[];
}

describe('a request of a device that nobody has made', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let token: string;

		beforeEach(async () => {
			const { store } = await openStore();
			admin = await openAdmin(store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			await admin.addPerson('root', 'BWSUPERADMIN');
			token = await admin.tokenOf('root');
			const json = {
				...{ deviceType: typeName, deviceName: 'dect-1', macAddress: '0013d1000001' },
				credentials: { userName: 'dect-1', password: 'Dev1ce-Passw0rd' },
			};
			await admin.send({ method: 'POST', path: '/api/v1/devices', token, json });
		});

		const explain = (json: unknown, as = token) => admin.send({ method: 'POST', path: '/api/v1/explain', token: as, json });

		it('is decided by the code that decides real ones, step by step, and leaves no trace', async () => {
			const granted = await explain({ url: file, user: 'dect-1' });
			expect([granted.status, granted.json()]).toEqual([
				200,
				expect.objectContaining({
					status: 200,
					outcome: 'serve',
					deviceType: typeName,
					device: 'dect-1',
					proof: 'digest',
					path: 'dms/sample-ip-dect/0013d1000001-config.xml',
				}),
			]);
			expect(granted.json<Explanation>().steps.map(({ step }) => step)).toContain('locate');
			const refused = (await explain({ url: file })).json<Explanation>();
			expect(refused).toMatchObject({ status: 401, outcome: 'refuse', challenge: expect.any(String) });
			expect((await explain({ url: 'https://dms.example.net/dms/nothing' })).json()).toMatchObject({ status: 404, deviceType: null });
			expect((await explain({ url: file.replace('//', '//dect-1@') })).json()).toMatchObject({ status: 200 });
			expect(await admin.store.accessRecords.list({ limit: 10 })).toEqual([]);
		});

		it.each([
			['no URL', {}, 'value.invalid', '/url'],
			['a URL that is none', { url: 'nonsense' }, 'value.invalid', '/url'],
			['another scheme', { url: 'ftp://dms.example.net/x' }, 'value.invalid', '/url'],
			['a path that walks', { url: 'https://dms.example.net/dms/%2e%2e%2fx' }, 'value.invalid', '/url'],
			['a certificate that is none', { url: file, certificate: 'nonsense' }, 'certificate.unreadable', undefined],
			['an address that is none', { url: file, remoteAddress: 'here' }, 'value.invalid', '/remoteAddress'],
		])('reject/%s', async (_name, question, code, pointer) => {
			const answer = await explain(question);
			const problem = answer.json<Problem>();
			expect([answer.status, problem.code]).toEqual([422, code]);
			if (pointer !== undefined) expect(problem.pointer).toBe(pointer);
		});

		it('is explained to nobody who is bound to a service provider, and to no viewer', async () => {
			await admin.addPerson('bound', 'BWSUPERADMIN', { scope: { serviceProviderId: 'acme' } });
			await admin.addPerson('viewer', 'VIEWER');
			for (const login of ['bound', 'viewer']) {
				expect((await explain({ url: file }, await admin.tokenOf(login))).status).toBe(403);
			}
		});
	});
});
