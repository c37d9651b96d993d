import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../../src/domain/mac-address.ts';
import { type FleetReport, type SimulateFleetOptions, simulateFleet } from '../../../src/qa/fleet/simulate-fleet.ts';
import { mintServerCertificate } from '../../../src/tls/self-signed.ts';
import { type FleetServerFixture, fleetDevices, startFleetServer } from './fleet-server.ts';

describe('a fleet against a server', () => {
	let fixture: FleetServerFixture;
	beforeAll(async () => {
		fixture = await startFleetServer();
	}, 60_000);
	afterAll(() => fixture.stop());

	function play(options: Partial<SimulateFleetOptions> = {}, verified = true): Promise<FleetReport> {
		return simulateFleet({
			url: fixture.url,
			caDirectory: fixture.caDirectory,
			...(verified ? { serverCaFile: fixture.serverCertificate } : {}),
			firstMac: requireMacAddress('00:13:d1:80:00:00'),
			devices: fleetDevices,
			defects: [],
			misbehavePercent: 0,
			concurrency: 20,
			polls: 2,
			keyPairs: 2,
			now: new Date(),
			signal: new AbortController().signal,
			onMinted: () => undefined,
			onBooted: () => undefined,
			...options,
		});
	}
	const toRows = ({ outcomes }: FleetReport) =>
		outcomes.map(({ client, request, outcome, count, unexpected }) => [client, request, outcome, count, ...(unexpected ? ['!'] : [])]);

	it('boots every device in order and polls with its ETag', async () => {
		let [minted, booted] = [0, 0];
		const report = await play({
			onMinted: (count) => (minted += count),
			onBooted: (count, total) => (booted += count * ((total ?? 0) / fleetDevices)),
		});
		expect([minted, booted]).toEqual([fleetDevices, fleetDevices]);
		expect(report).toMatchObject({ unexpected: 0, boots: fleetDevices, requests: 5 * fleetDevices, examples: [], interrupted: false });
		expect(toRows(report)).toEqual([
			['good', 'config', '200', fleetDevices],
			['good', 'firmware', '200', fleetDevices],
			['good', 'poll', '304', 2 * fleetDevices],
			['good', 'users', '200', fleetDevices],
		]);
		expect(report.latencies.map(({ name, count }) => [name, count])).toEqual([
			['config', fleetDevices],
			['connect', fleetDevices],
			['users', fleetDevices],
			['firmware', fleetDevices],
			['boot', fleetDevices],
			['poll', 2 * fleetDevices],
		]);
	});

	it('leaves an access record of each device, with the MAC of its own certificate', async () => {
		const records = await fixture.dms.withStore((store) => store.accessRecords.list({ limit: 1000 }));
		const own = records.filter(({ path, mac = 'none' }) => path.includes(mac) && path.endsWith('-config.xml'));
		expect(new Set(own.map(({ mac }) => mac)).size).toBe(fleetDevices);
		expect(new Set(own.map(({ certificateFingerprint }) => certificateFingerprint)).size).toBe(fleetDevices);
	});

	it('expects of each defect what it is to get', async () => {
		const report = await play({ defects: ['none', 'expired', 'no-intermediate', 'weak-key', 'oversized-chain'], polls: 0 });
		expect(report.examples).toEqual([]);
		const fifth = fleetDevices / 5;
		const rows = toRows(report).filter(([, request]) => request === 'config');
		expect(rows.filter(([client]) => client !== 'oversized-chain')).toEqual([
			['expired', 'config', '403', fifth],
			['good', 'config', '200', fifth],
			['no-intermediate', 'config', '200', fifth],
			['weak-key', 'config', '403', fifth],
		]);
		// The handshake ends in one of several ways, so that there may be several rows.
		const ended = rows.filter(([client, , outcome]) => client === 'oversized-chain' && String(outcome).startsWith('error '));
		expect(ended.reduce((sum, [, , , count]) => sum + Number(count), 0)).toBe(fifth);
	});

	it('misbehaves in every way, and only where it is asked to', async () => {
		const report = await play({ misbehavePercent: 60, polls: 0 });
		expect(report.unexpected).toBe(0);
		const each = (0.6 * fleetDevices) / 6;
		expect(toRows(report)).toEqual([
			['abort', 'aborted config', 'aborted', each],
			['abort', 'config', '200', each],
			['fallback-chain', 'config', '200', each],
			['fallback-chain', 'other name', '404', 3 * each],
			['good', 'config', '200', 0.4 * fleetDevices],
			['good', 'firmware', '200', 0.4 * fleetDevices],
			['good', 'users', '200', 0.4 * fleetDevices],
			['http-1.0', 'config', '200', each],
			['sloppy-digest', 'config', '403', each],
			['slow-reader', 'config', '200', each],
			['wrong-certificate', 'config', '403', each],
		]);
	});

	it('calls a device that the server does not know unexpected, and shows the first ones', async () => {
		const report = await play({ firstMac: requireMacAddress('00:13:d1:90:00:00'), devices: 12 });
		expect(report.unexpected).toBe(12);
		expect(toRows(report)).toEqual([['good', 'config', '403', 12, '!']]);
		expect(report.examples).toHaveLength(10);
		for (const { mac, path, ...example } of report.examples) {
			expect(path).toBe(`/dms/sample-ip-dect-mac/${mac}-config.xml`);
			expect(example).toEqual({ client: 'good', request: 'config', expected: 'served', outcome: '403' });
		}
	});

	describe('and a server with faults', () => {
		let faulty: Server;
		let url: string;
		beforeAll(async () => {
			const { ecdsa } = await mintServerCertificate({ hosts: ['localhost'], ips: [], now: new Date() });
			// Everybody gets the file of the first device, conditional or not; users are a failure, and half of the firmware is missing.
			faulty = createServer({ key: ecdsa.key, cert: ecdsa.cert }, ({ url: path = '' }, response) => {
				if (path.endsWith('-users.xml')) response.writeHead(path.includes('0013d1800000') ? 200 : 500, { ETag: '"1"' }).end();
				else if (path.endsWith('.bin')) response.writeHead(200, { 'Content-Length': 100 }).write('half', () => response.destroy());
				else response.writeHead(200, { ETag: '"1"' }).end(`<mac>0013D1800000</mac><firmware><kws>${named}</kws></firmware>`);
			});
			faulty.listen(0, '127.0.0.1');
			await once(faulty, 'listening');
			url = `https://127.0.0.1:${(faulty.address() as AddressInfo).port}`;
		});
		afterAll(() => faulty.close());
		let named = '';
		const playFaulty = (firmware: string, options: Partial<SimulateFleetOptions>) => {
			named = firmware;
			return play({ ...options, url }, false);
		};

		it('finds a file that names another device of the fleet', async () => {
			const report = await playFaulty('', { devices: 3, polls: 1 });
			expect(toRows(report)).toContainEqual(['good', 'config', '200 with the file of another device', 2, '!']);
		});

		it('finds a version that is served again although the device has it', async () => {
			expect(toRows(await playFaulty('', { devices: 1, polls: 1 }))).toContainEqual([
				'good',
				'poll',
				'200 although it has this version',
				1,
				'!',
			]);
		});

		it('finds an answer that is cut', async () => {
			expect(toRows(await playFaulty('f.bin', { devices: 1, polls: 1 }))).toContainEqual(['good', 'firmware', 'error ECONNRESET', 1, '!']);
		});
	});

	it('does not talk to a server that it cannot verify', async () => {
		const report = await play({ serverCaFile: `${fixture.caDirectory}/root.pem`, devices: 2 });
		expect(toRows(report)).toEqual([['good', 'config', 'error DEPTH_ZERO_SELF_SIGNED_CERT', 2, '!']]);
	});

	it('reports a server that is not there', async () => {
		const report = await play({ url: 'https://127.0.0.1:1', devices: 2 });
		expect(toRows(report)).toEqual([['good', 'config', 'error ECONNREFUSED', 2, '!']]);
		expect(report.latencies).toEqual([]);
	});

	it('boots at a given rate, again and again, and not faster', async () => {
		const report = await play({ ratePerSecond: 50, durationMs: 1500, devices: 20, polls: 0 });
		expect(report).toMatchObject({ boots: 75, unexpected: 0 });
		expect(report.durationMs).toBeGreaterThanOrEqual((74 * 1000) / 50);
	});

	it('counts the wait for a free connection where boots come faster than they end', async () => {
		const report = await play({ concurrency: 1, polls: 0, ratePerSecond: 100_000, devices: 20 });
		const boot = report.latencies.find(({ name }) => name === 'boot');
		expect(report.lateBoots).toBeGreaterThan(0);
		// All were to start together, so that the last one waits nearly as long as it all takes.
		expect(boot?.maxMs).toBeGreaterThan(report.durationMs * 0.8);
		expect(boot?.meanMs).toBeGreaterThan(report.durationMs * 0.3);
	});

	it('ends early when it is interrupted, and reports what there was', async () => {
		const controller = new AbortController();
		const report = await play({ signal: controller.signal, durationMs: 60_000, onBooted: () => controller.abort() });
		expect(report.interrupted).toBe(true);
		expect(report.boots).toBeGreaterThan(0);
		expect(report.boots).toBeLessThan(fleetDevices);
	});
});
