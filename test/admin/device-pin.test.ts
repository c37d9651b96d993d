import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { importSample } from '../app/administration/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

const deviceType = 'Sample IP-DECT 2000';
const first = '0a'.repeat(32);
const second = 'f1'.repeat(32);
/** As other programs print it. */
const toPrinted = (fingerprint: string) => fingerprint.toUpperCase().match(/../g)?.join(':') ?? '';

interface Device {
	readonly id: string;
	readonly pinnedFingerprint: string | null;
}

describe('the pin of a device over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let token: string;
		let device: Device;

		const send = (method: string, path: string, json?: unknown, headers: Readonly<Record<string, string>> = {}) =>
			admin.send({ method, path: `/api/v1/${path}`, token, headers, ...(json === undefined ? {} : { json }) });
		const change = (pinnedFingerprint: unknown, ifMatch: string) =>
			send('PATCH', `devices/${device.id}`, { pinnedFingerprint }, { 'if-match': ifMatch });
		const pinOf = async () => (await send('GET', `devices/${device.id}`)).json<Device>().pinnedFingerprint;
		const importCsv = (body: string) =>
			admin.send({
				...{ method: 'POST', path: '/api/v1/devices/import?update=true', token, body },
				headers: { 'content-type': 'text/csv; charset=utf-8' },
			});

		beforeEach(async () => {
			admin = await openAdmin((await openStore()).store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			await admin.addPerson('root', 'BWSUPERADMIN');
			token = await admin.tokenOf('root');
			device = (await send('POST', 'devices', { deviceType, deviceName: 'dect', pinnedFingerprint: toPrinted(first) })).json<Device>();
		});

		it('is set with the device, changed for the version that was seen, and taken away', async () => {
			expect(device.pinnedFingerprint).toBe(first);
			expect((await send('GET', 'devices')).json()).toMatchObject({ items: [{ pinnedFingerprint: first }] });
			const changed = await change(toPrinted(second), '"v1"');
			expect([changed.status, changed.headers.etag, changed.json<Device>().pinnedFingerprint]).toEqual([200, '"v2"', second]);
			expect((await change(null, '"v1"')).status).toBe(412);
			expect(await pinOf()).toBe(second);
			expect((await change(null, '"v2"')).json<Device>().pinnedFingerprint).toBeNull();
			const { items } = (await send('GET', 'audit-entries?limit=2')).json<{ items: readonly object[] }>();
			expect(items).toMatchObject([
				{ action: 'device set', subject: 'dect', detail: `pinnedFingerprint="${second}"` },
				{ action: 'device set', subject: 'dect', detail: 'pinnedFingerprint=(cleared)' },
			]);
		});

		it.each(['', 'zz'.repeat(32), first.slice(2), `${first}00`])('reject/%j, which is no SHA-256', async (pin) => {
			const answers = [
				[await change(pin, '*'), '/pinnedFingerprint'],
				[await send('POST', 'devices', { deviceType, deviceName: 'other', pinnedFingerprint: pin }), '/pinnedFingerprint'],
			] as const;
			for (const [answer, pointer] of answers) {
				expect([answer.status, answer.json<Problem>().code, answer.json<Problem>().pointer]).toEqual([422, 'value.invalid', pointer]);
			}
			expect(await pinOf()).toBe(first);
		});

		it('is among the fields of operations on many devices', async () => {
			const operations = [
				{ operation: 'add', device: { deviceType, deviceName: 'other', pinnedFingerprint: second } },
				{ operation: 'change', deviceId: device.id, change: { pinnedFingerprint: null } },
			];
			const { items } = (await send('POST', 'devices/bulk', { operations })).json<{ items: readonly { deviceId: string }[] }>();
			const pins = items.map(async ({ deviceId }) => (await send('GET', `devices/${deviceId}`)).json<Device>().pinnedFingerprint);
			expect(await Promise.all(pins)).toEqual([second, null]);
		});

		it('goes out as CSV and comes in again; an empty cell takes it away', async () => {
			const exported = (await send('GET', 'devices.csv')).body.toString();
			expect(exported).toContain(first);
			await change(null, '*');
			expect((await importCsv(exported)).json()).toMatchObject({ changed: 1, findings: [] });
			expect(await pinOf()).toBe(first);
			expect((await importCsv(exported)).json()).toMatchObject({ changed: 0, findings: [] });
			expect((await importCsv(exported.replace(first, toPrinted(second)))).json()).toMatchObject({ changed: 1 });
			expect(await pinOf()).toBe(second);
			const wrong = await importCsv(exported.replace(first, 'abc'));
			expect([wrong.status, wrong.json<{ findings: object[] }>().findings]).toMatchObject([
				422,
				[{ line: 2, column: 'pinnedFingerprint', code: 'value.invalid' }],
			]);
			await importCsv(exported.replace(first, ''));
			expect(await pinOf()).toBeNull();
		});
	});
});
