import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { DeviceConnection } from './device-plane-ports.ts';
import type { RecordDraft } from './record-draft.ts';

/** One request of a device and what becomes of it; the same object for all steps. */
export interface DeviceExchange {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	/** A request that is cut loses its socket before it is answered. */
	readonly socket: Socket;
	/** Undefined where it is not encrypted. */
	readonly connection: DeviceConnection | undefined;
	readonly draft: RecordDraft;
}
