import type { Store } from '../domain/ports.ts';
import { type Log, logError } from '../runtime/log.ts';
import { RepeatedWork } from './repeated-work.ts';

export interface RestartOptions {
	readonly store: Store;
	readonly log: Log;
	/** Rejects when it cannot be done; then the old workers go on. */
	readonly restart: () => Promise<void>;
}

const retryMs = 2_000;

/** Restarts when somebody asks for it in the settings, once for each time; what was asked before the start is done. @returns ends it. */
export async function startRestartingOnRequest({ store, log, restart }: RestartOptions): Promise<() => Promise<void>> {
	const readRequest = async () => (await store.settings.load()).restartRequestedAt ?? 0;
	let done = await readRequest();
	const work = new RepeatedWork(
		async () => {
			const requested = await readRequest();
			if (requested <= done) return;
			done = requested;
			log.info({ requestedAt: new Date(requested) }, 'the workers are restarted one after another');
			await restart();
			log.info({ requestedAt: new Date(requested) }, 'the workers are restarted');
		},
		(cause) => {
			logError(log, cause, 'the workers could not be restarted');
			// A request that could not be read is not lost; a restart that has failed is not tried again.
			work.askAfter(retryMs);
		},
	);
	const endSubscription = store.changes.subscribe((topic) => {
		if (topic === 'catalog') void work.ask();
	});
	return async () => {
		endSubscription();
		await work.close();
	};
}
