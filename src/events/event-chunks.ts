import { BoundedCache } from '../app/bounded-cache.ts';
import type { EventFilter } from '../app/events/event-filter.ts';
import type { DmsEvent } from '../domain/event.ts';
import { toCloudEvent } from '../http/cloud-event.ts';
import type { EventChunk } from './event-stream.ts';
import type { StreamForm } from './stream-form.ts';

const mostKeptCharacters = 4 * 1024 * 1024;

/** Writes each event once, however many streams it goes to. */
export class EventChunks {
	readonly #source: string;
	readonly #json = new BoundedCache<number, string>(mostKeptCharacters);

	constructor(source: string) {
		this.#source = source;
	}

	/** The event as JSON, on one line. */
	toJson(event: DmsEvent): string {
		const kept = this.#json.get(event.id);
		if (kept !== undefined) return kept;
		const json = toCloudEvent(event, this.#source);
		this.#json.set(event.id, json, json.length);
		return json;
	}

	/** Those of the events that the filter lets through; undefined: none. */
	toChunk(events: readonly DmsEvent[], filter: EventFilter, form: StreamForm): EventChunk | undefined {
		const seen = events.filter((event) => filter.sees(event));
		const last = seen.at(-1);
		if (last === undefined) return undefined;
		const text = seen.map((event) => form.event(event.type, event.id, this.toJson(event))).join('');
		return { bytes: Buffer.from(text, 'utf8'), count: seen.length, lastId: last.id };
	}
}
