import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MacAddress, requireMacAddress } from '../../src/domain/mac-address.ts';
import { type ClientIdentity, fetchSecure } from '../helpers/https-client.ts';
import { InterfaceServer, largeBytes, largePath, mintIdentity, pathOf, until } from '../helpers/interface-server.ts';
import { mint } from '../tls/client-certificates.ts';

const oldVendor = mint({ name: 'Vendor CA 2016', isCa: true });
const newVendor = mint({ name: 'Vendor CA 2026', isCa: true });
const macOf = (number: number): MacAddress => requireMacAddress(`0013d1${(0x300 + number).toString(16).padStart(6, '0')}`);

interface Device {
	readonly mac: MacAddress;
	readonly identity: ClientIdentity;
}

let server: InterfaceServer;
beforeAll(async () => {
	server = await InterfaceServer.prepare();
	for (let number = 0; number < 50; number++) await server.addDevice(macOf(number));
	await server.addAnchor('old', oldVendor);
	await server.addAnchor('new', newVendor);
	await server.addLargeFile();
	await server.start(2);
});
afterAll(() => server.stop());

async function workersOf(pid: number): Promise<string> {
	return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim();
}

/** Devices that fetch their files in a loop; everything that is not 200 is told with its time. */
class FetchLoops {
	readonly failures: { readonly mac: MacAddress; readonly outcome: string; readonly startedMs: number }[] = [];
	/** When each device was last served. */
	readonly served = new Map<MacAddress, number>();
	count = 0;
	#isOn = true;
	readonly #loops: readonly Promise<void>[];

	constructor(devices: readonly Device[], agentOf: () => Agent | undefined = () => undefined) {
		this.#loops = devices.map((device) => this.#loop(device, agentOf()));
	}

	async stop(): Promise<void> {
		this.#isOn = false;
		await Promise.all(this.#loops);
	}

	async #loop({ mac, identity }: Device, agent: Agent | undefined): Promise<void> {
		while (this.#isOn) {
			const startedMs = performance.now();
			const outcome = await fetchSecure(server.port, { path: pathOf(mac), identity, ...(agent === undefined ? {} : { agent }) }).then(
				({ status }) => String(status),
				(cause: unknown) => (cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)),
			);
			this.count++;
			if (outcome === '200') this.served.set(mac, performance.now());
			else this.failures.push({ mac, outcome, startedMs });
		}
		agent?.destroy();
	}
}

describe('a restart of the workers', () => {
	it('fails no request, though new connections come all the time and three restarts follow each other', async () => {
		const devices = Array.from({ length: 16 }, (_, number) => ({ mac: macOf(number), identity: mintIdentity(macOf(number), newVendor) }));
		const keepAlive = () => new Agent({ keepAlive: true, maxSockets: 1 });
		const loops = new FetchLoops(devices.slice(0, 12));
		const kept = new FetchLoops(devices.slice(12), keepAlive);
		const slow = fetchSecure(server.port, { path: largePath });
		const done = () => server.logLines('the workers are restarted').length;
		for (const round of [1, 2, 3]) {
			const before = await workersOf(server.process.pid);
			const countBefore = loops.count;
			await server.store.settings.save({ restartRequestedAt: Date.now() });
			await until(() => done() === round, 30_000);
			const after = await workersOf(server.process.pid);
			expect(after.split(' ').filter((pid) => before.split(' ').includes(pid))).toEqual([]);
			expect(loops.count).toBeGreaterThan(countBefore);
		}
		await Promise.all([loops.stop(), kept.stop()]);
		expect(loops.failures).toEqual([]);
		expect(kept.failures).toEqual([]);
		expect((await slow).body.length).toBe(largeBytes);
		const { stderr } = server.process;
		expect(stderr).not.toContain('a worker died');
		expect(stderr).not.toContain('was killed');
	});

	it('is done once for each request, and not for other changes of the catalog', async () => {
		const before = await workersOf(server.process.pid);
		await server.store.settings.save({ realm: 'Elsewhere' });
		await server.addDevice(requireMacAddress('0013d1000999'));
		await delay(600);
		expect(await workersOf(server.process.pid)).toBe(before);
	});
});

describe('a vendor that changes its CA', () => {
	it('has both served side by side; without the old anchor its devices are refused at once and no other notices', async () => {
		const newDevices = Array.from({ length: 25 }, (_, at) => ({ mac: macOf(at), identity: mintIdentity(macOf(at), newVendor) }));
		const oldDevices = Array.from({ length: 25 }, (_, at) => ({ mac: macOf(25 + at), identity: mintIdentity(macOf(25 + at), oldVendor) }));
		const keepAlive = () => new Agent({ keepAlive: true, maxSockets: 1 });
		// Half of the old ones on connections that stay open, where no handshake will ever ask again.
		const loops = [
			new FetchLoops(newDevices),
			new FetchLoops(oldDevices.slice(0, 12)),
			new FetchLoops(oldDevices.slice(12), keepAlive),
		] as const;
		const [fresh, old, kept] = loops;
		await until(() => fresh.served.size === 25 && old.served.size === 12 && kept.served.size === 13);
		expect(loops.flatMap(({ failures }) => failures)).toEqual([]);
		const revoked = await server.store.trust.removeAnchor({ kind: 'Http', alias: 'old' }).then(() => performance.now());
		const countThen = fresh.count;
		await delay(800);
		await until(() => fresh.count > countThen + 100 && old.failures.length > 30 && kept.failures.length > 30);
		await Promise.all(loops.map((loop) => loop.stop()));
		expect(fresh.failures).toEqual([]);
		for (const { failures, served } of [old, kept]) {
			expect(new Set(failures.map(({ outcome }) => outcome))).toEqual(new Set(['403']));
			// A request may have been decided in the moment in which the anchor went.
			const lastServed = Math.max(...served.values());
			expect(lastServed - revoked).toBeLessThan(500);
			expect(failures.filter(({ startedMs }) => startedMs > revoked + 500).length).toBeGreaterThan(0);
		}
		const records = await server.store.accessRecords.list({ limit: 2_000, denied: true });
		expect(new Set(records.map(({ reason }) => reason))).toEqual(new Set(['certificate.unknown-issuer']));
	});
});
