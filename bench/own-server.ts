import { join } from 'node:path';
import type { ServedStore } from './opendms.ts';
import { familyOf } from './process-family.ts';
import { startProcess } from './processes.ts';
import type { Stage } from './stage.ts';

const launcher = join(import.meta.dirname, '..', 'bin', 'dms.js');
const startTimeoutMs = 60_000;

/** `dms serve` with more than a listener for devices. */
export interface OwnServer {
	/** Of the primary. */
	readonly pid: number;
	readonly devicePort: number;
	/** What it calls the other listeners: `events`, `administrators`. */
	portOf(listener: string): Promise<number>;
	workers(): readonly number[];
	stop(): Promise<void>;
}

export async function startOwnServer(
	stage: Stage,
	{ dataDirectory, storeUrlFile }: ServedStore,
	options: { readonly listeners: readonly string[]; readonly environment?: Readonly<Record<string, string>> },
): Promise<OwnServer> {
	const listeners = ['device', ...options.listeners].flatMap((listener) => [`--${listener}`, '127.0.0.1:0']);
	const foreign = Object.entries(process.env).filter(([name]) => !name.startsWith('DMS_'));
	const server = startProcess(process.execPath, [launcher, 'serve', '--data', dataDirectory, ...listeners], {
		logFile: join(stage.directory, 'opendms-own.log'),
		environment: {
			...Object.fromEntries(foreign),
			...(storeUrlFile === undefined ? {} : { DMS_STORE_URL_FILE: storeUrlFile }),
			DMS_WORKERS: '2',
			DMS_LOG_LEVEL: 'warn',
			...options.environment,
		},
	});
	await server.waitFor(/^ready$/m, startTimeoutMs);
	const portOf = async (listener: string) =>
		Number((await server.waitFor(new RegExp(`^${listener}: https?://[^:]+:(\\d+)`, 'm'), 1_000))[1]);
	return {
		pid: server.pid,
		devicePort: await portOf('devices'),
		portOf,
		workers: () => familyOf(server.pid).slice(1),
		stop: () => server.stop(),
	};
}
