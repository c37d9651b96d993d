import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { importSample } from '../app/administration/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

const typeName = 'Sample IP-DECT 2000';
const secret = 'Dev1ce-Passw0rd';

interface Report {
	readonly rows: number;
	readonly added: number;
	readonly refusedRows: number;
	readonly findings: readonly { readonly line: number; readonly column?: string; readonly code: string }[];
	readonly applied: boolean;
}

interface Results {
	readonly items: readonly { readonly deviceId: string; readonly deviceName: string; readonly version: number | null }[];
}

describe('many devices at once over the API', () => {
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

		const codeOf = (answer: { json<Shape>(): Shape }) => answer.json<Problem>().code;
		const importCsv = (rows: readonly string[], query = '', as = token) =>
			admin.send({
				...{ method: 'POST', path: `/api/v1/devices/import${query}`, token: as, body: `${rows.join('\r\n')}\r\n` },
				headers: { 'content-type': 'text/csv; charset=utf-8' },
			});
		const exportCsv = async (query = '', as = token) => {
			const answer = await admin.send({ path: `/api/v1/devices.csv${query}`, token: as });
			expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
			return answer.body.toString().trimEnd().split('\r\n');
		};
		const bulk = (operations: readonly unknown[], as = token) =>
			admin.send({ method: 'POST', path: '/api/v1/devices/bulk', token: as, json: { operations } });
		const count = () => admin.store.devices.count({});
		const head = 'deviceType,deviceName,serviceProvider,group,mac,description,userName,password';
		const row = (name: string, provider = '', mac = '', description = '') => `${typeName},${name},${provider},,${mac},${description},,`;

		it('come in as CSV, all or none, and every row that is wrong is told', async () => {
			const wrong = await importCsv([head, row('a'), row('b', '', 'ff:ff:ff:ff:ff:ff'), row('a'), row('c')]);
			expect(wrong.status).toBe(422);
			const report = wrong.json<Report>();
			expect(report).toMatchObject({ rows: 4, added: 0, refusedRows: 2, applied: false });
			expect(report.findings).toMatchObject([
				{ line: 3, column: 'mac', code: 'mac.invalid' },
				{ line: 4, column: 'deviceName', code: 'device.exists' },
			]);
			expect(await count()).toBe(0);
			const dry = await importCsv([head, row('a'), row('c')], '?dryRun=true');
			expect(dry.json()).toMatchObject({ rows: 2, added: 2, applied: false, dryRun: true });
			expect(await count()).toBe(0);
			const kept = await importCsv([head, row('a'), row('a'), row('c')], '?keepGoing=true');
			expect(kept.json()).toMatchObject({ added: 2, refusedRows: 1, applied: true });
			expect(await count()).toBe(2);
			const again = await importCsv([head, row('a'), row('c')], '?keepGoing=true');
			expect([again.status, again.json()]).toEqual([200, expect.objectContaining({ added: 0, refusedRows: 2, applied: false })]);
			expect((await importCsv([head, row('a')], '?dryRun=true')).status).toBe(200);
			expect((await admin.store.audit.list(10)).filter(({ action }) => action === 'device import')).toHaveLength(1);
			expect((await admin.store.audit.list(1))[0]).toMatchObject({ actor: 'person:root', action: 'device import', detail: '2 added' });
		});

		it.each([
			['no header', '', 422, 'csv.invalid'],
			['a header without a name', 'deviceType\n', 422, 'csv.invalid'],
			['a quote that is never closed', `${head}\n"x`, 422, 'csv.invalid'],
		])('reject/%s', async (_name, body, status, code) => {
			const request = { method: 'POST', path: '/api/v1/devices/import', token, body };
			const answer = await admin.send({ ...request, headers: { 'content-type': 'text/csv' } });
			expect([answer.status, codeOf(answer)]).toEqual([status, code]);
			expect(codeOf(await admin.send({ ...request, headers: { 'content-type': 'text/plain' } }))).toBe('request.media-type');
		});

		it('come out as CSV that goes in again, quotes and line breaks included, and holds no password', async () => {
			const description = '"a ""quoted"" cell, and more"';
			await importCsv([
				head,
				row('plain', 'acme', '00:13:d1:00:00:01'),
				row('quoted', '', '', description),
				`${typeName},own,,,,,own,${secret}`,
			]);
			const rows = await exportCsv();
			expect(rows).toHaveLength(4);
			expect(rows.join()).toContain(description);
			expect(rows.join()).not.toContain(secret);
			expect(await exportCsv('?serviceProviderId=acme')).toHaveLength(2);
			expect(await exportCsv('?nameContains=QUOTED')).toHaveLength(2);
			const again = await importCsv(
				rows.filter((line) => !line.includes(',own,')),
				'?dryRun=true&keepGoing=true',
			);
			expect(again.json<Report>().findings.map(({ code }) => code)).toEqual(['device.exists', 'device.exists']);
		});

		it('are changed by what was exported and edited, with lines and tags, and keep their passwords', async () => {
			const columns = 'userName,password,linePort-1,isPrimary-1,authPassword-1,displayName-1,%NTP%,%SIP_PASSWORD%';
			const cells = ['u', secret, '1@example.net', 'true', secret, 'Ada', 'ntp-1', secret].join();
			await importCsv([`deviceType,deviceName,serviceProvider,${columns}`, `${typeName},dect,acme,${cells}`]);
			await importCsv([head, row('theirs', 'umbrella')]);
			const rows = await exportCsv();
			expect(rows.join()).not.toContain(secret);
			const edited = rows.map((line) => line.replace('Ada', 'Grace').replace('ntp-1', 'ntp-2'));
			const dry = await importCsv(edited, '?update=true&dryRun=true');
			expect(dry.json()).toMatchObject({ rows: 2, added: 0, changed: 1, findingCount: 0, dryRun: true });
			await admin.addPerson('acme', 'OPERATOR', { scope: { serviceProviderId: 'acme' } });
			const asAcme = await importCsv(edited, '?update=true&keepGoing=true', await admin.tokenOf('acme'));
			expect(asAcme.json()).toMatchObject({ changed: 1, refusedRows: 1, findings: [{ code: 'permission.denied' }] });
			const [found] = await admin.store.devices.findByName('dect', 1);
			expect(await admin.store.devices.load(found?.id ?? '')).toMatchObject({
				credentials: { userName: 'u', password: secret },
				lines: [{ authPassword: secret, displayName: 'Grace' }],
				tags: [
					{ name: '%NTP%', value: 'ntp-2' },
					{ name: '%SIP_PASSWORD%', value: secret },
				],
			});
		});

		it('come out page after page', async () => {
			const rows = Array.from({ length: 2_500 }, (_, index) => row(`device-${index}`));
			expect((await importCsv([head, ...rows])).json()).toMatchObject({ added: 2_500 });
			expect(await exportCsv()).toHaveLength(2_501);
		});

		it('are added, changed and deleted together, each with its audit entry', async () => {
			const add = (deviceName: string) => ({ operation: 'add', device: { deviceType: typeName, deviceName } });
			const added = (await bulk([add('a'), add('b'), add('c')])).json<Results>();
			expect(added.items.map(({ deviceName, version }) => [deviceName, version])).toEqual(['a', 'b', 'c'].map((name) => [name, 1]));
			const [a, b, c] = added.items.map(({ deviceId }) => deviceId);
			const changed = await bulk([
				{ operation: 'change', deviceId: a, version: 1, change: { description: 'first' } },
				{ operation: 'delete', deviceId: b, version: 1 },
				add('b'),
			]);
			expect(changed.json<Results>().items.map(({ version }) => version)).toEqual([2, null, 1]);
			const audit = await admin.store.audit.list(3);
			expect(audit.map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
				['person:root', 'device set', 'a'],
				['person:root', 'device delete', 'b'],
				['person:root', 'device add', 'b'],
			]);
			const stale = await bulk([
				{ operation: 'delete', deviceId: c },
				{ operation: 'change', deviceId: a, version: 1, change: { description: 'second' } },
			]);
			expect([stale.status, stale.json<Problem>()]).toEqual([
				412,
				expect.objectContaining({ code: 'precondition.failed', pointer: '/operations/1' }),
			]);
			expect(await admin.store.devices.load(c ?? '')).toBeDefined();
		});

		it.each([
			[
				'a name that is taken',
				{ operation: 'add', device: { deviceType: typeName, deviceName: 'taken' } },
				'device.exists',
				'/operations/1/device/deviceName',
			],
			[
				'a type that is unknown',
				{ operation: 'add', device: { deviceType: 'x', deviceName: 'y' } },
				'device-type.not-found',
				'/operations/1/device/deviceType',
			],
			['a device that is unknown', { operation: 'delete', deviceId: '999999' }, 'device.not-found', '/operations/1'],
			[
				'a change that is none',
				{ operation: 'change', deviceId: '1', change: { deviceName: 'x' } },
				'value.invalid',
				'/operations/1/change',
			],
			['an operation that is none', { operation: 'rename', deviceId: '1' }, 'value.invalid', '/operations/1/operation'],
		])('reject/%s, and nothing is written', async (_name, operation, code, pointer) => {
			const first = { operation: 'add', device: { deviceType: typeName, deviceName: 'taken' } };
			const problem = (await bulk([first, operation])).json<Problem>();
			expect([problem.code, problem.pointer]).toEqual([code, pointer]);
			expect(await count()).toBe(0);
			expect((await admin.store.audit.list(1))[0]?.action).not.toBe('device add');
		});

		it('are not more than a transaction should hold', async () => {
			const answer = await bulk(Array.from({ length: 501 }, () => ({ operation: 'delete', deviceId: '1' })));
			expect([answer.status, answer.json<Problem>().pointer]).toEqual([422, '/operations']);
			expect((await bulk([])).status).toBe(422);
		});

		it('are those alone that belong to the service provider of who asks', async () => {
			await importCsv([head, row('mine', 'acme'), row('theirs', 'umbrella'), row('system')]);
			await admin.addPerson('acme', 'OPERATOR', { scope: { serviceProviderId: 'acme' } });
			const acme = await admin.tokenOf('acme');
			expect(await exportCsv('', acme)).toHaveLength(2);
			expect((await admin.send({ path: '/api/v1/devices.csv?serviceProviderId=umbrella', token: acme })).status).toBe(403);
			const report = (
				await importCsv([head, row('more', 'acme'), row('more', 'umbrella'), row('more')], '?keepGoing=true', acme)
			).json<Report>();
			expect(report).toMatchObject({ added: 1, refusedRows: 2 });
			expect(report.findings.map(({ code }) => code)).toEqual(['permission.denied', 'permission.denied']);
			const [theirs] = await admin.store.devices.findByName('theirs', 1);
			expect(codeOf(await bulk([{ operation: 'delete', deviceId: theirs?.id }], acme))).toBe('device.not-found');
			const outside = { operation: 'add', device: { deviceType: typeName, deviceName: 'x', serviceProviderId: 'umbrella' } };
			expect(codeOf(await bulk([outside], acme))).toBe('permission.denied');
		});
	});
});
