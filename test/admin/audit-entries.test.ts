import { beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '../../src/app/catalog.ts';
import type { AuditEntry } from '../../src/domain/audit-entry.ts';
import { importSample } from '../app/administration/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

interface Page {
	readonly items: readonly AuditEntry[];
	readonly nextCursor: string | null;
}

describe('audit entries over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;

		beforeEach(async () => {
			admin = await openAdmin((await openStore()).store);
			await admin.addPerson('root', 'BWSUPERADMIN');
			for (let number = 0; number < 7; number++) {
				const actor = number % 2 === 0 ? 'person:Vera' : 'cli:root';
				await admin.store.audit.append({ actor, action: number < 3 ? 'device add' : 'device-type set', subject: `Place_${number}` });
			}
		});

		const page = async (query: string) =>
			(await admin.send({ path: `/api/v1/audit-entries?${query}`, token: await admin.tokenOf('root') })).json<Page>();
		const subjects = async (query: string) => (await page(query)).items.map(({ subject }) => subject);

		it('are read back in time, page by page', async () => {
			const seen: string[] = [];
			for (let cursor: string | null = ''; cursor !== null; ) {
				const { items, nextCursor }: Page = await page(`action=device&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
				seen.unshift(...items.map(({ subject }) => subject));
				cursor = nextCursor;
			}
			expect(seen).toEqual(Array.from({ length: 7 }, (_, number) => `Place_${number}`));
		});

		describe('of a change', () => {
			const type = '/api/v1/device-types/Sample%20IP-DECT%202000';
			const change = async (method: string, path: string, json: object) => {
				const headers = method === 'POST' ? {} : { 'if-match': '*' };
				const { status, body } = await admin.send({ method, path, json, headers, token: await admin.tokenOf('root') });
				expect(status, body.toString()).toBeLessThan(300);
				const entry = (await page('limit=1')).items[0];
				return [entry?.before, entry?.after].map((state) => JSON.parse(state ?? 'null') as unknown);
			};

			it.each<[string, object, object, object]>([
				['/api/v1/settings', { realm: 'Phones' }, { realm: defaultSettings.realm }, { realm: 'Phones' }],
				['/api/v1/people/vera', { role: 'OPERATOR', password: 'correct horse battery' }, { role: 'VIEWER' }, { role: 'OPERATOR' }],
				['/api/v1/service-accounts/robot', { enabled: false }, { enabled: true }, { enabled: false }],
				[type, { isObsolete: true }, { isObsolete: false }, { isObsolete: true }],
				[`${type}/files/%25BWMACADDRESS%25-config.xml`, { allowHttp: false }, { allowHttp: true }, { allowHttp: false }],
			])('tells what stood there before: %s', async (path, json, before, after) => {
				await importSample(admin.administration, 'Sample-IP-DECT-2000');
				await admin.addPerson('vera', 'VIEWER');
				await change('POST', '/api/v1/service-accounts', { name: 'robot', acls: ['dms.rest.devices.read'] });
				expect(await change('PATCH', path, json)).toEqual([before, after]);
			});

			it('shows no secret', async () => {
				await importSample(admin.administration, 'Sample-IP-DECT-2000');
				const credentials = { userName: 'u', password: 'secret-1' };
				await change('POST', '/api/v1/devices', { deviceType: 'Sample IP-DECT 2000', deviceName: 'one', credentials });
				const [device] = await admin.store.devices.list({}, { limit: 1 });
				const path = `/api/v1/devices/${device?.id}`;
				const json = { description: 'two', credentials: { ...credentials, password: 'secret-2' } };
				const shown = [
					await change('PATCH', path, json),
					await change('PUT', `${path}/lines`, { lines: [{ linePort: 'a@b.c', authPassword: 'secret-3' }] }),
				];
				expect(JSON.stringify(shown)).not.toMatch(/secret-\d/);
				expect(shown).toMatchObject([
					[{}, { description: 'two' }],
					[{ lines: [] }, { lines: [{ linePort: 'a@b.c', authPassword: '(secret)' }] }],
				]);
			});
		});

		it.each([
			['who', 'actor=vera&action=device', ['Place_0', 'Place_2', 'Place_4', 'Place_6']],
			['what was done', 'action=device%20add', ['Place_0', 'Place_1', 'Place_2']],
			['what it was done to', 'subject=place_5', ['Place_5']],
			['no wildcard', 'subject=%25_5', []],
			['a time to come', `since=${new Date(Date.now() + 60_000).toISOString()}`, []],
			['a time long ago', 'until=2001-02-03T04:05:06Z', []],
		])('are found by %s', async (_name, query, expected) => {
			expect(await subjects(query)).toEqual(expected);
		});
	});
});
