import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contestant, RunningServer } from './contestant.ts';
import { requestsPerConnection, workerCount } from './contestant.ts';
import type { Credentials } from './credentials.ts';
import { childrenOf, familyOf } from './process-family.ts';
import { startProcess } from './processes.ts';

/** Where a server finds what it serves. */
export interface ServedStore {
	readonly dataDirectory: string;
	/** File with the URL of a PostgreSQL store. */
	readonly storeUrlFile?: string;
}

export interface OpenDmsOptions {
	readonly name: string;
	readonly directory: string;
	readonly credentials: Credentials;
	/** Fills the store, once. */
	readonly prepare: () => Promise<ServedStore>;
	/** Folder for CPU profiles. */
	readonly profile?: string;
	/** The database server is a child of this process, and its work is counted too. */
	readonly countsDatabase?: boolean;
}

const launcher = join(import.meta.dirname, '..', 'bin', 'dms.js');
const startTimeoutMs = 60_000;

/** This tree as an operator would run it: `dms serve`. */
export function openDms(options: OpenDmsOptions): Contestant {
	const { name, directory, credentials } = options;
	return {
		name,
		refusalStatus: 403,
		isOptional: false,
		absence: undefined,
		prepare: options.prepare,
		async start(row): Promise<RunningServer> {
			const { dataDirectory, storeUrlFile } = await options.prepare();
			const server = startProcess(
				process.execPath,
				[...(await toProfileArguments(options.profile, row)), launcher, 'serve', '--data', dataDirectory, '--device', '127.0.0.1:0'],
				{ logFile: join(directory, 'opendms.log'), environment: toEnvironment(credentials, storeUrlFile) },
			);
			const [, port] = await server.waitFor(/^devices: https:\/\/127\.0\.0\.1:(\d+) [^]*^ready$/m, startTimeoutMs);
			const databases = options.countsDatabase === true ? childrenOf(process.pid, 'postgres') : [];
			return {
				port: Number(port),
				passwordPort: Number(port),
				roots: [server.pid, ...databases],
				workers: () => familyOf(server.pid).slice(1),
				stop: () => server.stop(),
			};
		},
	};
}

/** What is set for the person's own server must not reach this one. */
function toEnvironment(credentials: Credentials, storeUrlFile: string | undefined): Readonly<Record<string, string | undefined>> {
	const foreign = Object.entries(process.env).filter(([name]) => !name.startsWith('DMS_'));
	return {
		...Object.fromEntries(foreign),
		DMS_WORKERS: String(workerCount),
		DMS_TLS_ECDSA_CERTIFICATE_FILE: credentials.serverCertificateFile,
		DMS_TLS_ECDSA_KEY_FILE: credentials.serverKeyFile,
		DMS_LIMITS_MAX_REQUESTS_PER_CONNECTION: String(requestsPerConnection),
		...(storeUrlFile === undefined ? {} : { DMS_STORE_URL_FILE: storeUrlFile }),
	};
}

/** Workers take over the options of Node that their primary has. */
async function toProfileArguments(profile: string | undefined, row: string): Promise<readonly string[]> {
	if (profile === undefined) return [];
	const folder = join(profile, row);
	await mkdir(folder, { recursive: true });
	return ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}
