import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { importSample } from '../app/administration/samples.ts';
import { sampleRecord } from '../contract/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

const typeName = 'Sample IP-DECT 2000';
const secret = 'Dev1ce-Passw0rd';

interface Device {
	readonly id: string;
	readonly deviceName: string;
	readonly version: number;
}

interface Page {
	readonly items: readonly Device[];
	readonly nextCursor: string | null;
	readonly count?: number;
}

describe('devices over the API', () => {
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
		});

		const add = (fields: Record<string, unknown>, as = token) =>
			admin.send({ method: 'POST', path: '/api/v1/devices', token: as, json: { deviceType: typeName, ...fields } });
		const patch = (id: string, json: unknown, ifMatch?: string, as = token) =>
			admin.send({
				...{ method: 'PATCH', path: `/api/v1/devices/${id}`, token: as, json },
				headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
			});
		const read = (id: string, as = token) => admin.send({ path: `/api/v1/devices/${id}`, token: as });
		const list = async (query = '', as = token) => (await admin.send({ path: `/api/v1/devices${query}`, token: as })).json<Page>();
		const codeOf = (answer: { json<Shape>(): Shape }) => answer.json<Problem>().code;

		it('are listed in the order of names and of MAC addresses, page by page', async () => {
			for (const [deviceName, macAddress] of [
				['Beta', '0013d1000003'],
				['alpha', '0013d1000002'],
				['gamma', undefined],
			] as const) {
				await add({ deviceName, ...(macAddress === undefined ? {} : { macAddress }) });
			}
			const all = async (sort: string) => {
				const names: string[] = [];
				for (let cursor: string | null = ''; cursor !== null; ) {
					const page: Page = await list(`?limit=1&sort=${sort}${cursor === '' ? '' : `&cursor=${cursor}`}`);
					names.push(...page.items.map(({ deviceName }) => deviceName));
					cursor = page.nextCursor;
				}
				return names;
			};
			expect(await all('name')).toEqual(['alpha', 'Beta', 'gamma']);
			expect(await all('-name')).toEqual(['gamma', 'Beta', 'alpha']);
			expect(await all('macAddress')).toEqual(['alpha', 'Beta', 'gamma']);
			expect(await all('-macAddress')).toEqual(['gamma', 'Beta', 'alpha']);
			const { nextCursor } = await list('?limit=1&sort=name');
			for (const query of [`?cursor=${nextCursor}`, '?sort=name&cursor=1']) {
				expect(codeOf(await admin.send({ path: `/api/v1/devices${query}`, token }))).toBe('value.invalid');
			}
		});

		it('are found by whether they are behind, have fetched nothing, or are locked, together with every other filter', async () => {
			const credentials = { userName: 'dect-1', password: secret };
			const names = async (query: string) => (await list(query)).items.map(({ deviceName }) => deviceName);
			await add({ deviceName: 'desk 1', credentials, useCustomUserNamePassword: true });
			const { id } = (await add({ deviceName: 'desk 2' })).json<Device>();
			await add({ deviceName: 'lobby' });
			const [type] = await admin.store.deviceTypes.list();
			const [fileFormat = ''] = type?.files.filter(({ content }) => content !== undefined).map((file) => file.fileFormat) ?? [];
			const record = sampleRecord({ method: 'GET', status: 200, reason: 'granted', deviceId: id, fileFormat, etag: '"old"' });
			admin.store.accessRecords.append([record]);
			expect(await names('?standing=never')).toEqual(['desk 1', 'lobby']);
			expect(await names('?standing=never&nameContains=desk')).toEqual(['desk 1']);
			expect((await list('?standing=behind')).items).toMatchObject([{ deviceName: 'desk 2', behindFiles: [fileFormat] }]);
			expect(await names('?standing=behind&nameContains=lobby')).toEqual([]);

			expect(await names('?locked=true')).toEqual([]);
			const key = { typeId: type?.id ?? '', userName: 'dect-1', network: '127.0.0.0/24' };
			const lock = { failures: 5, lastFailureAt: new Date(), lockouts: 1, permanent: true };
			await admin.store.lockouts.change(key, () => lock);
			await admin.store.lockouts.change({ ...key, userName: 'nobody' }, () => lock);
			expect(await names('?locked=true')).toEqual(['desk 1']);
			expect(await names('?locked=true&sort=-name&withCount=true')).toEqual(['desk 1']);
			expect(await names('?locked=true&nameContains=lobby')).toEqual([]);
			const csv = (await admin.send({ path: '/api/v1/devices.csv?locked=true', token })).body.toString();
			expect(csv.trim().split('\r\n')).toHaveLength(2);
		});

		it('are added, read, changed and deleted, each change in the audit under the name of who made it', async () => {
			const credentials = { userName: 'dect-1', password: secret };
			const added = await add({
				deviceName: 'dect-1',
				macAddress: '00:13:D1:00:00:01',
				country: 'de',
				serviceProviderId: 'acme',
				credentials,
			});
			expect(added.status).toBe(201);
			const device = added.json<Device>();
			expect(added.headers.location).toBe(`/api/v1/devices/${device.id}`);
			expect(added.headers.etag).toBe('"v1"');
			expect(device).toMatchObject({
				...{ deviceName: 'dect-1', deviceType: typeName, level: 'Service Provider', serviceProviderId: 'acme', groupId: null },
				...{ macAddress: '0013d1000001', country: 'DE', enabled: true, userName: 'dect-1', useCustomUserNamePassword: true, version: 1 },
				...{ lines: [], tags: [], files: [], warnings: [] },
			});
			const once = await read(device.id);
			expect([once.status, once.headers.etag, once.json()]).toEqual([200, '"v1"', device]);

			const changed = await patch(device.id, { description: 'Lobby', macAddress: null, enabled: false }, '"v1"');
			expect([changed.status, changed.headers.etag]).toEqual([200, '"v2"']);
			expect(changed.json()).toMatchObject({ description: 'Lobby', macAddress: null, enabled: false, country: 'DE', version: 2 });

			const deleted = await admin.send({ method: 'DELETE', path: `/api/v1/devices/${device.id}`, token, headers: { 'if-match': '"v2"' } });
			expect([deleted.status, deleted.body.length]).toEqual([204, 0]);
			expect(codeOf(await read(device.id))).toBe('device.not-found');

			const audit = await admin.send({ path: '/api/v1/audit-entries?limit=3', token });
			expect(audit.json()).toMatchObject({
				items: [
					{ actor: 'person:root', action: 'device add', subject: 'acme/dect-1' },
					{ actor: 'person:root', action: 'device set', subject: 'acme/dect-1' },
					{ actor: 'person:root', action: 'device delete', subject: 'acme/dect-1' },
				],
			});
			for (const { body } of [added, once, changed, audit]) expect(body.toString()).not.toContain(secret);
			expect(admin.logText).not.toContain(secret);
		});

		it('lose no update: a change names the version that it was made for', async () => {
			const { id } = (await add({ deviceName: 'dect-1' })).json<Device>();
			expect(codeOf(await patch(id, { description: 'a' }))).toBe('precondition.required');
			for (const stale of ['"v0"', '"v2"', 'W/"v1"', 'v1', ''])
				expect(codeOf(await patch(id, { description: 'a' }, stale))).toBe('precondition.failed');
			expect((await patch(id, { description: 'a' }, '"v9", "v1"')).status).toBe(200);
			expect((await patch(id, { description: 'b' }, '*')).json<Device>().version).toBe(3);
			const stale = await admin.send({ method: 'DELETE', path: `/api/v1/devices/${id}`, token, headers: { 'if-match': '"v1"' } });
			expect(stale.status).toBe(412);

			const rivals = await Promise.all(Array.from({ length: 6 }, (_, index) => patch(id, { description: `rival ${index}` }, '"v3"')));
			expect(rivals.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 412, 412, 412, 412, 412]);
			expect((await read(id)).json<Device>().version).toBe(4);
		});

		it('are listed page by page, and by what they have', async () => {
			for (let index = 1; index <= 5; index++) {
				await add({
					...{ deviceName: `Handset ${index}`, macAddress: `0013d10000${index}0`, serviceProviderId: 'acme' },
					...(index > 3 ? { groupId: 'hq' } : {}),
				});
			}
			const names: string[] = [];
			let cursor: string | null = '';
			while (cursor !== null) {
				const page: Page = await list(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
				names.push(...page.items.map(({ deviceName }) => deviceName));
				cursor = page.nextCursor;
			}
			expect(names).toEqual([1, 2, 3, 4, 5].map((index) => `Handset ${index}`));
			const found = async (query: string) => (await list(query)).items.map(({ deviceName }) => deviceName);
			expect(await found('?macAddress=00-13-D1-00-00-20')).toEqual(['Handset 2']);
			expect(await found('?serviceProviderId=acme&groupId=hq')).toEqual(['Handset 4', 'Handset 5']);
			expect(await found('?nameContains=SET+3')).toEqual(['Handset 3']);
			expect(await found(`?deviceType=${encodeURIComponent(typeName)}&limit=1`)).toEqual(['Handset 1']);
			expect(await list('?withCount=true&limit=1&groupId=hq')).toMatchObject({
				...{ count: 2, countIsAtLeast: false, nextCursor: expect.any(String) },
			});
			expect(await list('?groupId=nobody')).toEqual({ items: [], nextCursor: null });
		});

		it.each([
			['?limit=0', '/limit'],
			['?limit=1001', '/limit'],
			['?limit=many', '/limit'],
			['?cursor=../1', '/cursor'],
			['?withCount=yes', '/withCount'],
			['?nmae=x', ''],
			['?macAddress=00:13', '/macAddress'],
		])('reject/%s', async (query, pointer) => {
			const answer = await admin.send({ path: `/api/v1/devices${query}`, token });
			expect([answer.status, answer.json<Problem>().pointer]).toEqual([422, pointer]);
			expect(answer.headers['content-type']).toBe('application/problem+json');
		});

		it('reject/a parameter twice', async () => {
			expect(codeOf(await admin.send({ path: '/api/v1/devices?limit=1&limit=2', token }))).toBe('request.malformed');
		});

		it.each([
			['no name', {}, 'value.invalid', '/deviceName'],
			['a member that is unknown', { deviceName: 'x', colour: 'red' }, 'value.invalid', ''],
			['a member that must not be set', { deviceName: 'x', version: 7 }, 'value.invalid', ''],
			['half a credential', { deviceName: 'x', credentials: { userName: 'u' } }, 'value.invalid', '/credentials/password'],
			['a name that is too long', { deviceName: 'x'.repeat(41) }, 'value.too-long', '/deviceName'],
			['a MAC that is none', { deviceName: 'x', macAddress: 'ff:ff:ff:ff:ff:ff' }, 'mac.invalid', '/macAddress'],
			['a type that is unknown', { deviceName: 'x', deviceType: 'nothing' }, 'device-type.not-found', '/deviceType'],
			['null where nothing is cleared', { deviceName: 'x', macAddress: null }, 'value.invalid', '/macAddress'],
		])('reject/%s', async (_name, fields, code, pointer) => {
			const problem = (await add(fields)).json<Problem>();
			expect([problem.code, problem.pointer]).toEqual([code, pointer]);
			expect(problem.type).toBe(`urn:opendms:error:${code}`);
		});

		it('reject/a name, a MAC or a user name that is taken', async () => {
			const taken = { deviceName: 'dect-1', macAddress: '0013d1000001', credentials: { userName: 'dect-1', password: secret } };
			await add(taken);
			expect(codeOf(await add({ deviceName: 'dect-1' }))).toBe('device.exists');
			expect(codeOf(await add({ deviceName: 'b', macAddress: taken.macAddress }))).toBe('device.mac-exists');
			expect(codeOf(await add({ deviceName: 'b', credentials: taken.credentials }))).toBe('device.user-exists');
		});

		it('are seen and changed by those alone to whose service provider or group they belong', async () => {
			const idOf = async (fields: Record<string, unknown>) => (await add(fields)).json<Device>().id;
			const hq = await idOf({ deviceName: 'hq-1', serviceProviderId: 'acme', groupId: 'hq' });
			const branch = await idOf({ deviceName: 'branch-1', serviceProviderId: 'acme', groupId: 'branch' });
			const other = await idOf({ deviceName: 'other-1', serviceProviderId: 'umbrella', groupId: 'hq' });
			const system = await idOf({ deviceName: 'system-1' });
			await admin.addPerson('acme', 'OPERATOR', { scope: { serviceProviderId: 'acme' } });
			await admin.addPerson('hq', 'OPERATOR', { scope: { serviceProviderId: 'acme', groupId: 'hq' } });
			const [acme, group] = [await admin.tokenOf('acme'), await admin.tokenOf('hq')];

			const seen = async (query: string, as: string) => (await list(query, as)).items.map(({ id }) => id);
			expect(await seen('', acme)).toEqual([hq, branch]);
			expect(await seen('', group)).toEqual([hq]);
			expect(await seen('?groupId=branch', acme)).toEqual([branch]);
			for (const [query, as] of [
				['?serviceProviderId=umbrella', acme],
				['?groupId=branch', group],
			] as const) {
				expect((await admin.send({ path: `/api/v1/devices${query}`, token: as })).status).toBe(403);
			}
			for (const [id, as] of [
				[other, acme],
				[system, acme],
				[branch, group],
				[other, group],
			] as const) {
				expect((await read(id, as)).status).toBe(404);
				expect((await patch(id, { description: 'mine' }, '*', as)).status).toBe(404);
				expect((await admin.send({ method: 'DELETE', path: `/api/v1/devices/${id}`, token: as })).status).toBe(404);
			}
			expect((await patch(hq, { description: 'mine' }, '*', group)).status).toBe(200);
			for (const place of [{}, { serviceProviderId: 'acme' }, { serviceProviderId: 'umbrella', groupId: 'hq' }]) {
				expect(codeOf(await add({ deviceName: 'new', ...place }, group))).toBe('permission.denied');
			}
			expect((await add({ deviceName: 'new', serviceProviderId: 'acme', groupId: 'hq' }, group)).status).toBe(201);
			expect((await read(system)).json()).toMatchObject({ description: null });
		});

		it('of a viewer stay as they are', async () => {
			const { id } = (await add({ deviceName: 'dect-1' })).json<Device>();
			await admin.addPerson('viewer', 'VIEWER');
			const viewer = await admin.tokenOf('viewer');
			expect((await read(id, viewer)).status).toBe(200);
			expect((await patch(id, { description: 'x' }, '*', viewer)).status).toBe(403);
			expect((await add({ deviceName: 'b' }, viewer)).status).toBe(403);
		});
	});
});

describe('what else is read over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();

		it('device types with their files, without the password of the type', async () => {
			const { store } = await openStore();
			const admin = await openAdmin(store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			await admin.addPerson('viewer', 'VIEWER');
			const token = await admin.tokenOf('viewer');
			const types = await admin.send({ path: '/api/v1/device-types', token });
			expect(types.json()).toMatchObject({ items: [{ name: typeName, path: 'dms/sample-ip-dect', numberOfFiles: expect.any(Number) }] });
			const type = await admin.send({ path: `/api/v1/device-types/${encodeURIComponent(typeName)}`, token });
			const { files } = type.json<{ files: { fileFormat: string; content: { sha256: string } | null }[] }>();
			expect(files.map(({ fileFormat }) => fileFormat)).toContain('%BWMACADDRESS%-config.xml');
			expect(files[0]?.content?.sha256).toMatch(/^[0-9a-f]{64}$/);
			expect((await admin.send({ path: '/api/v1/device-types/nothing', token })).status).toBe(404);
		});

		it('access records, by what they say', async () => {
			const { store } = await openStore();
			const admin = await openAdmin(store);
			await admin.addPerson('viewer', 'VIEWER');
			const token = await admin.tokenOf('viewer');
			const granted = sampleRecord({ deviceName: 'dect-1' });
			const refused = sampleRecord({ status: 403, reason: 'certificate.expired', detail: 'ended yesterday' });
			store.accessRecords.append([granted, refused]);
			const find = async (query: string) =>
				(await admin.send({ path: `/api/v1/access-records${query}`, token })).json<{ items: { id: string }[] }>().items.map(({ id }) => id);
			expect(await find('')).toEqual([granted.id, refused.id]);
			expect(await find('?denied=true')).toEqual([refused.id]);
			expect(await find('?reason=certificate.expired&limit=1')).toEqual([refused.id]);
			expect(await find('?deviceName=dect-1')).toEqual([granted.id]);
			expect(await find(`?afterId=${granted.id}`)).toEqual([refused.id]);
			expect(await find(`?since=${refused.at.toISOString()}`)).toEqual([refused.id]);
			expect((await admin.send({ path: '/api/v1/access-records?reason=bad-mood', token })).status).toBe(422);
			expect((await admin.send({ path: '/api/v1/access-records', token })).json()).toMatchObject({
				items: [{ failedProofs: [], bytes: 1234 }, { detail: 'ended yesterday' }],
			});
		});
	});
});
