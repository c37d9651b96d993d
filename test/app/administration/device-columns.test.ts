import { describe, expect, it } from 'vitest';
import { parseDeviceColumns, parseDeviceRow } from '../../../src/app/administration/device-columns.ts';
import { DmsError } from '../../../src/domain/errors.ts';

function findingsOf(header: readonly string[]): readonly string[] {
	try {
		parseDeviceColumns(header);
	} catch (error) {
		if (error instanceof DmsError) return error.findings;
	}
	return [];
}

describe('the header of a file of devices', () => {
	it('takes columns in any order and case, and the names of the schema for the same things', () => {
		const columns = parseDeviceColumns(['MACADDRESS', 'devicename', 'DeviceType', '%NTP%', 'LinePort-2', 'linePort-1']);
		const { typeName, device } = parseDeviceRow(columns, ['0013d1000001', 'a', 'T', 'ntp', '2@h', '1@h']);
		expect(typeName).toBe('T');
		expect(device).toMatchObject({
			name: 'a',
			mac: '0013d1000001',
			tags: [{ name: '%NTP%', value: 'ntp' }],
			lines: [{ linePort: '1@h' }, { linePort: '2@h' }],
		});
	});

	it('tells everything that is wrong with it at once', () => {
		expect(findingsOf(['deviceType', 'mac', 'macAddress', 'colour', '%BWX%', '%A%', '%A%', 'authUser-0'])).toEqual([
			'line 1: column "macAddress" is there twice',
			'line 1: column "colour" is not known',
			expect.stringContaining('reserved for built-in tags'),
			'line 1: column "%A%" is there twice',
			'line 1: column "authUser-0" is not known',
			'line 1: column deviceName is missing',
		]);
	});

	it('bounds the number of columns', () => {
		expect(() => parseDeviceColumns(Array.from({ length: 20_001 }, () => 'x'))).toThrow('20001 columns');
	});
});

describe('a row of a file of devices', () => {
	const columns = parseDeviceColumns([
		'deviceType',
		'deviceName',
		'enabled',
		'userName',
		'password',
		'linePort-1',
		'shared-1',
		'linePort-2',
	]);
	const parse = (cells: readonly string[]) => parseDeviceRow(columns, cells).device;

	it('takes empty cells for absent values', () => {
		expect(parse(['T', 'a', '', '', '', '', '', ''])).toEqual({
			name: 'a',
			enabled: true,
			useCustomUserNamePassword: false,
			lines: [],
			tags: [],
		});
	});

	it('uses credentials of its own as soon as one of the two is there', () => {
		expect(parse(['T', 'a', 'FALSE', 'u', 'p', '', '', ''])).toMatchObject({
			enabled: false,
			useCustomUserNamePassword: true,
			credentials: { userName: 'u', password: 'p' },
		});
	});

	it.each([
		['reject/a flag that is none', ['T', 'a', 'yes', '', '', '', '', ''], 'enabled is "yes"; it must be true or false'],
		['reject/a flag of a line that is none', ['T', 'a', '', '', '', '1@h', 'x', ''], 'shared-1 is "x"'],
		['reject/a line with a flag and no linePort', ['T', 'a', '', '', '', '', 'true', ''], 'linePort of line 1 is empty'],
		['reject/a gap between lines', ['T', 'a', '', '', '', '', '', '2@h'], 'linePort of line 1 is empty'],
	])('%s', (_, cells, message) => {
		expect(() => parse(cells)).toThrow(message);
	});
});
