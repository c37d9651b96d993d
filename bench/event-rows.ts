import { type ChildProcess, fork } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Store } from '../src/domain/ports.ts';
import type { ServerCertificate } from '../src/domain/server-certificate.ts';
import { mintServerCertificate } from '../src/tls/self-signed.ts';
import { admitClients, mintClient, mintClientCa } from '../test/events/event-service.ts';
import { toAnchor } from '../test/helpers/device-service.ts';
import { ClientConnection } from './client-connection.ts';
import { sampleTypes, withStore } from './device-data.ts';
import type { Identities } from './load-plan.ts';
import { type OwnRow, type OwnRows, toOwnResult } from './own-rows.ts';
import { type OwnServer, startOwnServer } from './own-server.ts';
import { residentBytes } from './process-family.ts';
import { delayMs } from './processes.ts';
import { toRequestHead } from './request-head.ts';
import type { RowResult } from './row.ts';
import { fewDevices, type Stage } from './stage.ts';
import { toPaths } from './static-tree.ts';
import { percentile } from './statistics.ts';

export interface EventClientCredential {
	readonly key: string;
	readonly cert: string;
}

export type SubscriberCommand =
	| { readonly kind: 'open'; readonly port: number; readonly count: number; readonly credentials: readonly EventClientCredential[] }
	/** Every so manieth stream goes and comes back by its last id. */
	| { readonly kind: 'reconnect'; readonly every: number }
	| { readonly kind: 'report' }
	| { readonly kind: 'close' };

export interface SubscriberReport {
	/** Files served, as each subscriber was told. */
	readonly events: readonly number[];
	/** Events that came again, or after a later one. */
	readonly doubled: number;
	/** From the time of an event, which is when its request began, to its receipt, in milliseconds; since the last report. */
	readonly latencies: readonly number[];
}

interface EventServer extends OwnServer {
	readonly eventPort: number;
	readonly credentials: readonly EventClientCredential[];
	readonly identities: Identities;
	readonly trust: Buffer;
}

const subscriberCount = 200;
const idleStreams = 1_000;
const reloadStreams = 50;
const fetchesPerSecond = 500;
const changeEveryMs = 500;
const clientNames = Array.from({ length: 100 }, (_, index) => `bench-reader-${index}`);
const subscriberModule = join(import.meta.dirname, 'event-subscribers.ts');

const rows = {
	latency: {
		name: 'event-latency',
		title: `an event at ${subscriberCount} subscribers, ${fetchesPerSecond} fetches/s, from the beginning of the fetch`,
	},
	memory: { name: 'event-memory', title: `${idleStreams} open streams in all workers` },
	reload: {
		name: 'event-reload',
		title: `fetches while trust, interfaces and certificates change every ${changeEveryMs} ms, none of them broken, nor any of ${reloadStreams} streams`,
	},
} as const satisfies Readonly<Record<string, OwnRow>>;

/** What subscribers see, what they cost, and that changes under load disturb nobody. */
export const eventRows: OwnRows = {
	rows: Object.values(rows),
	async *measure(stage, names) {
		const dataDirectory = await stage.dataDirectory();
		await withStore({ dataDirectory }, ({ store }) => admitClients(store, clientNames));
		const server = await startEventServer(stage, dataDirectory);
		try {
			if (names.includes(rows.latency.name)) yield await measureLatency(stage, server);
			if (names.includes(rows.memory.name)) yield await measureMemory(stage, server);
			if (names.includes(rows.reload.name)) yield await measureReload(stage, server, dataDirectory);
		} finally {
			await server.stop();
		}
	},
};

async function startEventServer(stage: Stage, dataDirectory: string): Promise<EventServer> {
	const identitiesFile = await stage.identities(fewDevices);
	const server = await startOwnServer(
		stage,
		{ dataDirectory },
		{ listeners: ['events'], environment: { DMS_LIMITS_MAX_CONNECTIONS_PER_ADDRESS: '10000' } },
	);
	return {
		...server,
		eventPort: await server.portOf('events'),
		credentials: clientNames.map((name) => mintClient([name])).map(({ key, cert }) => ({ key, cert })),
		identities: JSON.parse(readFileSync(identitiesFile, 'utf8')) as Identities,
		trust: readFileSync(join(dataDirectory, 'tls', 'server.pem')),
	};
}

class Subscribers {
	readonly #child: ChildProcess = fork(subscriberModule, [], { execArgv: [] });

	tell(command: SubscriberCommand): Promise<SubscriberReport> {
		return new Promise((resolve, reject) => {
			this.#child.once('message', (report: SubscriberReport | { readonly failure: string }) => {
				if ('failure' in report) reject(new Error(report.failure));
				else resolve(report);
			});
			this.#child.send(command);
		});
	}

	end(): void {
		this.#child.kill('SIGKILL');
	}
}

/** Fetches at a steady rate over connections that are kept alive. @returns how many, and how many failed. */
async function fetchSteadily(server: EventServer, seconds: number): Promise<{ readonly fetched: number; readonly failed: number }> {
	const lanes = await Promise.all(
		Array.from({ length: 25 }, async (_, index) => {
			const device = index % fewDevices;
			const context = createSecureContext({ ca: server.trust, key: server.identities.key, cert: server.identities.chains[device] ?? '' });
			const connection = await ClientConnection.open({ port: server.devicePort, context, tlsVersion: 'TLSv1.3' });
			return { connection, head: toRequestHead(toPaths('certificate', device)[0] ?? '', []) };
		}),
	);
	const intervalMs = (lanes.length * 1_000) / fetchesPerSecond;
	let [fetched, failed] = [0, 0];
	const startedMs = performance.now();
	await Promise.all(
		lanes.map(async ({ connection, head }, index) => {
			for (let turn = 0; ; turn++) {
				const dueMs = startedMs + (turn + index / lanes.length) * intervalMs;
				if (dueMs > startedMs + seconds * 1_000) break;
				await delayMs(Math.max(0, dueMs - performance.now()));
				const status = await connection.request(head).then(
					(answer) => answer.status,
					() => 0,
				);
				if (status === 200) fetched++;
				else failed++;
			}
			await connection.close();
		}),
	);
	return { fetched, failed };
}

async function measureLatency(stage: Stage, server: EventServer): Promise<RowResult> {
	const seconds = stage.options.quick ? 1 : 10;
	const subscribers = new Subscribers();
	try {
		await subscribers.tell({ kind: 'open', port: server.eventPort, count: subscriberCount, credentials: server.credentials });
		const fetching = fetchSteadily(server, seconds);
		for (let third = 1; third < 3; third++) {
			await delayMs((seconds * 1_000) / 3);
			await subscribers.tell({ kind: 'reconnect', every: third + 1 });
		}
		const { fetched, failed } = await fetching;
		if (failed > 0) throw new Error(`${failed} fetches failed`);
		await delayMs(1_000);
		const report = await subscribers.tell({ kind: 'report' });
		const lost = report.events.reduce((sum, events) => sum + Math.max(0, fetched - events), 0);
		const details = { slowestPercentMs: percentile(report.latencies, 0.99), fetches: fetched, lost, doubled: report.doubled };
		return toOwnResult(rows.latency, 'ms p50', [
			{
				contestant: 'opendms',
				samples: [{ value: percentile(report.latencies, 0.5), details }],
				atMost: 50,
				// A short run among tests shows that nothing is lost, not how fast it is.
				detailsAtMost: { ...(stage.options.quick ? {} : { slowestPercentMs: 250 }), lost: 0, doubled: 0 },
			},
		]);
	} finally {
		subscribers.end();
	}
}

/** Of a server that has served as many connections before: what a first handshake takes from the system stays with the process. */
async function measureMemory(stage: Stage, server: EventServer): Promise<RowResult> {
	const count = stage.options.quick ? 200 : idleStreams;
	const subscribers = new Subscribers();
	const resident = () => server.workers().reduce((sum, pid) => sum + residentBytes(pid), 0) / 1024 ** 2;
	const open = async () => {
		await subscribers.tell({ kind: 'open', port: server.eventPort, count, credentials: server.credentials });
		await delayMs(3_000);
	};
	try {
		const coldMebibytes = resident();
		await open();
		const firstMebibytes = resident() - coldMebibytes;
		await subscribers.tell({ kind: 'close' });
		await delayMs(3_000);
		const before = resident();
		await open();
		const details = { streams: count, firstMebibytes, residentMebibytes: resident() };
		return toOwnResult(rows.memory, 'MiB', [{ contestant: 'opendms', samples: [{ value: resident() - before, details }], atMost: 64 }]);
	} finally {
		subscribers.end();
	}
}

async function measureReload(stage: Stage, server: EventServer, dataDirectory: string): Promise<RowResult> {
	const seconds = stage.options.quick ? 2 : 10;
	const subscribers = new Subscribers();
	try {
		const { events: none } = await subscribers.tell({
			kind: 'open',
			port: server.eventPort,
			count: reloadStreams,
			credentials: server.credentials,
		});
		const fetching = fetchSteadily(server, seconds);
		const changes = await withStore({ dataDirectory }, ({ store }) => changeSteadily(store, seconds));
		const { fetched, failed } = await fetching;
		await delayMs(1_000);
		const { events, doubled } = await subscribers.tell({ kind: 'report' });
		const incomplete = events.filter((count) => count < fetched).length + Math.abs(none.length - events.length);
		const details = { changes, failed, incomplete, doubled };
		return toOwnResult(rows.reload, 'fetches', [
			{ contestant: 'opendms', samples: [{ value: fetched, details }], detailsAtMost: { failed: 0, incomplete: 0, doubled: 0 } },
		]);
	} finally {
		subscribers.end();
	}
}

/** Trust of both kinds, an interface and its certificate, the catalog. */
async function changeSteadily(store: Store, seconds: number): Promise<number> {
	const passing = toAnchor('bench-passing', mintClientCa('Passing Root').der, { kind: 'CTI' });
	const key = { kind: 'CTI', address: '127.0.0.2', port: 8_012 } as const;
	const [first, second] = [await mintShown(key.address), await mintShown(key.address)];
	const type = await store.deviceTypes.findByName(sampleTypes.basic.name);
	if (type === undefined) throw new Error('the sample type is missing');
	const row = { ...key, secure: true, serverCertificate: true, clientAuthRequired: true, legacyTls: false };
	const steps: readonly (() => Promise<unknown>)[] = [
		() => store.trust.addAnchor(passing),
		() =>
			store.transaction(async (each) => {
				await each.interfaces.add(row);
				await each.interfaces.replaceCertificates(key, first);
			}),
		() => store.deviceTypes.update(type.id, type),
		() => store.trust.addAnchor({ ...passing, kind: 'Http' }),
		() => store.interfaces.replaceCertificates(key, second),
		() => store.trust.removeAnchor(passing),
		() => store.trust.removeAnchor({ ...passing, kind: 'Http' }),
		() => store.interfaces.delete(key),
		() => store.settings.save({ realm: `OpenDMS ${Date.now()}` }),
	];
	let changes = 0;
	for (const until = performance.now() + seconds * 1_000; performance.now() < until; changes++) {
		await steps[changes % steps.length]?.();
		await delayMs(changeEveryMs);
	}
	for (; changes % steps.length !== 0; changes++) await steps[changes % steps.length]?.();
	return changes;
}

/** A certificate for an interface, as its replacement. */
async function mintShown(address: string) {
	const { ecdsa } = await mintServerCertificate({ hosts: ['localhost'], ips: [address], now: new Date() });
	const parsed = new X509Certificate(ecdsa.cert);
	const certificate: ServerCertificate = {
		keyType: 'EC',
		key: ecdsa.key,
		certificate: ecdsa.cert,
		fingerprint: parsed.fingerprint256.replaceAll(':', '').toLowerCase(),
		subject: parsed.subject,
		issuer: parsed.issuer,
		notBefore: new Date(parsed.validFrom),
		notAfter: new Date(parsed.validTo),
	};
	return { certificates: [certificate], selfSigned: true, keep: 2 };
}
