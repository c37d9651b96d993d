import type { Socket } from 'node:net';
import type { PresentedCertificate } from '../app/device-request/device-request.ts';
import type { ClientGatePorts } from '../app/events/client-gate.ts';
import type { SubscriptionPorts } from '../app/events/subscriptions.ts';
import type { Clock, Store } from '../domain/ports.ts';

/** What the TLS listener knows of a connection; the same object for all its requests. */
export interface EventConnection {
	/** Absent where the client presented none on this very connection. */
	readonly certificate?: PresentedCertificate;
	readonly remoteAddress: string;
}

/** Where the event interface reports who came in and who did not. */
export interface EventLog {
	debug(fields: Readonly<Record<string, unknown>>, message: string): void;
	info(fields: Readonly<Record<string, unknown>>, message: string): void;
	warn(fields: Readonly<Record<string, unknown>>, message: string): void;
	error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Bounds of one process. */
export interface EventLimits {
	/** Open streams of one client identity. */
	readonly mostStreamsPerIdentity: number;
	/** What may wait for a slow client before its stream is cut. */
	readonly mostBufferedBytes: number;
	/** How long a stream may be silent; shorter than the listener's patience with silent connections. */
	readonly heartbeatMs: number;
	/** How often the store is asked while events come. */
	readonly pollMs: number;
}

export const defaultEventLimits: EventLimits = {
	mostStreamsPerIdentity: 16,
	mostBufferedBytes: 1024 * 1024,
	heartbeatMs: 15_000,
	pollMs: 20,
};

/** Everything that the event interface of one process is made of. */
export interface EventPlanePorts {
	readonly store: ClientGatePorts['store'] & SubscriptionPorts['store'] & Pick<Store, 'events'>;
	readonly catalog: ClientGatePorts['catalog'] & SubscriptionPorts['catalog'];
	/** Of the kind `CTI`. */
	readonly trust: ClientGatePorts['trust'];
	readonly clock: Clock;
	readonly log: EventLog;
	readonly limits: EventLimits;
	/** Name of this server or of the whole installation, in the `source` of its events. */
	readonly sourceName: string;
	/** Told how old the newest event is, each time when events are handed to streams. */
	readonly onDelivered?: (lagMs: number) => void;
	connectionOf(socket: Socket): EventConnection | undefined;
	/** Aborted when the listener of the connection closes; its streams end then. */
	closingOf(socket: Socket): AbortSignal | undefined;
}
