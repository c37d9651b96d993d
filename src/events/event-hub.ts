import type { DmsEvent } from '../domain/event.ts';
import type { EventRepository } from '../domain/ports.ts';
import type { EventChunks } from './event-chunks.ts';
import type { EventLog } from './event-plane-ports.ts';
import type { EventChunk, EventStream } from './event-stream.ts';

export interface EventHubPorts {
	readonly events: Pick<EventRepository, 'after' | 'oldestId'>;
	readonly chunks: EventChunks;
	readonly log: EventLog;
	readonly pollMs: number;
	/** Told the newest event of those that were handed to streams. */
	readonly onDelivered?: (last: DmsEvent) => void;
}

const mostAtOnce = 1_000;
/** A page for one stream: small enough that a few of them fit into what may wait to be sent. */
const mostOfPage = 250;
const calmAfterMs = 5_000;
const calmPollMs = 50;
const afterFailureMs = 1_000;
const mostDrainMs = 250;

/**
 * Reads events from the store once for all streams of the process, and only while there are any. A stream first reads what it has missed at
 * its own pace; when it has come as far as the hub, it gets what the hub reads, and no event falls between the two.
 */
export class EventHub {
	readonly #ports: EventHubPorts;
	readonly #live = new Set<EventStream>();
	#followers = 0;
	/** The last event that was handed to all live streams. */
	#position = 0;
	/** The loop that reads; undefined while there are no streams. */
	#run: object | undefined;

	constructor(ports: EventHubPorts) {
		this.#ports = ports;
	}

	/** Sends everything after the stream's position until the stream ends. @param newestId as the store said a moment ago. */
	async follow(stream: EventStream, newestId: number): Promise<void> {
		this.#followers++;
		if (this.#run === undefined) this.#start(newestId);
		try {
			while (stream.isOpen && stream.position < this.#position) await this.#sendPage(stream, this.#position);
			if (stream.isOpen) this.#live.add(stream);
		} catch (cause) {
			this.#ports.log.warn({ err: cause }, 'events that a stream has missed could not be read');
			stream.cut('failed');
		}
	}

	/** To be called once for each stream that followed. */
	leave(stream: EventStream): void {
		this.#live.delete(stream);
		this.#followers--;
		if (this.#followers === 0) this.#run = undefined;
	}

	#start(position: number): void {
		const run = {};
		this.#run = run;
		this.#position = position;
		void this.#readOn(run);
	}

	async #readOn(run: object): Promise<void> {
		const { events, log, pollMs } = this.#ports;
		let lastEventAtMs = performance.now();
		let hasFailed = false;
		while (this.#run === run) {
			try {
				const next = await events.after(this.#position, mostAtOnce);
				hasFailed = false;
				if (this.#run !== run) return;
				this.#deliver(next);
				const nowMs = performance.now();
				if (next.length > 0) lastEventAtMs = nowMs;
				if (next.length === mostAtOnce) await this.#drained();
				else await pause(nowMs - lastEventAtMs > calmAfterMs ? Math.max(calmPollMs, pollMs) : pollMs);
			} catch (cause) {
				if (!hasFailed) log.warn({ err: cause }, 'events could not be read; streams wait');
				hasFailed = true;
				await pause(afterFailureMs);
			}
		}
	}

	/** A backlog is handed on as fast as its readers read, but for those that hold up the others. */
	async #drained(): Promise<void> {
		await Promise.race([Promise.all([...this.#live].map((stream) => stream.drained())), pause(mostDrainMs)]);
	}

	#deliver(events: readonly DmsEvent[]): void {
		const [first, last] = [events[0], events.at(-1)];
		if (first === undefined || last === undefined) return;
		this.#position = last.id;
		if (this.#live.size > 0) this.#ports.onDelivered?.(last);
		const shared = new Map<string, EventChunk | undefined>();
		for (const stream of this.#live) {
			if (stream.position >= last.id) continue;
			if (stream.position >= first.id)
				this.#advance(
					stream,
					events.filter(({ id }) => id > stream.position),
					last.id,
				);
			else stream.advance(last.id, this.#sharedChunk(shared, stream, events));
		}
	}

	#sharedChunk(shared: Map<string, EventChunk | undefined>, { form, filter }: EventStream, events: readonly DmsEvent[]) {
		const key = `${form.mediaType} ${filter.key}`;
		if (!shared.has(key)) shared.set(key, this.#ports.chunks.toChunk(events, filter, form));
		return shared.get(key);
	}

	#advance(stream: EventStream, events: readonly DmsEvent[], position: number): void {
		stream.advance(position, this.#ports.chunks.toChunk(events, stream.filter, stream.form));
	}

	/** @param hubPosition everything up to it was in the store before this page was asked for. */
	async #sendPage(stream: EventStream, hubPosition: number): Promise<void> {
		const { events } = this.#ports;
		const page = await events.after(stream.position, mostOfPage);
		// Asked after the page was read: what was trimmed before is noticed, what is trimmed later was read.
		if (stream.position < (await events.oldestId()) - 1) return stream.cut('trimmed');
		this.#advance(stream, page, page.at(-1)?.id ?? hubPosition);
		await stream.drained();
	}
}

function pause(delayMs: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, delayMs).unref();
	});
}
