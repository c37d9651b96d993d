import { Kysely, sql } from 'kysely';
import pg from 'pg';
import type { ChangeTopic } from '../domain/ports.ts';
import { fetchWithin } from './fixed-read.ts';
import { changeChannel, PostgresChangeFeed } from './postgres-change-feed.ts';
import { PooledPostgresDialect } from './postgres-dialect.ts';
import { describeServer, toPostgresStoreError } from './postgres-errors.ts';
import { requireSchema, type SchemaOptions } from './require-schema.ts';
import { raiseRevisions } from './revisions.ts';
import type { SqlValue } from './row-values.ts';
import type { Tables } from './schema.ts';
import type { Db, Engine, FixedRead, Session, Sessions } from './session.ts';

const connectTimeoutMs = 5_000;
/** Any number: one change of the configuration at a time. */
const configurationLock = 7_336_217;
/** A node that dies in the middle of a transaction holds its locks no longer than this. */
const idleInTransactionMs = 60_000;

export interface PostgresOptions extends SchemaOptions {
	readonly url: string;
	/** How long a statement waits for a lock. */
	readonly busyTimeoutMs: number;
	/** Size of the pool; one more connection listens for changes. */
	readonly maxConnections: number;
}

/** A pool of connections, and one that listens for changes. */
export class PostgresEngine implements Engine {
	readonly configuration: Session;
	readonly records: Session;
	readonly changes: PostgresChangeFeed;
	readonly #pool: pg.Pool;
	readonly #db: Db;
	readonly #server: string;

	static async open(options: PostgresOptions): Promise<PostgresEngine> {
		const engine = new PostgresEngine(options);
		try {
			await requireSchema(engine.#db, 'postgres', options);
			await engine.changes.open();
			return engine;
		} catch (error) {
			await engine.close();
			throw error;
		}
	}

	private constructor(options: PostgresOptions) {
		this.#server = describeServer(options.url);
		this.#pool = openPool(options);
		this.#db = toDb(this.#pool, this.#server);
		this.changes = new PostgresChangeFeed(toClientConfig(options), this.#server);
		this.configuration = this.#session();
		this.records = this.configuration;
	}

	/** One after another, as on SQLite: what a transaction has read and writes back is not overtaken by another one. */
	transaction<Value>(work: (sessions: Sessions) => Promise<Value>): Promise<Value> {
		return this.#run('one-by-one', work);
	}

	async #run<Value>(order: 'one-by-one' | 'side-by-side', work: (sessions: Sessions) => Promise<Value>): Promise<Value> {
		const topics = new Set<ChangeTopic>();
		const [value, revisions] = await this.#db.transaction().execute(async (db) => {
			const session = withinTransaction(db, topics);
			if (order === 'one-by-one') await sql`select pg_advisory_xact_lock(${configurationLock})`.execute(db);
			const result = await work({ configuration: session, records: session });
			const raised = await raiseRevisions(db, topics);
			for (const row of raised) await sql`select pg_notify(${changeChannel}, ${`${row.topic} ${row.value}`})`.execute(db);
			return [result, raised] as const;
		});
		this.changes.observe(revisions);
		return value;
	}

	/** The server looks after itself. */
	async tidy(): Promise<void> {}

	async close(): Promise<void> {
		await this.changes.close();
		await this.#pool.end();
	}

	#session(): Session {
		return {
			dialect: 'postgres',
			inTransaction: false,
			fetch: (statement, values) => this.#fetch(statement, values),
			read: (work) => work(this.#db),
			snapshot: (work) => this.#db.transaction().setAccessMode('read only').setIsolationLevel('repeatable read').execute(work),
			write: (work, topic) =>
				this.#run(topic === undefined ? 'side-by-side' : 'one-by-one', ({ configuration }) => configuration.write(work, topic)),
		};
	}

	async #fetch<Row>(statement: FixedRead<Row>, values: readonly SqlValue[]): Promise<readonly Row[]> {
		try {
			const query = { name: statement.name, text: statement.text, values: [...values] };
			return (await this.#pool.query<Row & object>(query)).rows;
		} catch (error) {
			throw toPostgresStoreError(error, this.#server);
		}
	}
}

function toClientConfig(options: PostgresOptions): pg.ClientConfig {
	return {
		connectionString: options.url,
		application_name: 'opendms',
		connectionTimeoutMillis: connectTimeoutMs,
		lock_timeout: options.busyTimeoutMs,
		idle_in_transaction_session_timeout: idleInTransactionMs,
		keepAlive: true,
		types: toTypeParsers(),
	};
}

function openPool(options: PostgresOptions): pg.Pool {
	const pool = new pg.Pool({ ...toClientConfig(options), max: options.maxConnections });
	// A connection that breaks, idle or in use, fails the next statement; the event alone, unheard, would end the process.
	pool.on('error', () => {});
	pool.on('connect', (client) => client.on('error', () => {}));
	return pool;
}

/** Ids, dates and counts are below 2^53. */
function toTypeParsers(): pg.CustomTypesConfig {
	const types = new pg.TypeOverrides();
	types.setTypeParser(pg.types.builtins.INT8, Number);
	return types;
}

function toDb(pool: pg.Pool, server: string): Db {
	return new Kysely<Tables>({ dialect: new PooledPostgresDialect(pool, server) });
}

function withinTransaction(db: Db, topics: Set<ChangeTopic>): Session {
	return {
		dialect: 'postgres',
		inTransaction: true,
		fetch: (statement, values) => fetchWithin(db, 'postgres', statement, values),
		read: (work) => work(db),
		snapshot: (work) => work(db),
		write: async (work, topic) => {
			const value = await work(db);
			if (topic !== undefined) topics.add(topic);
			return value;
		},
	};
}
