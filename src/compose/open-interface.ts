import { type InterfaceKind, isSameInterface, toInterfaceText } from '../domain/interface.ts';
import type { Log } from '../runtime/log.ts';
import type { MetricCounts } from '../runtime/metric-counts.ts';
import { type HandshakeFailure, openDeviceListener } from '../tls/device-listener.ts';
import type { CloseOptions, HttpListenerOptions, RequestHandler } from '../tls/http-listener.ts';
import type { ListenerLimits } from '../tls/listener-limits.ts';
import type { ListeningSocket } from '../tls/listening-socket.ts';
import { openPlainListener } from '../tls/plain-listener.ts';
import type { ServerCredential, TlsMaterial } from '../tls/secure-context.ts';
import { type InterfaceState, toListenerMaterial } from './interface-material.ts';
import type { PlannedListener } from './interface-plan.ts';
import type { ServedInterface, ServedInterfaces } from './served-interface.ts';

export interface OpenInterfaceOptions {
	readonly log: Log;
	readonly counts: MetricCounts;
	readonly limits: ListenerLimits;
	readonly handlers: Readonly<Record<InterfaceKind, RequestHandler>>;
	readonly served: ServedInterfaces;
	/** What secure listeners of the configuration show. */
	readonly fixedCredentials: readonly ServerCredential[];
	/** Several processes share the ports. */
	readonly reusePort: boolean;
	/** A socket on which a predecessor of this process listens, by the name of the listener. */
	readonly takeSocket?: (name: string) => ListeningSocket | undefined;
}

/** A listener that is open, and what it demands of its clients. */
export interface OpenInterface {
	readonly planned: PlannedListener;
	readonly port: number;
	readonly connectionCount: number;
	/** For a successor of this process. */
	readonly socket: ListeningSocket;
	/** Takes changes into use; open connections stay. @returns whether TLS has changed. @throws DmsError, and TLS stays as it was. */
	follow(state: InterfaceState, planned: PlannedListener): boolean;
	/** Lets running requests finish for `graceMs`. */
	close(graceMs: number): Promise<{ readonly cutRequests: number }>;
}

interface Opened {
	readonly port: number;
	readonly connectionCount: number;
	replace(material: TlsMaterial): void;
	close(options: CloseOptions): Promise<{ readonly cutRequests: number }>;
}

/** A client that fetches one file after another has its next request on its way already; it is answered, and told that the connection ends. */
const idleMs = 500;

/** @throws DmsError as `openDeviceListener`. */
export async function openInterface(
	options: OpenInterfaceOptions,
	state: InterfaceState,
	planned: PlannedListener,
): Promise<OpenInterface> {
	const { served, handlers, fixedCredentials } = options;
	const closing = new AbortController();
	const toPlace = (newState: InterfaceState, newPlanned: PlannedListener, port: number) =>
		toServed(newState, { ...newPlanned, port }, closing.signal);
	const place = { current: toPlace(state, planned, planned.port) };
	const inherited = options.takeSocket?.(planned.name);
	let socket: ListeningSocket | undefined;
	const listenerOptions: HttpListenerOptions = {
		host: planned.address,
		port: planned.port,
		reusePort: options.reusePort,
		limits: options.limits,
		handler: served.wrap(place, handlers[planned.kind]),
		onConnectionRefused: ({ reason }) => options.counts.counter('opendms_connections_refused_total', [planned.kind, reason]).add(),
		onListening: (opened) => {
			socket = opened;
		},
		...(inherited === undefined ? {} : { inherited }),
	};
	const material = toListenerMaterial(state, planned, fixedCredentials);
	let { identity } = material;
	const opened = planned.secure ? await openSecure(options, planned, listenerOptions, material.tls) : await openPlain(listenerOptions);
	if (socket === undefined) throw new Error('a listener that is open has no socket');
	// Where the configuration asks for any port that is free, the one that was found.
	place.current = toPlace(state, planned, opened.port);
	let current = planned;
	return {
		get planned() {
			return current;
		},
		port: opened.port,
		get connectionCount() {
			return opened.connectionCount;
		},
		socket,
		follow(newState, newPlanned) {
			place.current = toPlace(newState, newPlanned, opened.port);
			current = newPlanned;
			const next = toListenerMaterial(newState, newPlanned, fixedCredentials);
			if (!newPlanned.secure || next.identity === identity) return false;
			opened.replace(next.tls);
			identity = next.identity;
			return true;
		},
		close(graceMs) {
			closing.abort();
			return opened.close({ graceMs, idleMs });
		},
	};
}

async function openSecure(
	{ log, counts }: Pick<OpenInterfaceOptions, 'log' | 'counts'>,
	{ name, kind }: PlannedListener,
	options: HttpListenerOptions,
	tls: TlsMaterial,
): Promise<Opened> {
	const handshakes = counts.counter('opendms_tls_handshakes_total', [kind]);
	// A client that just goes away, such as a health probe, is no evidence of anything.
	const onHandshakeFailure = (event: HandshakeFailure) => {
		counts.counter('opendms_tls_handshake_failures_total', [kind, event.code]).add();
		log[event.code === 'ECONNRESET' ? 'debug' : 'info']({ interface: name, ...event }, 'a TLS handshake failed');
	};
	return openDeviceListener({ ...options, ...tls, onHandshakeFailure, onHandshake: () => handshakes.add() });
}

async function openPlain(options: HttpListenerOptions): Promise<Opened> {
	const listener = await openPlainListener(options);
	return {
		port: listener.port,
		get connectionCount() {
			return listener.connectionCount;
		},
		replace: () => undefined,
		close: (closing) => listener.close(closing),
	};
}

function toServed({ webApps }: InterfaceState, planned: PlannedListener, closing: AbortSignal): ServedInterface {
	const { kind, address, port, clientAuthRequired } = planned;
	const own = webApps.filter((app) => isSameInterface(app, planned));
	const demands = { clientAuthRequired, webApps: new Map(own.map((app) => [app.application, app.clientAuthRequired])) };
	return { kind, address, port, text: toInterfaceText(planned), demands, closing };
}
