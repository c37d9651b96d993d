import { hostname } from 'node:os';
import { AccessJournal } from '../app/access-journal.ts';
import { CatalogCache } from '../app/catalog.ts';
import { CertificateTrust } from '../app/certificate-trust.ts';
import { DeviceFiles, defaultDeviceFileLimits } from '../app/device-files.ts';
import { RecordIds } from '../app/record-ids.ts';
import { createDevicePlane } from '../dms/device-plane.ts';
import { type InterfaceKind, interfaceKinds } from '../domain/interface.ts';
import type { Clock, Store } from '../domain/ports.ts';
import { createEventPlane, type EventPlane } from '../events/event-plane.ts';
import { defaultEventLimits } from '../events/event-plane-ports.ts';
import { DigestNonces } from '../http/digest-nonces.ts';
import type { Configuration } from '../runtime/config.ts';
import type { Log } from '../runtime/log.ts';
import { MetricCounts } from '../runtime/metric-counts.ts';
import { connectionOf } from '../tls/device-connection.ts';
import type { RequestHandler } from '../tls/http-listener.ts';
import type { ListeningSocket } from '../tls/listening-socket.ts';
import { isLocalAddress } from '../tls/local-addresses.ts';
import type { ServerCredential } from '../tls/secure-context.ts';
import { listFixedListeners, type PlannedListener, toFixedListeners } from './interface-plan.ts';
import { InterfaceSupervisor } from './interface-supervisor.ts';
import { toMethodLabel, toStatusClass } from './request-labels.ts';
import { ServedInterfaces } from './served-interface.ts';

export interface DeviceServiceOptions {
	readonly configuration: Configuration;
	readonly store: Store;
	/** What the listeners of the configuration show. */
	readonly credentials: readonly ServerCredential[];
	readonly clock: Clock;
	readonly log: Log;
	/** Several processes share the addresses. */
	readonly reusePort: boolean;
	/** Whether this node may open the listener of a row; default: if its address is here. */
	readonly isClaimed?: (planned: PlannedListener) => boolean;
	/** A socket on which a predecessor of this process listens, by the name of the listener. */
	readonly takeSocket?: (name: string) => ListeningSocket | undefined;
	/** Where the process counts what it does. */
	readonly counts?: MetricCounts;
}

/** All interfaces of one process, with their listeners open. */
export interface DeviceService {
	readonly port: number;
	readonly httpPort?: number;
	readonly eventsPort?: number;
	/** After a change of what `isClaimed` says. */
	lookAtInterfaces(): Promise<void>;
	/** What listens, by the names of the listeners: for a successor of this process. */
	sockets(): readonly (readonly [string, ListeningSocket])[];
	/** Lets running requests finish. */
	close(): Promise<void>;
}

/**
 * Plugs the adapters into the planes and opens the listeners of the configuration and of the store.
 * @throws DmsError `listener.*` for those of the configuration, and what the store throws.
 */
export async function openDeviceService(options: DeviceServiceOptions): Promise<DeviceService> {
	const { configuration, store, credentials, log, reusePort, takeSocket, counts = new MetricCounts() } = options;
	const journal = new AccessJournal(store.accessRecords);
	const catalog = new CatalogCache(store);
	const trust = await openTrust(store, 'Http');
	const nonces = new DigestNonces({ secret: await store.digestNonces.secret(), uses: store.digestNonces });
	const served = new ServedInterfaces();
	const events = openEventPlane({ ...options, counts }, { catalog, served, trust: await openTrust(store, 'CTI') });
	const supervisor = await InterfaceSupervisor.open({
		store,
		log,
		counts,
		served,
		reusePort,
		limits: configuration.limits,
		fixed: listFixedListeners(toFixedListeners(configuration)),
		fixedCredentials: credentials,
		handlers: {
			Http: createDeviceHandler({ ...options, counts }, { catalog, journal, trust, nonces, served }),
			CTI: toCountedHandler(counts, events.handler),
		},
		isClaimed: options.isClaimed ?? (({ address }) => isLocalAddress(address)),
		...(takeSocket === undefined ? {} : { takeSocket }),
	});
	for (const kind of interfaceKinds) counts.gauge('opendms_connections', [kind], () => supervisor.connectionCount(kind));
	counts.gauge('opendms_event_streams', [], () => events.streamCount);
	const httpPort = supervisor.portOf('http');
	const eventsPort = supervisor.portOf('events');
	return {
		port: supervisor.portOf('device') ?? 0,
		...(httpPort === undefined ? {} : { httpPort }),
		...(eventsPort === undefined ? {} : { eventsPort }),
		lookAtInterfaces: () => supervisor.look(),
		sockets: () => supervisor.sockets(),
		async close() {
			await Promise.all([supervisor.close(), events.close()]);
			await journal.drain();
		},
	};
}

/** Trust that cannot be read stops the start, not the first client. */
async function openTrust(store: Store, kind: InterfaceKind): Promise<CertificateTrust> {
	const trust = new CertificateTrust(store, kind);
	await trust.trust();
	return trust;
}

type CountedOptions = DeviceServiceOptions & { readonly counts: MetricCounts };

/** What devices ask for is counted from its records; nobody records what clients of events ask for. */
function toCountedHandler(counts: MetricCounts, handler: RequestHandler): RequestHandler {
	return (request, response) => {
		response.once('close', () => {
			const labels = ['events', toMethodLabel(request.method ?? ''), toStatusClass(response.statusCode)];
			counts.counter('opendms_requests_total', labels).add();
		});
		handler(request, response);
	};
}

interface SharedParts {
	readonly catalog: CatalogCache;
	readonly journal: AccessJournal;
	readonly trust: CertificateTrust;
	readonly nonces: DigestNonces;
	readonly served: ServedInterfaces;
}

function createDeviceHandler(
	{ configuration, store, clock, log, counts }: CountedOptions,
	{ catalog, journal, trust, nonces, served }: SharedParts,
): RequestHandler {
	const renders = counts.histogram('opendms_render_duration_seconds');
	const { maxRenderedBytes, maxUploadBytes, uploadVersions } = configuration.limits;
	const plane = createDevicePlane({
		store,
		clock,
		log,
		journal,
		connectionOf,
		interfaceOf: (socket) => served.of(socket)?.text,
		demandsOf: (socket) => served.of(socket)?.demands,
		judge: trust,
		catalog,
		files: new DeviceFiles(store, { ...defaultDeviceFileLimits, maxRenderedBytes }, (durationMs) => renders.observe(durationMs / 1000)),
		recordIds: new RecordIds(),
		nonces,
		uploads: { maxBytes: maxUploadBytes, keepVersions: uploadVersions },
	});
	return (request, response) => {
		plane(request, response).catch((cause: unknown) => {
			log.error({ err: cause }, 'a device request could not be answered');
			response.destroy();
		});
	};
}

function openEventPlane(
	{ configuration, store, clock, log, counts }: CountedOptions,
	{ catalog, trust, served }: Pick<SharedParts, 'catalog' | 'trust' | 'served'>,
): EventPlane {
	const { heartbeatMs, ...limits } = defaultEventLimits;
	const lags = counts.histogram('opendms_event_delivery_lag_seconds');
	return createEventPlane({
		store,
		clock,
		log,
		catalog,
		trust,
		connectionOf,
		closingOf: (socket) => served.of(socket)?.closing,
		// The listener closes connections on which nothing moves.
		limits: { ...limits, heartbeatMs: Math.min(heartbeatMs, configuration.limits.stallTimeoutMs / 2) },
		sourceName: hostname(),
		onDelivered: (lagMs) => lags.observe(Math.max(0, lagMs) / 1000),
	});
}
