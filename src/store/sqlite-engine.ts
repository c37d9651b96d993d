import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { ChangeTopic } from '../domain/ports.ts';
import { fetchWithin, toDialectText } from './fixed-read.ts';
import { requireSchema, type SchemaOptions, unmigratedStore } from './require-schema.ts';
import { raiseRevisions } from './revisions.ts';
import type { SqlValue } from './row-values.ts';
import type { Tables } from './schema.ts';
import type { Db, Engine, FixedRead, Session, Sessions } from './session.ts';
import { SqliteChangeFeed } from './sqlite-change-feed.ts';
import { NodeSqliteDialect, type NodeSqliteOptions, whenFree } from './sqlite-dialect.ts';
import { busyStore, toSqliteStoreError } from './sqlite-errors.ts';
import {
	createSqliteFiles,
	openConfigurationWriter,
	openReader,
	openRecordsWriter,
	type SqliteFiles,
	sqliteFilesExist,
	sqliteFilesIn,
} from './sqlite-files.ts';
import { WriteQueue } from './write-queue.ts';

/** `begin immediate` would lock the attached records as well; a write that changes nothing locks one file. */
const beginConfiguration = ['begin', 'update main.revision set value = value where false'];
/** Of all databases that the connection has: records alone, or both halves during a migration. */
const beginAttached = ['begin immediate'];
const lockRecords = 'update records.lockout set failures = failures where false';

export interface SqliteOptions extends SchemaOptions {
	readonly dataDirectory: string;
	/** How long a change waits for another one. */
	readonly busyTimeoutMs: number;
}

/** A connection that writes, and the queue before it: whoever is in the queue's front has the connection. */
interface Writer {
	readonly db: Db;
	readonly queue: WriteQueue;
	readonly options: NodeSqliteOptions;
}

/**
 * Four connections: one writes the configuration, one writes the records, one reads for the query builder, one reads for
 * the request path. Thus no reader ever waits for a writer, and no record for a long change of the configuration.
 */
export class SqliteEngine implements Engine {
	readonly configuration: Session;
	readonly records: Session;
	readonly changes: SqliteChangeFeed;
	readonly #writer: Writer;
	readonly #recordsWriter: Writer;
	readonly #reader: Db;
	readonly #lookup: DatabaseSync;
	readonly #databases: readonly DatabaseSync[];
	readonly #fixed = new Map<FixedRead<unknown>, StatementSync>();
	readonly #path: string;

	static async open(options: SqliteOptions): Promise<SqliteEngine> {
		const files = sqliteFilesIn(options.dataDirectory);
		const { busyTimeoutMs } = options;
		if (options.migrate) createSqliteFiles(files);
		else if (!sqliteFilesExist(files)) throw unmigratedStore(['everything']);
		await requireSqliteSchema(files, options);
		const writer = await openConfigurationWriter(files, busyTimeoutMs);
		const recordsWriter = await openRecordsWriter(files, busyTimeoutMs);
		return new SqliteEngine(
			toWriter({ database: writer, path: files.configuration, beginWrite: beginConfiguration, busyTimeoutMs }),
			toWriter({ database: recordsWriter, path: files.records, beginWrite: beginAttached, busyTimeoutMs }),
			await openReader(files),
			await openReader(files),
		);
	}

	private constructor(writer: Writer, recordsWriter: Writer, reader: DatabaseSync, lookup: DatabaseSync) {
		this.#writer = writer;
		this.#recordsWriter = recordsWriter;
		this.#path = writer.options.path;
		this.#reader = toDb({ database: reader, path: this.#path, beginWrite: [], busyTimeoutMs: 0 });
		this.#lookup = lookup;
		this.#databases = [lookup, reader, recordsWriter.options.database, writer.options.database];
		this.changes = new SqliteChangeFeed(lookup);
		this.configuration = this.#session((work, topic) => this.#writeConfiguration(work, topic));
		this.records = this.#session((work) => inTransaction(recordsWriter, work));
	}

	/** The transaction takes the records' turn and lock only when it comes to touch them. */
	async transaction<Value>(work: (sessions: Sessions) => Promise<Value>): Promise<Value> {
		const topics = new Set<ChangeTopic>();
		const records = new RecordsTurn(this.#recordsWriter, this.#writer.options.database);
		try {
			return await inTransaction(this.#writer, async (db) => {
				const value = await work({
					configuration: withinTransaction(async () => db, topics),
					records: withinTransaction(async () => {
						await records.take();
						return db;
					}, topics),
				});
				await raiseRevisions(db, topics);
				return value;
			});
		} finally {
			records.leave();
			this.changes.announce();
		}
	}

	/** Writes the log of the records back; a worker that did it would keep devices waiting for the disk. */
	async tidy(): Promise<void> {
		try {
			this.#recordsWriter.options.database.exec('pragma records.wal_checkpoint(passive)');
		} catch (error) {
			throw toSqliteStoreError(error, this.#recordsWriter.options.path);
		}
	}

	/** The readers go first: the last writer tidies up the log files. */
	async close(): Promise<void> {
		this.changes.close();
		this.#fixed.clear();
		for (const database of this.#databases) database.close();
	}

	#session(write: Session['write']): Session {
		return {
			dialect: 'sqlite',
			inTransaction: false,
			version: () => this.changes.version(),
			fetch: async (statement, values) => this.#fetch(statement, values),
			read: (work) => work(this.#reader),
			snapshot: (work) => this.#reader.transaction().setAccessMode('read only').execute(work),
			write,
		};
	}

	#fetch<Row>(statement: FixedRead<Row>, values: readonly SqlValue[]): readonly Row[] {
		try {
			let prepared = this.#fixed.get(statement);
			if (prepared === undefined) {
				prepared = this.#lookup.prepare(toDialectText(statement, 'sqlite'));
				this.#fixed.set(statement, prepared);
			}
			return prepared.all(...values) as Row[];
		} catch (error) {
			throw toSqliteStoreError(error, this.#path);
		}
	}

	async #writeConfiguration<Value>(work: (db: Db) => Promise<Value>, topic: ChangeTopic | undefined): Promise<Value> {
		return this.transaction(({ configuration }) => configuration.write(work, topic));
	}
}

/** The turn of a configuration transaction to write records too, until the transaction ends. */
class RecordsTurn {
	readonly #writer: Writer;
	readonly #transaction: DatabaseSync;
	#taken: Promise<void> | undefined;
	#leave: (() => void) | undefined;

	constructor(recordsWriter: Writer, transaction: DatabaseSync) {
		this.#writer = recordsWriter;
		this.#transaction = transaction;
	}

	take(): Promise<void> {
		this.#taken ??= this.#lock();
		return this.#taken;
	}

	leave(): void {
		this.#leave?.();
	}

	async #lock(): Promise<void> {
		this.#leave = await enter(this.#writer);
		await whenFree(this.#writer.options, () => this.#transaction.exec(lockRecords));
	}
}

async function requireSqliteSchema(files: SqliteFiles, options: SqliteOptions): Promise<void> {
	const { busyTimeoutMs } = options;
	const database = await openConfigurationWriter(files, busyTimeoutMs);
	const db = toDb({ database, path: files.configuration, beginWrite: beginAttached, busyTimeoutMs });
	try {
		await requireSchema(db, 'sqlite', options);
	} finally {
		database.close();
	}
}

function toDb(options: NodeSqliteOptions): Db {
	return new Kysely<Tables>({ dialect: new NodeSqliteDialect(options) });
}

function toWriter(options: NodeSqliteOptions): Writer {
	return { db: toDb(options), queue: new WriteQueue(), options };
}

async function enter(writer: Writer): Promise<() => void> {
	const leave = await writer.queue.enter(writer.options.busyTimeoutMs);
	if (leave === undefined) throw busyStore(writer.options.path);
	return leave;
}

async function inTransaction<Value>(writer: Writer, work: (db: Db) => Promise<Value>): Promise<Value> {
	const leave = await enter(writer);
	try {
		return await writer.db.transaction().execute(work);
	} finally {
		leave();
	}
}

function withinTransaction(db: () => Promise<Db>, topics: Set<ChangeTopic>): Session {
	return {
		dialect: 'sqlite',
		inTransaction: true,
		fetch: async (statement, values) => fetchWithin(await db(), 'sqlite', statement, values),
		read: async (work) => work(await db()),
		snapshot: async (work) => work(await db()),
		write: async (work, topic) => {
			const value = await work(await db());
			if (topic !== undefined) topics.add(topic);
			return value;
		},
	};
}
