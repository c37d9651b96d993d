import {
	type CompiledQuery,
	type DatabaseConnection,
	type DatabaseIntrospector,
	type Dialect,
	type Driver,
	type Kysely,
	PostgresAdapter,
	PostgresIntrospector,
	PostgresQueryCompiler,
	type QueryResult,
	type TransactionSettings,
} from 'kysely';
import type pg from 'pg';
import { DmsError } from '../domain/errors.ts';
import { toPostgresStoreError, unavailableServer } from './postgres-errors.ts';

/** Kysely on a pool of `pg`, with failures in the store's words. */
export class PooledPostgresDialect implements Dialect {
	readonly #pool: pg.Pool;
	readonly #server: string;

	constructor(pool: pg.Pool, server: string) {
		this.#pool = pool;
		this.#server = server;
	}

	createDriver(): Driver {
		return new PooledDriver(this.#pool, this.#server);
	}

	createQueryCompiler(): PostgresQueryCompiler {
		return new PostgresQueryCompiler();
	}

	createAdapter(): PostgresAdapter {
		return new PostgresAdapter();
	}

	createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
		return new PostgresIntrospector(db);
	}
}

class PooledDriver implements Driver {
	readonly #pool: pg.Pool;
	readonly #server: string;

	constructor(pool: pg.Pool, server: string) {
		this.#pool = pool;
		this.#server = server;
	}

	async init(): Promise<void> {}

	async acquireConnection(): Promise<PooledConnection> {
		try {
			return new PooledConnection(await this.#pool.connect(), this.#server);
		} catch (error) {
			throw unavailableServer(this.#server, error);
		}
	}

	async beginTransaction(connection: PooledConnection, settings: TransactionSettings): Promise<void> {
		const isolation = settings.isolationLevel === undefined ? '' : ` isolation level ${settings.isolationLevel}`;
		await connection.run(`begin${isolation} ${settings.accessMode ?? 'read write'}`);
	}

	/** The server answers ROLLBACK to a COMMIT when a statement before it has failed. */
	async commitTransaction(connection: PooledConnection): Promise<void> {
		const command = await connection.run('commit');
		if (command !== 'COMMIT') throw new DmsError('internal', 'a transaction was committed after one of its statements had failed');
	}

	async rollbackTransaction(connection: PooledConnection): Promise<void> {
		try {
			await connection.run('rollback');
		} catch (error) {
			connection.broken = true;
			throw error;
		}
	}

	/** A connection that could not roll back is not given to anybody else. */
	async releaseConnection(connection: PooledConnection): Promise<void> {
		connection.client.release(connection.broken);
	}

	async destroy(): Promise<void> {
		await this.#pool.end();
	}
}

class PooledConnection implements DatabaseConnection {
	readonly client: pg.PoolClient;
	broken = false;
	readonly #server: string;

	constructor(client: pg.PoolClient, server: string) {
		this.client = client;
		this.#server = server;
	}

	async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
		const { rows, rowCount } = await this.#query(query.sql, query.parameters);
		return { rows: rows as Row[], numAffectedRows: BigInt(rowCount ?? 0) };
	}

	async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
		yield await this.executeQuery<Row>(query);
	}

	/** @returns the command that the server says it has done. */
	async run(statement: string): Promise<string> {
		return (await this.#query(statement, [])).command;
	}

	async #query(text: string, values: readonly unknown[]): Promise<pg.QueryResult<object>> {
		try {
			return await this.client.query<object>(text, [...values]);
		} catch (error) {
			throw toPostgresStoreError(error, this.#server);
		}
	}
}
