import saxes from 'saxes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FleetServerFixture, startFleetServer } from '../qa/fleet/fleet-server.ts';
import { Collected, useCommandLine } from './command-line.ts';

describe('dms simulate', () => {
	let fixture: FleetServerFixture;
	beforeAll(async () => {
		fixture = await startFleetServer();
	}, 60_000);
	afterAll(() => fixture.stop());
	const againstServer = () => ['simulate', '--url', fixture.url, '--ca', fixture.caDirectory, '--key-pairs', '1', '--concurrency', '10'];

	it('prints the table of outcomes, the latencies and a plot, and writes no bar to a pipe', async () => {
		const { exitCode, stdout, stderr } = await fixture.dms.run([...againstServer(), '--devices', '10', '--misbehave', '20']);
		expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
		expect(stdout).toMatch(/^ +unexpected += 0$/m);
		expect(stdout).toMatch(/^good +config +served +200 +8$/m);
		expect(stdout).toMatch(/^slow-reader +config +served +200 +1$/m);
		expect(stdout).toMatch(/^Milliseconds +Count +Mean +50 % +90 % +99 % +99.9 % +Longest$/m);
		expect(stdout).toMatch(/^ *\d+ (ms|us|s) to \d+ (ms|us|s) \|█+/m);
		expect(stdout).not.toContain('First unexpected');
	});

	it('exits 1 with the first examples where something is unexpected', async () => {
		const { exitCode, stdout } = await fixture.dms.run([...againstServer(), '--devices', '2', '--first-mac', '00:13:d1:90:00:00']);
		expect(exitCode).toBe(1);
		expect(stdout).toMatch(/^good +config +served +403 +2 +UNEXPECTED$/m);
		expect(stdout).toMatch(/^0013d1900000 +good +\/dms\/sample-ip-dect-mac\/0013d1900000-config.xml +served +403$/m);
	});

	it('gives all of it as JSON and the latencies as a picture', async () => {
		const svg = fixture.dms.path('latency.svg');
		const result = await fixture.dms.must(...againstServer(), '--devices', '4', '--rate', '40', '--duration', '1', '--json', '--svg', svg);
		expect(result.json()).toMatchObject({
			url: fixture.url,
			devices: 4,
			ratePerSecond: 40,
			boots: 40,
			unexpected: 0,
			serverVerified: false,
		});
		const curves: string[] = [];
		const parser = new saxes.SaxesParser();
		parser.on('opentag', ({ name }) => curves.push(name));
		parser.write((await fixture.dms.read('latency.svg')).toString()).close();
		const { latencies } = result.json() as { latencies: unknown[] };
		expect(curves.filter((name) => name === 'polyline')).toHaveLength(latencies.length);
	});

	it('shows a bar on a terminal', async () => {
		const stderr = Object.assign(new Collected(), { isTTY: true, columns: 80 });
		fixture.dms.ports = { stderr };
		await fixture.dms.run([...againstServer(), '--devices', '2']);
		fixture.dms.ports = {};
		expect(stderr.text).toContain('2/2 certificates');
		expect(stderr.text).toContain('2/2 boots');
	});

	describe('without a server', () => {
		const open = useCommandLine();

		it('writes exactly the devices that it will play, for dms device import', async () => {
			const dms = await open();
			await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000_MAC'));
			const written = await dms.must(
				'simulate',
				'--devices',
				'3',
				'--first-mac',
				'0013d18000fe',
				'--write-devices',
				dms.path('fleet.csv'),
				'--json',
			);
			expect(written.json()).toEqual({ file: dms.path('fleet.csv'), devices: 3 });
			await dms.must('device', 'import', dms.path('fleet.csv'));
			const listed = (await dms.must('device', 'list', '--json')).json() as { macAddress: string; deviceType: string }[];
			expect(listed.map(({ macAddress }) => macAddress)).toEqual(['0013d18000fe', '0013d18000ff', '0013d1800100']);
			expect(new Set(listed.map(({ deviceType }) => deviceType))).toEqual(new Set(['Sample IP-DECT 2000 MAC']));
		});

		it('writes them to standard output, for another type', async () => {
			const dms = await open();
			const { stdout } = await dms.must('simulate', '--devices', '1', '--csv', '-', '--type', 'Mine', '--service-provider', 'SP');
			expect(stdout.split('\r\n')[1]).toMatch(/^Mine,fleet-0013d1800000,SP,00:13:d1:80:00:00,/);
		});

		it.each([
			['reject/no server', [], 2, 'usage.invalid'],
			['reject/no CA', ['--url', 'https://127.0.0.1:1'], 2, 'usage.invalid'],
			['reject/an empty folder', ['--url', 'https://127.0.0.1:1', '--ca', '/nowhere'], 1, 'qa.ca-missing'],
			['reject/no TLS', ['--url', 'http://127.0.0.1:1', '--ca', '/nowhere'], 1, 'value.invalid'],
			['reject/an unknown defect', ['--url', 'https://127.0.0.1:1', '--ca', '/nowhere', '--defect', 'ugly'], 2, 'qa.defect-unknown'],
			['reject/a MAC of nobody', ['--first-mac', 'ff:ff:ff:ff:ff:ff'], 1, 'mac.invalid'],
			['reject/more than all', ['--misbehave', '101'], 2, 'usage.invalid'],
			['reject/no device', ['--devices', '0'], 2, 'usage.invalid'],
			['reject/no rate', ['--rate', '0'], 2, 'usage.invalid'],
		])('%s', async (_name, argv, exitCode, code) => {
			const result = await (await open()).run(['simulate', ...argv]);
			expect({ exitCode: result.exitCode, stdout: result.stdout }).toEqual({ exitCode, stdout: '' });
			expect(result.stderr).toContain(`(${code})`);
		});
	});
});
