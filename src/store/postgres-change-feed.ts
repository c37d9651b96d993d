import pg from 'pg';
import type { ChangeFeed, ChangeTopic } from '../domain/ports.ts';
import { unavailableServer } from './postgres-errors.ts';
import { isChangeTopic, toUnknownRevisions } from './revisions.ts';
import type { RevisionTable } from './schema.ts';

export const changeChannel = 'opendms_change';
const firstRetryMs = 100;
const longestRetryMs = 1_000;
/** A connection that has died silently is noticed by this, and a lost notification made good. */
const heartbeatMs = 2_000;
const heartbeatTimeoutMs = 2_000;

/** Revisions in a server that many nodes write: told by NOTIFY, read again after every reconnection. */
export class PostgresChangeFeed implements ChangeFeed {
	readonly #config: pg.ClientConfig;
	readonly #server: string;
	readonly #listeners = new Set<(topic: ChangeTopic) => void>();
	readonly #known: Record<ChangeTopic, number> = toUnknownRevisions();
	#client: pg.Client | undefined;
	#timer: NodeJS.Timeout | undefined;
	#closed = false;

	constructor(config: pg.ClientConfig, server: string) {
		this.#config = { ...config, query_timeout: heartbeatTimeoutMs, keepAlive: true };
		this.#server = server;
	}

	/** @throws DmsError `store.unavailable`. */
	async open(): Promise<void> {
		try {
			await this.#connect();
		} catch (error) {
			throw unavailableServer(this.#server, error);
		}
	}

	revision(topic: ChangeTopic): number {
		return this.#known[topic];
	}

	subscribe(listener: (topic: ChangeTopic) => void): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	/** A revision as it was read or announced; this process's own commits come here at once. */
	observe(revisions: readonly RevisionTable[]): void {
		for (const { topic, value } of revisions) {
			if (value <= this.#known[topic]) continue;
			this.#known[topic] = value;
			for (const listener of [...this.#listeners]) listener(topic);
		}
	}

	async close(): Promise<void> {
		this.#closed = true;
		clearTimeout(this.#timer);
		await this.#client?.end();
	}

	async #connect(): Promise<void> {
		const client = new pg.Client(this.#config);
		// Without a listener the loss of a connection would end the process; the heartbeat and `end` deal with it.
		client.on('error', () => {});
		client.on('notification', ({ payload }) => this.#observeNotification(payload));
		try {
			await client.connect();
			await client.query(`listen ${changeChannel}`);
			await this.#read(client);
		} catch (error) {
			await client.end().catch(() => {});
			throw error;
		}
		if (this.#closed) return client.end();
		this.#client = client;
		client.once('end', () => this.#lose(client));
		this.#beat(client);
	}

	#observeNotification(payload: string | undefined): void {
		const [topic, value] = (payload ?? '').split(' ');
		if (isChangeTopic(topic)) this.observe([{ topic, value: Number(value) }]);
	}

	async #read(client: pg.Client): Promise<void> {
		const { rows } = await client.query<RevisionTable>('select topic, value from revision');
		this.observe(rows);
	}

	#beat(client: pg.Client): void {
		this.#later(heartbeatMs, async () => {
			try {
				await this.#read(client);
				this.#beat(client);
			} catch {
				this.#lose(client);
			}
		});
	}

	#lose(client: pg.Client): void {
		if (this.#closed || this.#client !== client) return;
		this.#client = undefined;
		client.end().catch(() => {});
		this.#reconnect(firstRetryMs);
	}

	#reconnect(delayMs: number): void {
		this.#later(delayMs, async () => {
			try {
				await this.#connect();
			} catch {
				this.#reconnect(Math.min(delayMs * 2, longestRetryMs));
			}
		});
	}

	/** The work deals with its own failures. */
	#later(delayMs: number, work: () => Promise<void>): void {
		clearTimeout(this.#timer);
		if (this.#closed) return;
		this.#timer = setTimeout(() => void work(), delayMs).unref();
	}
}
