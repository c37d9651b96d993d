import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { DmsError } from '../domain/errors.ts';
import { isSqliteBusy, toSqliteStoreError } from './sqlite-errors.ts';

/** The busy handler of SQLite stops the event loop, so a writer hardly uses it; see `beginWrite`. */
const writerBusyMs = 5;
/** A reader waits only in rare moments, such as the recovery after a crash. */
const readerBusyMs = 5_000;
const retryDelayMs = 10;
/** A log file that a large import has blown up is cut back to this. */
const journalSizeLimitBytes = 64 * 1024 * 1024;
/** The primary writes the log back long before it has so many pages (`tidy`); without one it must not grow for ever. */
const recordsCheckpointPages = 8_192;
/** Inner pages of the indexes of a million devices. */
const lookupCacheKiB = 16 * 1024;

export interface SqliteFiles {
	/** Types, devices, tags, trust, content: a commit is on the disk when it returns. */
	readonly configuration: string;
	/** Access records and lockouts: the last ones may be lost with the power, never with the process. */
	readonly records: string;
}

export function sqliteFilesIn(dataDirectory: string): SqliteFiles {
	const directory = resolve(dataDirectory);
	return { configuration: join(directory, 'store.sqlite'), records: join(directory, 'records.sqlite') };
}

export function sqliteFilesExist(files: SqliteFiles): boolean {
	return existsSync(files.configuration) && existsSync(files.records);
}

/** Makes what is missing, for the owner's eyes alone; SQLite gives its log files the mode of the database file. */
export function createSqliteFiles(files: SqliteFiles): void {
	try {
		mkdirSync(resolve(files.configuration, '..'), { recursive: true, mode: 0o700 });
		for (const path of [files.configuration, files.records]) createPrivately(path);
	} catch (error) {
		if (error instanceof DmsError || !(error instanceof Error)) throw error;
		throw new DmsError('store.unavailable', `the store ${files.configuration} cannot be made: ${error.message}`, { cause: error });
	}
}

/** An existing file is not even opened here: closing it again would drop the locks that this process has on it. */
function createPrivately(path: string): void {
	if (existsSync(path)) {
		if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
		return;
	}
	try {
		closeSync(openSync(path, 'wx', 0o600));
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
	}
}

/** Writes the configuration; the records are attached. */
export function openConfigurationWriter(files: SqliteFiles, busyTimeoutMs: number): Promise<DatabaseSync> {
	return opened(files, busyTimeoutMs, () => {
		const database = new DatabaseSync(files.configuration, { timeout: writerBusyMs });
		attachRecords(database, files);
		database.exec(
			`pragma main.journal_mode = wal; pragma main.synchronous = full; pragma main.journal_size_limit = ${journalSizeLimitBytes}`,
		);
		prepareRecords(database);
		return database;
	});
}

/** Writes the records; its own main database is an empty one in memory, so that it never takes a lock on the configuration. */
export function openRecordsWriter(files: SqliteFiles, busyTimeoutMs: number): Promise<DatabaseSync> {
	return opened(files, busyTimeoutMs, () => {
		const database = new DatabaseSync(':memory:', { timeout: writerBusyMs });
		attachRecords(database, files);
		prepareRecords(database);
		return database;
	});
}

/** Reads both. It never writes, so a commit of anybody, this process included, changes its `data_version`. */
export function openReader(files: SqliteFiles): Promise<DatabaseSync> {
	return opened(files, readerBusyMs, () => {
		const database = new DatabaseSync(files.configuration, { readOnly: true, timeout: readerBusyMs });
		attachRecords(database, files);
		database.exec(`pragma cache_size = -${lookupCacheKiB}`);
		return database;
	});
}

function attachRecords(database: DatabaseSync, files: SqliteFiles): void {
	database.exec('pragma trusted_schema = off');
	database.prepare('attach database ? as records').run(files.records);
}

function prepareRecords(database: DatabaseSync): void {
	database.exec(
		`pragma records.journal_mode = wal; pragma records.synchronous = normal; pragma records.journal_size_limit = ${journalSizeLimitBytes};
		pragma records.wal_autocheckpoint = ${recordsCheckpointPages}`,
	);
}

/** Processes that start together get in each other's way while the journal mode changes. */
async function opened(files: SqliteFiles, timeoutMs: number, open: () => DatabaseSync): Promise<DatabaseSync> {
	const deadline = performance.now() + timeoutMs;
	for (;;) {
		try {
			return open();
		} catch (error) {
			if (!isSqliteBusy(error) || performance.now() >= deadline) throw toSqliteStoreError(error, files.configuration);
		}
		await delay(retryDelayMs);
	}
}
