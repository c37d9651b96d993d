import { describe, expect, it } from 'vitest';
import { addDevice } from '../../../src/app/administration/add-device.ts';
import type { Administration } from '../../../src/app/administration/administration.ts';
import { type DeviceFileRow, type DeviceImportOptions, importDevices } from '../../../src/app/administration/import-devices.ts';
import { describeStores } from '../../helpers/stores.ts';
import { importSample, toAdministration } from './samples.ts';

const typeName = 'Sample IP-DECT 2000';
const header = ['deviceType', 'deviceName', 'mac', 'userName', 'password'];
const toCells = (number: number) => [
	typeName,
	`dect-${number}`,
	`0013d1${number.toString(16).padStart(6, '0')}`,
	`user-${number}`,
	`pass-${number}`,
];

async function* rowsOf(rows: Iterable<readonly string[]>): AsyncGenerator<DeviceFileRow> {
	let line = 1;
	yield { line, cells: header };
	for (const cells of rows) yield { line: (line += 1), cells };
}

function* manyRows(count: number): Generator<readonly string[]> {
	for (let number = 1; number <= count; number++) yield toCells(number);
}

describeStores((open) => {
	describe('importing devices', () => {
		async function prepare(): Promise<Administration> {
			const administration = toAdministration((await open()).store);
			await importSample(administration, 'Sample-IP-DECT-2000');
			return administration;
		}
		const run = (administration: Administration, rows: Iterable<readonly string[]>, options: Partial<DeviceImportOptions> = {}) =>
			importDevices(administration, rowsOf(rows), { source: 'test', ...options });

		it('adds batch after batch in one transaction with one audit entry', async () => {
			const administration = await prepare();
			const report = await run(administration, manyRows(2345));
			expect(report).toEqual({
				rows: 2345,
				added: 2345,
				changed: 0,
				refusedRows: 0,
				withoutPassword: 0,
				findingCount: 0,
				findings: [],
				applied: true,
			});
			expect(await administration.store.devices.count({})).toBe(2345);
			expect(await administration.store.audit.list(1)).toMatchObject([{ actor: 'tester', action: 'device import', detail: '2345 added' }]);
		});

		it('raises no error and writes nothing where the last row of all is wrong', async () => {
			const administration = await prepare();
			const report = await run(administration, [...manyRows(1500), [...toCells(1501).slice(0, 2), 'ffffffffffff', '', '']]);
			expect(report).toMatchObject({ rows: 1501, added: 0, refusedRows: 1, applied: false });
			expect(report.findings).toEqual([
				{ line: 1502, column: 'mac', code: 'mac.invalid', message: 'mac "ffffffffffff" is a broadcast address' },
			]);
			expect(await administration.store.devices.count({})).toBe(0);
		});

		it('finds a row that is in the file twice, however far apart', async () => {
			const administration = await prepare();
			const again = toCells(1);
			const report = await run(administration, [...manyRows(2100), [again[0] ?? '', 'other', again[2] ?? '', '', '']], { dryRun: true });
			expect(report.findings).toEqual([
				{ line: 2102, column: 'mac', code: 'device.mac-exists', message: 'mac 0013d1000001 is on line 2 already' },
			]);
		});

		it('tells every device that exists already, and adds the others where it keeps going', async () => {
			const administration = await prepare();
			await run(administration, manyRows(3));
			const report = await run(administration, manyRows(5), { keepGoing: true });
			expect(report).toMatchObject({ rows: 5, added: 2, refusedRows: 3, applied: true });
			expect(report.findings.map(({ line, code }) => [line, code])).toEqual([2, 3, 4].map((line) => [line, 'device.exists']));
			expect(await administration.store.devices.count({})).toBe(5);
		});

		it('tells several things that are wrong with one row', async () => {
			const administration = await prepare();
			const report = await run(administration, [[typeName, 'n'.repeat(41), '', 'u'.repeat(162), 'p']]);
			expect(report).toMatchObject({ refusedRows: 1, findingCount: 2 });
			expect(report.findings.map(({ message }) => message)).toEqual([
				'deviceName has 41 characters; the limit is 40',
				'userName has 162 characters; the limit is 161',
			]);
		});

		it('takes everything back when the file ends in an error', async () => {
			const administration = await prepare();
			async function* broken(): AsyncGenerator<DeviceFileRow> {
				yield* rowsOf(manyRows(1200));
				throw new Error('the disk is gone');
			}
			await expect(importDevices(administration, broken(), { source: 'test', keepGoing: true })).rejects.toThrow('the disk is gone');
			expect(await administration.store.devices.count({})).toBe(0);
		});

		it('refuses a file without a header line', async () => {
			const administration = await prepare();
			async function* nothing(): AsyncGenerator<DeviceFileRow> {}
			await expect(importDevices(administration, nothing(), { source: 'test' })).rejects.toMatchObject({ code: 'csv.invalid' });
		});
	});

	describe('adding a device', () => {
		it('and its audit entry stand or fall together', async () => {
			const administration = toAdministration((await open()).store);
			await importSample(administration, 'Sample-IP-DECT-2000');
			const device = { name: 'dect-1', enabled: true, useCustomUserNamePassword: false, lines: [], tags: [] };
			await addDevice(administration, typeName, device);
			await expect(addDevice(administration, typeName, device)).rejects.toMatchObject({ code: 'device.exists' });
			expect((await administration.store.audit.list(10)).filter(({ action }) => action === 'device add')).toHaveLength(1);
		});
	});
});
