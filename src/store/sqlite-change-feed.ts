import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type ChangeFeed, type ChangeTopic, changeTopics } from '../domain/ports.ts';
import { isChangeTopic, toUnknownRevisions } from './revisions.ts';

const pollIntervalMs = 200;
/** Requests that are decided in the same moment ask once. Another process needs longer to say that its change is done. */
const sameMomentMs = 1;

/**
 * Revisions in a file that several processes write. `pragma data_version` costs less than a microsecond and tells
 * whether anybody has committed, this process included, since the connection is one that never writes.
 */
export class SqliteChangeFeed implements ChangeFeed {
	readonly #dataVersion: StatementSync;
	readonly #revisions: StatementSync;
	readonly #listeners = new Set<(topic: ChangeTopic) => void>();
	readonly #known: Record<ChangeTopic, number> = toUnknownRevisions();
	readonly #announced: Record<ChangeTopic, number>;
	#seenVersion: unknown;
	#versions = 0;
	#askedAtMs = Number.NEGATIVE_INFINITY;
	#timer: NodeJS.Timeout | undefined;

	constructor(reader: DatabaseSync) {
		this.#dataVersion = reader.prepare('pragma main.data_version');
		this.#revisions = reader.prepare('select topic, value from main.revision');
		this.#refresh();
		this.#announced = { ...this.#known };
	}

	revision(topic: ChangeTopic): number {
		if (performance.now() - this.#askedAtMs >= sameMomentMs) this.#refresh();
		return this.#known[topic];
	}

	/** Grows with every commit of anybody. */
	version(): number {
		if (performance.now() - this.#askedAtMs >= sameMomentMs) this.#refresh();
		return this.#versions;
	}

	subscribe(listener: (topic: ChangeTopic) => void): () => void {
		if (this.#listeners.size === 0) Object.assign(this.#announced, this.#known);
		this.#listeners.add(listener);
		this.#timer ??= setInterval(() => this.#poll(), pollIntervalMs).unref();
		return () => {
			this.#listeners.delete(listener);
			if (this.#listeners.size === 0) this.close();
		};
	}

	/** Tells the listeners what has changed; called after each commit of this process, and now and then for the others. */
	announce(): void {
		this.#askedAtMs = Number.NEGATIVE_INFINITY;
		if (this.#listeners.size === 0) return;
		this.#refresh();
		for (const topic of changeTopics) {
			if (this.#announced[topic] === this.#known[topic]) continue;
			this.#announced[topic] = this.#known[topic];
			for (const listener of [...this.#listeners]) listener(topic);
		}
	}

	close(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	/** A failure to read is left to the next request, which can answer it; here it would end the process. */
	#poll(): void {
		try {
			this.#refresh();
		} catch {
			return;
		}
		this.announce();
	}

	#refresh(): void {
		this.#askedAtMs = performance.now();
		const version = this.#dataVersion.get()?.['data_version'];
		if (version === this.#seenVersion) return;
		for (const { topic, value } of this.#revisions.all()) {
			if (isChangeTopic(topic) && typeof value === 'number') this.#known[topic] = value;
		}
		this.#seenVersion = version;
		this.#versions += 1;
	}
}
