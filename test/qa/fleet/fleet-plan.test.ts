import { describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../../src/domain/mac-address.ts';
import { DevicePaths } from '../../../src/qa/fleet/device-paths.ts';
import { writeFleetCsv } from '../../../src/qa/fleet/fleet-csv.ts';
import { FleetPlan, type FleetPlanOptions, misbehaviours } from '../../../src/qa/fleet/fleet-plan.ts';

const firstMac = requireMacAddress('00:13:d1:80:00:00');
const planOf = (options: Partial<FleetPlanOptions>): FleetPlan =>
	new FleetPlan({ firstMac, devices: 100, defects: [], misbehavePercent: 0, ...options });

describe('the plan of a fleet', () => {
	it('counts MAC addresses upward and finds them again', () => {
		const plan = planOf({ firstMac: requireMacAddress('0013d180feff'), devices: 3 });
		expect([0, 1, 2].map((index) => plan.macOf(index))).toEqual(['0013d180feff', '0013d180ff00', '0013d180ff01']);
		expect(['0013d180feff', '0013D180FF01', '0013d180ff02', '0013d180fefe', '0013d280ff00'].map((mac) => plan.indexOf(mac))).toEqual([
			0,
			2,
			undefined,
			undefined,
			undefined,
		]);
	});

	it.each([0, 1, 7, 33, 50, 100])('spreads %i percent of misbehaviour evenly, each kind in turn', (misbehavePercent) => {
		const plan = planOf({ devices: 1000, misbehavePercent });
		const kinds = Array.from({ length: 1000 }, (_, index) => plan.device(index).misbehaviour);
		expect(kinds.filter((kind) => kind !== undefined)).toHaveLength(misbehavePercent * 10);
		const counts = misbehaviours.map((kind) => kinds.filter((each) => each === kind).length);
		expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
	});

	it('lets the devices take turns among the defects', () => {
		const plan = planOf({ defects: ['none', 'expired', 'zero'] });
		expect([0, 1, 2, 3].map((index) => plan.device(index).defect)).toEqual(['none', 'expired', 'zero', 'none']);
	});

	it.each([
		['reject/more devices than the maker has addresses', { firstMac: requireMacAddress('0013d1fffff0'), devices: 17 }, 'value.invalid'],
		['reject/an unknown defect', { defects: ['none', 'ugly'] }, 'qa.defect-unknown'],
		['reject/a defect that the server must be told of', { defects: ['revoked'] }, 'value.contradiction'],
	])('%s', (_name, options, code) => {
		expect(() => planOf(options)).toThrow(expect.objectContaining({ code }));
	});

	it('takes the last address of the maker', () => {
		expect(planOf({ firstMac: requireMacAddress('0013d1fffff0'), devices: 16 }).macOf(15)).toBe('0013d1ffffff');
	});
});

describe('the file of a fleet', () => {
	it('has one row for each device, in chunks, with cells quoted where they must be', async () => {
		const chunks = [];
		for await (const chunk of writeFleetCsv(planOf({ devices: 2500 }), { deviceType: 'A "type", with all', serviceProvider: 'S' })) {
			chunks.push(chunk);
		}
		expect(chunks.length).toBeGreaterThan(2);
		const lines = Buffer.concat(chunks).toString().split('\r\n');
		expect(lines).toHaveLength(2502);
		expect(lines[0]).toMatch(/^deviceType,deviceName,serviceProvider,mac,/);
		expect(lines[2500]).toMatch(/^"A ""type"", with all",fleet-0013d18009c3,S,00:13:d1:80:09:c3,/);
		expect(lines[2501]).toBe('');
	});
});

describe('the paths of a device', () => {
	const mac = requireMacAddress('0013d180000a');

	it.each([
		['ok/a server alone: the sample type', 'https://dms.example.net', undefined, '/dms/sample-ip-dect-mac/0013d180000a-users.xml'],
		['ok/a directory', 'https://dms.example.net/dms/mine/', undefined, '/dms/mine/0013d180000a-users.xml'],
		['ok/a template in a directory', 'https://dms.example.net/dms/', '{MAC}/{file}.xml', '/dms/0013D180000A/users.xml'],
		['ok/an absolute template', 'https://dms.example.net/dms/', '/x/cfg{mac}', '/x/cfg0013d180000a'],
	])('%s', (_name, url, template, path) => {
		expect(new DevicePaths(url, template).of(mac, 'users')).toBe(path);
	});

	it.each([
		['reject/no URL', 'dms.example.net', undefined],
		['reject/no TLS', 'http://dms.example.net', undefined],
		['reject/a password', 'https://u:p@dms.example.net', undefined],
		['reject/an unknown placeholder', 'https://dms.example.net', '{serial}.xml'],
		['reject/another server', 'https://dms.example.net', '//other.example.net/{mac}'],
	])('%s', (_name, url, template) => {
		expect(() => new DevicePaths(url, template)).toThrow(expect.objectContaining({ code: 'value.invalid' }));
	});

	it('never lets a name from a configuration leave the folder', () => {
		const paths = new DevicePaths('https://dms.example.net/dms/mine/');
		expect(paths.beside(mac, 'firmware.bin')).toBe('/dms/mine/firmware.bin');
		expect(paths.beside(mac, '../../etc')).toBe('/dms/mine/..%2F..%2Fetc');
		expect(paths.beside(mac, '//other.example.net/x')).toBe('/dms/mine/%2F%2Fother.example.net%2Fx');
	});

	it('asks for users only where the template has a place for the kind of file', () => {
		expect(new DevicePaths('https://h/', '{mac}.xml').hasUsers).toBe(false);
		expect(new DevicePaths('https://h/').hasUsers).toBe(true);
	});
});
