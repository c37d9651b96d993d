import type { Clock, Store } from '../domain/ports.ts';
import { type Log, logError } from '../runtime/log.ts';

export interface MaintenanceOptions {
	readonly store: Store;
	readonly clock: Clock;
	readonly log: Log;
	readonly retentionDays: number;
}

const dayMs = 86_400_000;
const intervalMs = 3_600_000;
const firstAfterMs = 60_000;
const tidyIntervalMs = 1_000;
/** Content that is being imported is not yet referenced. */
const unreferencedAfterMs = 6 * 3_600_000;

/** Removes what has served its time: old access records, content that nothing refers to. One process of a node does it. @returns ends it. */
export function startMaintenance(options: MaintenanceOptions): () => Promise<void> {
	let running: Promise<void> = Promise.resolve();
	const run = () => {
		running = maintain(options).catch((cause: unknown) => logError(options.log, cause, 'old data could not be removed'));
	};
	const first = setTimeout(run, firstAfterMs);
	const timer = setInterval(run, intervalMs);
	let isTidying = false;
	const tidy = setInterval(() => {
		if (isTidying) return;
		isTidying = true;
		void options.store
			.tidy()
			.catch((cause: unknown) => logError(options.log, cause, 'the store could not be tidied'))
			.finally(() => {
				isTidying = false;
			});
	}, tidyIntervalMs);
	return async () => {
		clearTimeout(first);
		clearInterval(timer);
		clearInterval(tidy);
		await running;
	};
}

async function maintain({ store, clock, log, retentionDays }: MaintenanceOptions): Promise<void> {
	const records = await store.accessRecords.removeBefore(new Date(clock.now().getTime() - retentionDays * dayMs));
	const nonces = await store.digestNonces.removeExpired(clock.now());
	const contents = await store.content.removeUnreferenced(unreferencedAfterMs);
	if (records > 0 || contents > 0) log.info({ records, contents, nonces }, 'old data was removed');
}
