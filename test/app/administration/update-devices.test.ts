import { describe, expect, it } from 'vitest';
import { addDevice } from '../../../src/app/administration/add-device.ts';
import { exportDevices } from '../../../src/app/administration/export-devices.ts';
import { type DeviceImportOptions, importDevices } from '../../../src/app/administration/import-devices.ts';
import { requireMacAddress } from '../../../src/domain/mac-address.ts';
import { requireCustomTagName } from '../../../src/domain/tag.ts';
import { readCsv } from '../../../src/http/read-csv.ts';
import { describeStores } from '../../helpers/stores.ts';
import { importSample, toAdministration } from './samples.ts';

const typeName = 'Sample IP-DECT 2000';
const secrets = { device: 'device-secret', line: 'line-secret', tag: 'tag-secret' };

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
	yield Buffer.from(text);
}

describeStores((open) => {
	describe('devices of a file that are there already', () => {
		async function prepare() {
			const administration = toAdministration((await open()).store);
			await importSample(administration, 'Sample-IP-DECT-2000');
			const { store } = administration;
			const add = async (name: string, number: number) => {
				const { device } = await addDevice(administration, typeName, {
					...{ name, serviceProviderId: 'acme', groupId: 'hq', enabled: true, useCustomUserNamePassword: true },
					mac: requireMacAddress(`0013d100000${number}`),
					description: 'Lobby',
					credentials: { userName: `user-${number}`, password: secrets.device },
					lines: [
						{ linePort: `${number}1@example.net`, isPrimary: true, authUser: 'a', authPassword: secrets.line, displayName: 'Ada' },
						{ linePort: `${number}2@example.net`, isPrimary: false },
					],
					tags: [
						{ name: requireCustomTagName('SIP_PASSWORD'), value: secrets.tag },
						{ name: requireCustomTagName('NTP'), value: 'ntp-1' },
						{ name: requireCustomTagName('LEVEL'), value: '' },
					],
				});
				return device.id;
			};
			const ids = [await add('one', 1), await add('two', 2)] as const;
			const update = (text: string, options: Partial<DeviceImportOptions> = {}) =>
				importDevices(administration, readCsv(bytesOf(text)), { source: 'test', update: true, ...options });
			const load = async (id: string) => {
				const device = await store.devices.load(id);
				if (device === undefined) throw new Error('the device is gone');
				return device;
			};
			let exported = '';
			for await (const piece of exportDevices(store, {})) exported += piece;
			return { administration, store, ids, update, load, exported };
		}

		it('are not touched by what was exported of them', async () => {
			const { administration, store, ids, update, load, exported } = await prepare();
			const before = await Promise.all(ids.map(load));
			const entries = (await store.audit.list(100)).length;
			expect(await update(exported)).toMatchObject({ rows: 2, added: 0, changed: 0, withoutPassword: 0, findings: [], applied: false });
			expect(await Promise.all(ids.map(load))).toEqual(before);
			expect(await store.audit.list(100)).toHaveLength(entries);
			const refused = await importDevices(administration, readCsv(bytesOf(exported)), { source: 'test' });
			expect(refused).toMatchObject({
				added: 0,
				applied: false,
				findings: [{ code: 'device.exists' }, { code: 'device.exists' }],
			});
		});

		it('are changed where the file differs, and keep their secrets', async () => {
			const { store, ids, update, load, exported } = await prepare();
			const changed = exported
				.replace('acme,hq,0013d1000001,true,,Lobby', 'acme,hq,0013d1000001,false,,Cellar')
				.replace('user-1', 'user-one')
				.replace('Ada', 'Grace')
				.replace('ntp-1', 'ntp-2');
			const columns = exported.slice(0, exported.indexOf('\r\n')).split(',').length;
			const report = await update(`${changed}${typeName},three,acme,hq${','.repeat(columns - 4)}\r\n`);
			expect(report).toMatchObject({ rows: 3, added: 1, changed: 1, findings: [], applied: true });
			const [one, two] = await Promise.all(ids.map(load));
			expect(one).toMatchObject({
				...{ enabled: false, description: 'Cellar', version: 2, mac: '0013d1000001' },
				credentials: { userName: 'user-one', password: secrets.device },
				lines: [{ displayName: 'Grace', authUser: 'a', authPassword: secrets.line }, { isPrimary: false }],
				tags: [
					{ name: '%SIP_PASSWORD%', value: secrets.tag },
					{ name: '%NTP%', value: 'ntp-2' },
					{ name: '%LEVEL%', value: '' },
				],
			});
			expect(two).toMatchObject({ version: 1, description: 'Lobby' });
			expect((await store.audit.list(1))[0]).toMatchObject({ action: 'device import', detail: '1 added, 1 changed' });
			const [revision] = await store.revisions.list({ kind: 'tags', owner: { deviceId: ids[0] } }, { limit: 1 });
			expect(revision?.by).toEqual({ author: 'tester', action: 'device import' });
		});

		it('keep what the file has no column for, and lose what it has an empty cell for', async () => {
			const { ids, update, load } = await prepare();
			const head = 'deviceType,deviceName,serviceProvider,group';
			const row = `${typeName},one,acme,hq`;
			expect(await update(`${head},serialNumber\n${row},S1\n`)).toMatchObject({ changed: 1 });
			const before = await load(ids[0]);
			expect(before).toMatchObject({ serialNumber: 'S1', description: 'Lobby', lines: [{}, {}], tags: [{}, {}, {}] });
			const cells = 'description,mac,password,enabled,%NTP%,%SIP_PASSWORD%,linePort-1';
			expect(await update(`${head},${cells}\n${row},,,,,,,12@example.net\n`)).toMatchObject({ changed: 1 });
			const after = await load(ids[0]);
			expect([after.description, after.mac, after.enabled, after.serialNumber]).toEqual([undefined, undefined, true, 'S1']);
			expect(after.credentials).toEqual(before.credentials);
			expect(after.tags.map(({ name }) => name)).toEqual(['%SIP_PASSWORD%', '%LEVEL%']);
			expect(after.lines).toEqual([{ linePort: '12@example.net', isPrimary: false }]);
		});

		it.each([
			['the MAC address of another device', 'mac', '0013d1000002', 'device.mac-exists'],
			['the user name of another device', 'userName', 'user-2', 'device.user-exists'],
			['a description that is too long', 'description', 'x'.repeat(81), 'value.too-long'],
		])('reject/%s, in a dry run too', async (_name, column, cell, code) => {
			const { ids, update, load } = await prepare();
			const text = `deviceType,deviceName,serviceProvider,group,${column}\n${typeName},one,acme,hq,${cell}\n`;
			for (const dryRun of [true, false]) {
				expect(await update(text, { dryRun })).toMatchObject({ changed: 0, refusedRows: 1, applied: false, findings: [{ line: 2, code }] });
			}
			expect((await load(ids[0])).version).toBe(1);
		});

		it('reject/another type, and a place that is not the own one', async () => {
			const { administration, ids, update, load } = await prepare();
			await importSample(administration, 'Sample-Mixed_MAC');
			const text = (type: string) => `deviceType,deviceName,serviceProvider,group,description\n${type},one,acme,hq,x\n`;
			expect((await update(text('Sample Mixed MAC'))).findings).toMatchObject([{ code: 'value.immutable' }]);
			const checkPlace = () => {
				throw new Error('asked');
			};
			await expect(update(text(typeName), { checkPlace })).rejects.toThrow('asked');
			expect((await load(ids[0])).version).toBe(1);
		});

		it('change nothing where another row is wrong, unless the good ones are wanted all the same', async () => {
			const { ids, update, load } = await prepare();
			const head = 'deviceType,deviceName,serviceProvider,group,mac\n';
			const rows = `${typeName},one,acme,hq,0013d1000009\n${typeName},two,acme,hq,nonsense\n`;
			expect(await update(head + rows)).toMatchObject({ changed: 0, refusedRows: 1, applied: false });
			expect((await load(ids[0])).mac).toBe('0013d1000001');
			expect(await update(head + rows, { keepGoing: true })).toMatchObject({ changed: 1, refusedRows: 1, applied: true });
			expect((await load(ids[0])).mac).toBe('0013d1000009');
			expect((await update(`${head}${typeName},one,acme,hq,\n`, { dryRun: true })).changed).toBe(1);
			expect((await load(ids[0])).mac).toBe('0013d1000009');
		});
	});
});
