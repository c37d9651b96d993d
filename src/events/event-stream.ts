import type { ServerResponse } from 'node:http';
import type { PresentedCertificate } from '../app/device-request/device-request.ts';
import type { EventClient } from '../app/events/client-gate.ts';
import type { EventFilter } from '../app/events/event-filter.ts';
import type { EventSubscription } from '../domain/event-subscription.ts';
import type { StreamForm } from './stream-form.ts';

export interface EventStreamOptions {
	readonly response: ServerResponse;
	readonly form: StreamForm;
	readonly filter: EventFilter;
	readonly client: EventClient;
	readonly certificate: PresentedCertificate | undefined;
	readonly closing: AbortSignal | undefined;
	readonly subscription: EventSubscription | undefined;
	/** Everything after this id is to be sent. */
	readonly position: number;
	readonly mostBufferedBytes: number;
}

/** Why a stream ended; `left`: the client went. */
export type StreamEnd = 'left' | 'slow' | 'refused' | 'subscription' | 'trimmed' | 'stopping' | 'failed';

/** One open answer. What it has been given is on its way in order; nothing waits in it without a bound. */
export class EventStream {
	readonly form: StreamForm;
	readonly filter: EventFilter;
	readonly client: EventClient;
	readonly certificate: PresentedCertificate | undefined;
	/** Aborted when the listener that the stream came in by closes. */
	readonly closing: AbortSignal | undefined;
	readonly subscription: EventSubscription | undefined;
	readonly #response: ServerResponse;
	readonly #mostBufferedBytes: number;
	/** What an SSE client knows from an `id` line. */
	#toldPosition: number;
	#position: number;
	#end: StreamEnd | undefined;
	#sentAtMs: number;
	#events = 0;

	constructor(options: EventStreamOptions) {
		this.form = options.form;
		this.filter = options.filter;
		this.client = options.client;
		this.certificate = options.certificate;
		this.closing = options.closing;
		this.subscription = options.subscription;
		this.#response = options.response;
		this.#mostBufferedBytes = options.mostBufferedBytes;
		this.#position = options.position;
		this.#toldPosition = options.position;
		this.#sentAtMs = performance.now();
	}

	/** The last event that was sent or found to be not for this client. */
	get position(): number {
		return this.#position;
	}

	get isOpen(): boolean {
		return this.#end === undefined && !this.#response.destroyed;
	}

	get endedBy(): StreamEnd {
		return this.#end ?? 'left';
	}

	/** How many events were sent. */
	get events(): number {
		return this.#events;
	}

	/** Undefined: none of the events up to the position is for this client. A client that has left too much unread is cut. */
	advance(position: number, chunk: EventChunk | undefined): void {
		this.#position = position;
		if (chunk === undefined) return;
		if (this.#response.writableLength > this.#mostBufferedBytes) return this.cut('slow');
		this.#events += chunk.count;
		this.#toldPosition = chunk.lastId;
		this.#send(chunk.bytes);
	}

	/** Writes something where nothing was written for so long; a client that has not even taken that is cut. */
	beat(heartbeatMs: number): void {
		if (!this.isOpen || performance.now() - this.#sentAtMs < heartbeatMs) return;
		if (this.#response.writableLength > 0) return this.cut('slow');
		const isNews = this.#position !== this.#toldPosition;
		this.#toldPosition = this.#position;
		this.#send(this.form.heartbeat(isNews ? this.#position : undefined));
	}

	/** Resolves when nothing waits to be sent, or the stream has ended. */
	async drained(): Promise<void> {
		const response = this.#response;
		if (!this.isOpen || !response.writableNeedDrain) return;
		await new Promise<void>((resolve) => {
			const done = (): void => {
				response.off('drain', done);
				response.off('close', done);
				resolve();
			};
			response.on('drain', done);
			response.on('close', done);
		});
	}

	/** Ends the answer in order; what was sent before still arrives. */
	finish(reason: StreamEnd, lastWord = ''): void {
		if (!this.isOpen) return;
		this.#end = reason;
		this.#response.end(lastWord);
	}

	/** Closes the connection with whatever is under way. */
	cut(reason: StreamEnd): void {
		this.#end ??= reason;
		this.#response.destroy();
	}

	#send(bytes: Uint8Array | string): void {
		if (!this.isOpen) return;
		this.#sentAtMs = performance.now();
		this.#response.write(bytes);
	}
}

/** Events in the form of a stream, shared by all that get the same. */
export interface EventChunk {
	readonly bytes: Uint8Array;
	readonly count: number;
	readonly lastId: number;
}
