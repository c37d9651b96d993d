import cluster from 'node:cluster';
import { parsePrimaryMessage, toFailureMessage, type WorkerMessage } from './cluster-messages.ts';

/** Why a worker is to stop: the primary said so, a signal came, or the primary is gone. */
export type StopCause = 'primary' | 'signal' | 'orphaned';

/** A worker's side of its cluster. */
export interface ClusterWorker {
	/** Number of the worker, from 1. */
	readonly id: number;
	/** Tells the primary that every listener is up. */
	reportReady(): void;
	/** Tells the primary why this worker cannot start, and leaves the cluster; nothing then keeps the process alive. */
	reportFailure(error: unknown): Promise<void>;
	/**
	 * Called once, also where the reason to stop came before; when its promise is settled the worker leaves the cluster,
	 * and the process ends unless something else keeps it alive.
	 * @returns a promise that is settled when the worker has left; it rejects with the handler's error.
	 */
	onStop(handler: (cause: StopCause) => Promise<void>): Promise<void>;
}

/** Joins the cluster in a process that its primary has started. */
export function joinCluster(): ClusterWorker {
	const { worker } = cluster;
	if (worker === undefined) throw new Error('this process is not a worker of a cluster');
	const stop = Promise.withResolvers<StopCause>();
	process.on('message', (message: unknown) => {
		if (parsePrimaryMessage(message) !== undefined) stop.resolve('primary');
	});
	// A terminal and a service manager signal the whole group: without a handler a worker would die in the middle of a request.
	for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.resolve('signal'));
	worker.on('disconnect', () => {
		// Otherwise Node ends a worker without its primary on the spot, whatever it is doing.
		worker.exitedAfterDisconnect = true;
		stop.resolve('orphaned');
	});
	return {
		id: worker.id,
		reportReady: () => void send({ dms: 'ready' }),
		reportFailure: async (error) => {
			await send(toFailureMessage(error));
			leave();
		},
		onStop: async (handler) => {
			try {
				await handler(await stop.promise);
			} finally {
				leave();
			}
		},
	};
}

/** Resolves when the message is on its way; a primary that is gone needs none. */
async function send(message: WorkerMessage): Promise<void> {
	if (!process.connected) return;
	await new Promise<void>((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

/** Closes the channel to the primary, which would keep the process alive. */
function leave(): void {
	if (process.connected) cluster.worker?.disconnect();
}
