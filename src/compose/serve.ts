import { extname, join } from 'node:path';
import type { Clock, Store } from '../domain/ports.ts';
import type { Address } from '../runtime/address.ts';
import { type ClusterEvent, runCluster } from '../runtime/cluster.ts';
import { type Configuration, type ConfigurationOverrides, listCertificateFiles, loadConfiguration } from '../runtime/config.ts';
import { createLog, type Log } from '../runtime/log.ts';
import { probeAddress, toAddressText } from '../tls/probe-address.ts';
import { loadServerCredentials } from '../tls/server-credentials.ts';
import { openConfiguredStore } from './data-directory.ts';
import { startMaintenance } from './maintenance.ts';
import { toWorkerArgument } from './worker-start.ts';

/** Where the server listens once it is up. */
export interface ServedAddresses {
	readonly device: Address;
	readonly http?: Address;
	/** For clients that trust no public CA, where the server has made its own certificates. */
	readonly trustFile?: string;
	readonly workers: number;
}

export interface ServeRequest {
	readonly configFile?: string;
	readonly overrides: ConfigurationOverrides;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly clock: Clock;
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
	const store = await openConfiguredStore(configuration, clock, true);
	try {
		await request.prepare?.(store, configuration);
		const addresses = await reserveAddresses(configuration, clock);
		const endMaintenance = startMaintenance({ store, clock, log, retentionDays: configuration.accessRecords.retentionDays });
		try {
			return await runWorkers(request, configuration, addresses, log);
		} finally {
			await endMaintenance();
		}
	} finally {
		await store.close();
	}
}

/** Taken ports are found before any worker starts, and the port 0 becomes one that all workers share. */
async function reserveAddresses(configuration: Configuration, clock: Clock): Promise<ServedAddresses> {
	const configured = listCertificateFiles(configuration.tls);
	const { trustFile } = await loadServerCredentials({ dataDirectory: configuration.data, configured, now: clock.now() });
	const device = await reserve(configuration.device.address);
	const { httpAddress } = configuration.device;
	return {
		device,
		workers: configuration.workers,
		...(httpAddress === undefined ? {} : { http: await reserve(httpAddress) }),
		...(trustFile === undefined ? {} : { trustFile }),
	};
}

async function reserve({ host, port }: Address): Promise<Address> {
	return { host, port: await probeAddress(host, port) };
}

async function runWorkers(request: ServeRequest, configuration: Configuration, addresses: ServedAddresses, log: Log): Promise<number> {
	const { device, http } = addresses;
	const fixed = {
		address: toAddressText(device.host, device.port),
		...(http === undefined ? {} : { httpAddress: toAddressText(http.host, http.port) }),
	};
	const overrides: ConfigurationOverrides = { ...request.overrides, device: { ...request.overrides.device, ...fixed } };
	const cluster = runCluster({
		workers: configuration.workers,
		module: join(import.meta.dirname, `worker${extname(import.meta.filename)}`),
		arguments: [toWorkerArgument({ overrides, ...(request.configFile === undefined ? {} : { file: request.configFile }) })],
		nodeOptions: workerNodeOptions,
		readyTimeoutMs,
		stopTimeoutMs: configuration.limits.stopGraceMs + stopSlackMs,
		onEvent: (event) => logEvent(log, event),
	});
	if (await cluster.ready) request.onReady(addresses);
	const { exitCode, error } = await cluster.finished;
	if (error !== undefined) throw error;
	return exitCode;
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
