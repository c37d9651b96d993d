import { extname, join } from 'node:path';
import { presentFields } from '../app/administration/present-fields.ts';
import { offerFirstAdministrator } from '../app/authentication/first-administrator.ts';
import { DmsError } from '../domain/errors.ts';
import { type InterfaceKey, toInterfaceText } from '../domain/interface.ts';
import type { Clock, Store } from '../domain/ports.ts';
import type { Address } from '../runtime/address.ts';
import { type Cluster, type ClusterEvent, runCluster, type WorkerStatus } from '../runtime/cluster.ts';
import { type Configuration, type ConfigurationOverrides, listCertificateFiles, loadConfiguration } from '../runtime/config.ts';
import { createLog, type Log, logError } from '../runtime/log.ts';
import { Metrics } from '../runtime/metrics.ts';
import { watchProcess } from '../runtime/process-metrics.ts';
import { probeAddress, toAddressText } from '../tls/probe-address.ts';
import { loadServerCredentials, type ServerCredentials } from '../tls/server-credentials.ts';
import { type AdminService, openAdminService, toFreeAddress } from './admin-service.ts';
import { CertificateMetrics } from './certificate-metrics.ts';
import { toCertificateWatch } from './certificate-watch.ts';
import { openConfiguredStore } from './data-directory.ts';
import { toFixedInterfaces } from './fixed-interfaces.ts';
import { InterfaceClaims } from './interface-claims.ts';
import { findOverlap, listFixedListeners, type PlannedListener, toFixedListeners } from './interface-plan.ts';
import { startMaintenance } from './maintenance.ts';
import { countClusterEvent, tellNode, tellWorkers, toProcessName } from './node-metrics.ts';
import { startRestartingOnRequest } from './restart-on-request.ts';
import { announceServer } from './running-server.ts';
import { toStoreObserver } from './store-metrics.ts';
import { toWorkerArgument } from './worker-start.ts';

/** Where the server listens once it is up. */
export interface ServedAddresses {
	readonly device: Address;
	readonly http?: Address;
	readonly events?: Address;
	readonly admin?: Pick<AdminService, 'address' | 'isSecure'> & {
		/** With it the first person can be added, once. */
		readonly firstCode?: string;
	};
	/** For clients that trust no public CA, where the server has made its own certificates. */
	readonly trustFile?: string;
	readonly workers: number;
}

export interface ServeRequest {
	readonly configFile?: string;
	readonly overrides: ConfigurationOverrides;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly clock: Clock;
	/** Version of the product. */
	readonly version: string;
	/** Where administrators connect if the configuration does not say; a taken port becomes a free one. Without it there is no such listener. */
	readonly adminFallback?: Address;
	/** Called once every listener is up. */
	readonly onReady: (addresses: ServedAddresses) => void;
	/** Called with the open store before anything is served. */
	readonly prepare?: (store: Store, configuration: Configuration) => Promise<void>;
}

const readyTimeoutMs = 60_000;
/**
 * A closed connection holds tens of kilobytes of OpenSSL's memory until its object is collected, and the collector does not see them: a
 * small young generation is collected often enough.
 */
const workerNodeOptions = ['--max-semi-space-size=4'];
/** A worker that is slower than its own time of grace by so much is killed. */
const stopSlackMs = 5_000;

/**
 * Serves until told to stop: the primary brings the store up to date and holds the addresses, workers serve.
 * @returns the exit code. @throws DmsError when the start fails: `configuration.invalid`, `store.*`, `secret.*`, `listener.*`, `certificate.*`.
 */
export async function serve(request: ServeRequest): Promise<number> {
	const { configFile: file, overrides, environment, clock } = request;
	const configuration = loadConfiguration({ file, env: environment, overrides });
	const log = createLog({ level: configuration.log.level });
	const metrics = new Metrics();
	watchProcess(metrics.counts);
	const store = await openConfiguredStore(configuration, clock, true, toStoreObserver(metrics.counts, clock));
	try {
		await request.prepare?.(store, configuration);
		const { credentials, trustFile } = await loadServerCredentials({
			dataDirectory: configuration.data,
			configured: listCertificateFiles(configuration.tls),
			now: clock.now(),
		});
		const addresses = { ...(await reserveAddresses(configuration)), ...(trustFile === undefined ? {} : { trustFile }) };
		const endMaintenance = startMaintenance({
			store,
			clock,
			log,
			retentionDays: configuration.accessRecords.retentionDays,
			certificates: toCertificateWatch({ store, clock, log, credentials }),
			counts: metrics.counts,
		});
		tellNode(metrics, { version: request.version, dataDirectory: configuration.data });
		const certificates = new CertificateMetrics({ store, clock, log, credentials });
		metrics.onScrape((tell) => certificates.tell(tell));
		const health: Health = { isServing: () => false, workers: () => [] };
		const chosen = withAddresses(overrides, addresses);
		const actual = loadConfiguration({ file, env: environment, overrides: chosen });
		const primary = { configuration: actual, overrides: chosen, store, log, metrics, health };
		const admin = await openAdmin(request, { ...primary, credentials }).catch(async (cause: unknown) => {
			await endMaintenance();
			throw cause;
		});
		try {
			const served = admin === undefined ? addresses : { ...addresses, admin };
			return await runWorkers(request, { ...primary, addresses: served });
		} finally {
			await Promise.all([admin?.close(), endMaintenance()]);
		}
	} finally {
		await store.close();
	}
}

/** Taken ports are found before any worker starts, and the port 0 becomes one that all workers share. */
async function reserveAddresses(configuration: Configuration): Promise<ServedAddresses> {
	const reserved: InterfaceKey[] = [];
	const reserve = async ({ kind, address, port, name }: PlannedListener): Promise<Address> => {
		for (;;) {
			const key = { kind, address, port: await probeAddress(address, port) };
			const overlap = findOverlap(key, reserved);
			reserved.push(key);
			if (overlap === undefined) return { host: address, port: key.port };
			if (port === 0) continue;
			throw new DmsError('configuration.invalid', `the address of ${name} overlaps with ${toInterfaceText(overlap)}`, { field: name });
		}
	};
	const { device, http, events } = toFixedListeners(configuration);
	return {
		device: await reserve(device),
		workers: configuration.workers,
		...(http === undefined ? {} : { http: await reserve(http) }),
		...(events === undefined ? {} : { events: await reserve(events) }),
	};
}

/** The primary serves administrators itself: what they do is rare, and what is dear in it is bounded. */
async function openAdmin(
	{ environment, clock, version, adminFallback }: ServeRequest,
	{ configuration, credentials, store, log, metrics, health }: Omit<Primary, 'addresses'> & Pick<ServerCredentials, 'credentials'>,
): Promise<(AdminService & { readonly firstCode?: string }) | undefined> {
	const address = configuration.admin.address ?? (adminFallback && (await toFreeAddress(adminFallback)));
	if (address === undefined) return undefined;
	const firstCode = await offerFirstAdministrator({ store, clock });
	const service = await openAdminService({
		...{ configuration, address, store, credentials, clock, log, environment, version, metrics },
		fixedInterfaces: toFixedInterfaces(configuration),
		isServing: () => health.isServing(),
		workers: () => health.workers(),
	});
	return { ...service, ...presentFields({ firstCode }) };
}

interface Primary {
	/** With the ports that were chosen, as workers are told to have it. */
	readonly configuration: Configuration;
	readonly overrides: ConfigurationOverrides;
	readonly metrics: Metrics;
	readonly addresses: ServedAddresses;
	readonly store: Store;
	readonly log: Log;
	readonly health: Health;
}

/** What those hear who ask how the server is. */
interface Health {
	isServing: () => boolean;
	workers: () => readonly WorkerStatus[];
}

async function runWorkers(request: ServeRequest, primary: Primary): Promise<number> {
	const { configuration, overrides, addresses, store, log, metrics, health } = primary;
	const fixed = listFixedListeners(toFixedListeners(configuration));
	let endAnnouncement: () => Promise<void> = async () => undefined;
	let cluster: Cluster | undefined;
	let isStopping = false;
	health.isServing = () => !isStopping && (cluster?.status().some(({ state }) => state === 'serving') ?? false);
	health.workers = () => cluster?.status() ?? [];
	tellWorkers(metrics, () => cluster);
	const claims = await InterfaceClaims.open({ store, log, fixed, onChange: (names) => cluster?.tell(names) });
	const endRestarting = await startRestartingOnRequest({
		store,
		log,
		restart: async () => {
			if (await cluster?.ready) await cluster?.rollingRestart();
		},
	});
	try {
		cluster = runCluster({
			workers: configuration.workers,
			module: join(import.meta.dirname, `worker${extname(import.meta.filename)}`),
			arguments: [toWorkerArgument({ overrides, ...(request.configFile === undefined ? {} : { file: request.configFile }) })],
			nodeOptions: workerNodeOptions,
			notice: claims.names,
			readyTimeoutMs,
			stopTimeoutMs: configuration.limits.stopGraceMs + stopSlackMs,
			onMetrics: (worker, report) => metrics.add(toProcessName(worker), report),
			onEvent: (event) => {
				isStopping ||= event.kind === 'stopping';
				countClusterEvent(metrics, event);
				logEvent(log, event);
			},
		});
		if (await cluster.ready) {
			endAnnouncement = await announce(log, configuration);
			request.onReady(addresses);
		}
		const { exitCode, error } = await cluster.finished;
		if (error !== undefined) throw error;
		return exitCode;
	} finally {
		await Promise.all([claims.close(), endRestarting(), endAnnouncement()]);
	}
}

/** Serving goes on without it. */
async function announce(log: Log, configuration: Configuration): Promise<() => Promise<void>> {
	try {
		return await announceServer(configuration.data, toFixedInterfaces(configuration));
	} catch (cause) {
		logError(log, cause, 'the commands of this host cannot be told where the server listens');
		return async () => undefined;
	}
}

/** The ports that were chosen, in place of what was asked for. */
function withAddresses(overrides: ConfigurationOverrides, { device, http, events }: ServedAddresses): ConfigurationOverrides {
	const toText = ({ host, port }: Address) => toAddressText(host, port);
	return {
		...overrides,
		device: { ...overrides.device, address: toText(device), ...(http === undefined ? {} : { httpAddress: toText(http) }) },
		events: { ...overrides.events, ...(events === undefined ? {} : { address: toText(events) }) },
	};
}

function logEvent(log: Log, event: ClusterEvent): void {
	switch (event.kind) {
		case 'worker-died':
			log.warn(event, 'a worker died and is replaced');
			return;
		case 'worker-killed':
			log.warn(event, 'a worker did not stop in time and was killed');
			return;
		case 'worker-ready':
			log.debug(event, 'a worker serves');
			return;
		case 'stopping':
			log.debug(event, 'the workers are told to stop');
	}
}
