import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchPlain, fetchSecure } from '../helpers/https-client.ts';
import { DmsProcess, runDms } from '../helpers/server-process.ts';

const mac = '0013d1000001';
const certified = `/dms/sample-ip-dect-mac/${mac}-config.xml`;

describe('the metrics of a server with two workers', () => {
	let directory: string;
	let server: DmsProcess;
	let ports: { readonly device: number; readonly admin: number };
	let device: { readonly cert: string; readonly key: string };

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-metrics-'));
		const args = ['start', '--data', directory, '--device', '127.0.0.1:0', '--admin', '127.0.0.1:0', '--events', '127.0.0.1:0'];
		server = new DmsProcess(args, { DMS_WORKERS: '2' });
		await server.waitFor(/^ready$/m);
		const [, devicePort] = await server.waitFor(/serves devices at https:\/\/[\w.]+:(\d+)/);
		const [, adminPort] = await server.waitFor(/administer: .*\nhttp:\/\/127\.0\.0\.1:(\d+)/);
		ports = { device: Number(devicePort), admin: Number(adminPort) };
		const folder = join(directory, 'demo', mac);
		device = { cert: await readFile(join(folder, 'chain.pem'), 'utf8'), key: await readFile(join(folder, 'key.pem'), 'utf8') };
	}, 60_000);
	afterAll(async () => {
		await server.killGroup();
		await rm(directory, { recursive: true, force: true });
	});

	async function scrape(): Promise<ReadonlyMap<string, number>> {
		const { status, body } = await fetchPlain(ports.admin, { path: '/metrics' });
		expect(status).toBe(200);
		const lines = body
			.toString()
			.split('\n')
			.filter((line) => line !== '' && !line.startsWith('#'));
		return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
	}

	/** What the workers count is there within a second or two. */
	async function scrapeUntil(isThere: (values: ReadonlyMap<string, number>) => boolean): Promise<ReadonlyMap<string, number>> {
		const deadlineMs = performance.now() + 10_000;
		for (;;) {
			const values = await scrape();
			if (isThere(values) || performance.now() > deadlineMs) return values;
			await delay(100);
		}
	}

	const fetchFile = async (path = certified) => (await fetchSecure(ports.device, { path, identity: device })).status;

	async function workers(): Promise<readonly number[]> {
		const children = await readFile(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8');
		return children
			.split(' ')
			.map(Number)
			.filter((pid) => pid > 0);
	}

	const granted = 'opendms_requests_total{plane="device",method="GET",status_class="2xx"}';
	const refused = 'opendms_device_refusals_total{reason="binding.other-device"}';
	const handshakes = 'opendms_tls_handshakes_total{kind="Http"}';

	it('count what devices ask for, exactly, and what the workers do for it', async () => {
		for (let count = 0; count < 10; count++) expect(await fetchFile()).toBe(200);
		for (let count = 0; count < 3; count++) expect(await fetchFile(certified.replace(mac, '0013d1000099'))).toBe(403);
		await expect(fetchPlain(ports.device, { path: '/' })).rejects.toThrow();
		const values = await scrapeUntil((known) => known.get(handshakes) === 13 && known.get(granted) === 10);
		expect([values.get(granted), values.get(refused), values.get(handshakes)]).toEqual([10, 3, 13]);
		expect(values.get('opendms_device_grants_total{proof="certificate"}')).toBe(10);
		expect(values.get('opendms_device_decision_duration_seconds_count')).toBe(13);
		expect(values.get('opendms_render_duration_seconds_count')).toBeGreaterThan(0);
		expect(values.get('opendms_store_operation_duration_seconds_count{operation="look-up"}')).toBeGreaterThan(0);
		expect(values.get('opendms_device_sent_bytes_total')).toBeGreaterThan(1_000);
		const failures = [...values].filter(([key]) => key.startsWith('opendms_tls_handshake_failures_total{kind="Http"'));
		expect(failures.reduce((sum, [, count]) => sum + count, 0)).toBe(1);
		expect(values.get('opendms_access_records_settled_total')).toBe(13);
	});

	it('tell of the certificates, of the processes and of the spool', async () => {
		const values = await scrape();
		const expiries = [...values].filter(([key]) => key.startsWith('opendms_certificate_not_after_timestamp_seconds'));
		expect(expiries.filter(([key]) => key.includes('usage="server",kind="configuration"'))).toHaveLength(2);
		expect(expiries.length).toBeGreaterThan(5);
		for (const [key, time] of expiries) expect(time, key).toBeGreaterThan(Date.now() / 1000);
		expect(values.get('opendms_certificate_scan_failed')).toBe(0);
		expect(values.get('opendms_build_info{version="0.1.0"}')).toBe(1);
		expect(values.get('opendms_workers{state="serving"}')).toBe(2);
		expect(values.get('opendms_access_record_spool_bytes')).toBeGreaterThanOrEqual(0);
		for (const name of ['primary', 'worker-1', 'worker-2']) {
			expect(values.get(`process_resident_memory_bytes{process="${name}"}`), name).toBeGreaterThan(10 * 1024 * 1024);
			expect(values.get(`process_cpu_seconds_total{process="${name}"}`), name).toBeGreaterThan(0);
		}
	});

	it('do not fall when a worker dies, and tell that it did', async () => {
		const [victim = 0] = await workers();
		process.kill(victim, 'SIGKILL');
		const processesOf = (known: ReadonlyMap<string, number>) =>
			[...known.keys()].filter((key) => key.startsWith('process_start_time_seconds'));
		const values = await scrapeUntil((known) => known.get('opendms_worker_starts_total') === 3 && processesOf(known).length === 3);
		expect([values.get('opendms_worker_deaths_total'), values.get('opendms_worker_starts_total')]).toEqual([1, 3]);
		expect([values.get(granted), values.get(handshakes)]).toEqual([10, 13]);
		expect(processesOf(values)).toHaveLength(3);
		expect(await fetchFile()).toBe(200);
		expect((await scrapeUntil((known) => known.get(granted) === 11)).get(granted)).toBe(11);
	});

	it('go on over a restart of the workers', async () => {
		expect((await runDms(['shell', '-c', 'restart', '--data', directory])).exitCode).toBe(0);
		const values = await scrapeUntil(
			(known) => known.get('opendms_worker_starts_total') === 5 && known.get('opendms_workers{state="serving"}') === 2,
		);
		expect(values.get('opendms_worker_starts_total')).toBe(5);
		expect([values.get(granted), values.get('opendms_worker_deaths_total')]).toEqual([11, 1]);
		const ready = await fetchPlain(ports.admin, { path: '/readyz' });
		expect([ready.status, JSON.parse(ready.body.toString())]).toEqual([200, { status: 'ok', store: 'ok', listeners: 'ok' }]);
	});

	it('say that nobody serves when no worker does', async () => {
		for (const pid of await workers()) process.kill(pid, 'SIGSTOP');
		for (const pid of await workers()) process.kill(pid, 'SIGKILL');
		const statuses: number[] = [];
		const deadlineMs = performance.now() + 10_000;
		while (performance.now() < deadlineMs && !(statuses.includes(503) && statuses.at(-1) === 200)) {
			statuses.push((await fetchPlain(ports.admin, { path: '/readyz' })).status);
			await delay(10);
		}
		expect(new Set(statuses)).toContain(503);
		expect(statuses.at(-1)).toBe(200);
		expect(await fetchFile()).toBe(200);
	});
});
