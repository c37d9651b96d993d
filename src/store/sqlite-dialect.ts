import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import {
	CompiledQuery,
	type DatabaseConnection,
	type DatabaseIntrospector,
	type Dialect,
	type Driver,
	type Kysely,
	type QueryResult,
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
	type TransactionSettings,
} from 'kysely';
import type { SqlValue } from './row-values.ts';
import { isSqliteBusy, toSqliteStoreError } from './sqlite-errors.ts';

const longestStatementCache = 200;
const retryDelayMs = 5;

export interface NodeSqliteOptions {
	readonly database: DatabaseSync;
	/** For messages. */
	readonly path: string;
	/** Statements that begin a writing transaction and take its locks. */
	readonly beginWrite: readonly string[];
	/** How long a writing transaction waits for its locks. */
	readonly busyTimeoutMs: number;
}

/** Kysely on one connection of `node:sqlite`. Kysely lets one user at a time have the connection. */
export class NodeSqliteDialect implements Dialect {
	readonly #options: NodeSqliteOptions;

	constructor(options: NodeSqliteOptions) {
		this.#options = options;
	}

	createDriver(): Driver {
		return new NodeSqliteDriver(this.#options);
	}

	createQueryCompiler(): SqliteQueryCompiler {
		return new SqliteQueryCompiler();
	}

	createAdapter(): SqliteAdapter {
		return new SqliteAdapter();
	}

	createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
		return new SqliteIntrospector(db);
	}
}

class NodeSqliteDriver implements Driver {
	readonly #options: NodeSqliteOptions;
	readonly #connection: NodeSqliteConnection;

	constructor(options: NodeSqliteOptions) {
		this.#options = options;
		this.#connection = new NodeSqliteConnection(options.database, options.path);
	}

	async init(): Promise<void> {}

	async acquireConnection(): Promise<DatabaseConnection> {
		return this.#connection;
	}

	async beginTransaction(_connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
		if (settings.accessMode === 'read only') this.#options.database.exec('begin');
		else await beginWrite(this.#options);
	}

	async commitTransaction(connection: DatabaseConnection): Promise<void> {
		await connection.executeQuery(CompiledQuery.raw('commit'));
	}

	/** SQLite rolls back by itself after some failures, such as a full disk. */
	async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
		if (this.#options.database.isTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
	}

	async releaseConnection(): Promise<void> {}

	/** Whoever has opened the database closes it. */
	async destroy(): Promise<void> {}
}

async function beginWrite(options: NodeSqliteOptions): Promise<void> {
	const { database } = options;
	await whenFree(options, () => {
		try {
			for (const statement of options.beginWrite) database.exec(statement);
		} catch (error) {
			if (database.isTransaction) database.exec('rollback');
			throw error;
		}
	});
}

/** Tries again while a lock is taken, without holding up the event loop as the busy handler of SQLite would. @throws DmsError `store.busy`. */
export async function whenFree(options: Pick<NodeSqliteOptions, 'path' | 'busyTimeoutMs'>, attempt: () => void): Promise<void> {
	const deadline = performance.now() + options.busyTimeoutMs;
	for (;;) {
		try {
			attempt();
			return;
		} catch (error) {
			if (!isSqliteBusy(error) || performance.now() >= deadline) throw toSqliteStoreError(error, options.path);
		}
		await delay(retryDelayMs);
	}
}

interface CachedStatement {
	readonly statement: StatementSync;
	readonly returnsRows: boolean;
}

class NodeSqliteConnection implements DatabaseConnection {
	readonly #database: DatabaseSync;
	readonly #path: string;
	readonly #cache = new Map<string, CachedStatement>();

	constructor(database: DatabaseSync, path: string) {
		this.#database = database;
		this.#path = path;
	}

	async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
		try {
			const { statement, returnsRows } = this.#prepare(query.sql);
			const values = query.parameters as readonly SqlValue[];
			if (returnsRows) return { rows: statement.all(...values) as Row[] };
			const { changes, lastInsertRowid } = statement.run(...values);
			return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
		} catch (error) {
			throw toSqliteStoreError(error, this.#path);
		}
	}

	async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
		yield await this.executeQuery<Row>(query);
	}

	/** The least recently used statement goes when the cache is full. */
	#prepare(sql: string): CachedStatement {
		const known = this.#cache.get(sql);
		if (known !== undefined) {
			this.#cache.delete(sql);
			this.#cache.set(sql, known);
			return known;
		}
		const statement = this.#database.prepare(sql);
		const prepared = { statement, returnsRows: statement.columns().length > 0 };
		this.#cache.set(sql, prepared);
		const [oldest] = this.#cache.keys();
		if (this.#cache.size > longestStatementCache && oldest !== undefined) this.#cache.delete(oldest);
		return prepared;
	}
}
