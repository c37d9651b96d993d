import type { Kysely } from 'kysely';
import type { ChangeFeed, ChangeTopic } from '../domain/ports.ts';
import type { SqlValue } from './row-values.ts';
import type { Tables } from './schema.ts';

export type DialectName = 'sqlite' | 'postgres';

export type Db = Kysely<Tables>;

/** A statement of the request path. It has `$1`, `$2`, ... once each and in this order, and is prepared once per connection. */
export interface FixedRead<Row> {
	/** Unique over the program: the name of the prepared statement in PostgreSQL. */
	readonly name: string;
	readonly text: string;
	/** Never set: it only carries the type of a row. */
	readonly row?: Row;
}

/** Where a repository runs its statements: on connections of its own, or inside an open transaction. */
export interface Session {
	readonly dialect: DialectName;
	readonly inTransaction: boolean;
	/** Grows whenever anybody has changed the configuration, and costs next to nothing; absent where that cannot be told. */
	readonly version?: () => number;
	/** The fast way, past the query builder. */
	fetch<Row>(statement: FixedRead<Row>, values: readonly SqlValue[]): Promise<readonly Row[]>;
	/** One statement, or several that need not see the same state. */
	read<Value>(work: (db: Db) => Promise<Value>): Promise<Value>;
	/** Several statements that see one state. */
	snapshot<Value>(work: (db: Db) => Promise<Value>): Promise<Value>;
	/** In the open transaction, or in one of its own. Raises the revision of the topic. @throws DmsError `store.busy`. */
	write<Value>(work: (db: Db) => Promise<Value>, topic?: ChangeTopic): Promise<Value>;
}

/** The two halves of the store; they are two files in SQLite and two schemas in PostgreSQL. */
export interface Sessions {
	readonly configuration: Session;
	/** Tables of the schema `records`, which are written at the rate of requests. */
	readonly records: Session;
}

/** An open database. */
export interface Engine extends Sessions {
	readonly changes: ChangeFeed;
	transaction<Value>(work: (sessions: Sessions) => Promise<Value>): Promise<Value>;
	tidy(): Promise<void>;
	close(): Promise<void>;
}
