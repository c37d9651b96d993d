import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import { openStore, type StoreOptions } from '../../src/store/open-store.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

/** A store in a place of its own. */
export interface TestStore {
	readonly kind: 'SQLite' | 'PostgreSQL';
	readonly store: Store;
	/** Opens the same data. */
	readonly options: StoreOptions;
	/** Opens the same data once more, as another process would. */
	again(overrides?: Partial<StoreOptions>): Promise<Store>;
	/** Whether the text stands anywhere in the files of the database. */
	filesContain(text: string): Promise<boolean>;
	/** Runs one statement past the store. */
	query(statement: string): Promise<readonly Record<string, unknown>[]>;
}

/** Opens an empty store; it is closed and removed after the test. */
export type OpenTestStore = (overrides?: Partial<StoreOptions>) => Promise<TestStore>;

/** Runs the same tests on both databases. */
export function describeStores(body: (open: OpenTestStore) => void): void {
	describe('on SQLite', () => {
		body(useSqlite());
	});
	describe('on PostgreSQL', () => {
		body(usePostgres());
	});
}

/** To be called in a `describe`: its tests get stores in files. */
export function useSqlite(): OpenTestStore {
	const places = usePlaces();
	return async (overrides) => {
		const dataDirectory = await places.makeDirectory();
		const path = join(dataDirectory, 'store.sqlite');
		return places.open(
			'SQLite',
			{ dataDirectory, migrate: true, ...overrides },
			{
				filesContain: async (text) => grep(dataDirectory, text),
				// In a process of its own: closing the file here would drop the locks that this process has on it.
				query: async (statement) => toRows(execFileSync(process.execPath, ['-e', queryFiles, path, statement], { encoding: 'utf8' })),
			},
		);
	};
}

const queryFiles = `const [path, statement] = process.argv.slice(1);
	const database = new (require('node:sqlite').DatabaseSync)(path, { timeout: 5000 });
	database.prepare('attach database ? as records').run(path.replace('store.sqlite', 'records.sqlite'));
	console.log(JSON.stringify(database.prepare(statement).all()));`;

function toRows(json: string): readonly Record<string, unknown>[] {
	const rows: readonly Record<string, unknown>[] = JSON.parse(json);
	return rows;
}

/** To be called in a `describe`: its tests get databases of one server, which runs until they are done. */
export function usePostgres(): OpenTestStore {
	let server: TestPostgres;
	const places = usePlaces();
	beforeAll(async () => {
		server = await startPostgres();
	});
	afterAll(() => server.stop());
	return async (overrides) => {
		const url = await server.createDatabase();
		places.leave(() => server.dropDatabase(url));
		return places.open(
			'PostgreSQL',
			{ url, dataDirectory: await places.makeDirectory(), migrate: true, ...overrides },
			{
				filesContain: async (text) => {
					await server.query('checkpoint');
					return grep(server.dataDirectory, text);
				},
				query: (statement) => server.query(statement, url),
			},
		);
	};
}

interface Places {
	makeDirectory(): Promise<string>;
	open(kind: TestStore['kind'], options: StoreOptions, more: Pick<TestStore, 'filesContain' | 'query'>): Promise<TestStore>;
	/** Has this done when the test is over. */
	leave(undo: () => Promise<void>): void;
}

function usePlaces(): Places {
	const undone: (() => Promise<void>)[] = [];
	const open = async (options: StoreOptions) => {
		const store = await openStore(options);
		let closed = false;
		const close = async () => {
			if (!closed) await store.close();
			closed = true;
		};
		undone.push(close);
		return { ...store, close };
	};
	afterEach(async () => {
		for (const undo of undone.splice(0).reverse()) await undo();
	});
	return {
		makeDirectory: async () => {
			const directory = await mkdtemp(join(tmpdir(), 'opendms-store-'));
			undone.push(() => rm(directory, { recursive: true, force: true }));
			return directory;
		},
		open: async (kind, options, more) => ({
			kind,
			options,
			store: await open(options),
			again: (overrides) => open({ ...options, ...overrides }),
			...more,
		}),
		leave: (undo) => void undone.push(undo),
	};
}

function grep(directory: string, text: string): boolean {
	try {
		execFileSync('grep', ['--recursive', '--quiet', '--fixed-strings', '--binary-files=text', '--', text, directory]);
		return true;
	} catch (error) {
		if (error instanceof Error && 'status' in error && error.status === 1) return false;
		throw error;
	}
}
