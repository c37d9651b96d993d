import type { SendHandle } from 'node:child_process';
import cluster from 'node:cluster';
import { isSocketHandle, parsePrimaryMessage, type SocketHandle, toFailureMessage, type WorkerMessage } from './cluster-messages.ts';
import type { MetricReport } from './metric-counts.ts';

/** Why a worker is to stop: the primary said so, a signal came, or the primary is gone. */
export type StopCause = 'primary' | 'signal' | 'orphaned';

/** A worker's side of its cluster. */
export interface ClusterWorker {
	/** Number of the worker, from 1. */
	readonly id: number;
	/** What the primary says to all workers; resolves soon after the start, when every socket of the predecessor is here. */
	readonly firstNotice: Promise<readonly string[]>;
	/** Called with the newest notice, if there is one, and with each later one. */
	onNotice(listener: (notice: readonly string[]) => void): void;
	/** A listening socket of the predecessor, once. */
	takeSocket(name: string): SocketHandle | undefined;
	/** Says by name which sockets listen, for a successor. */
	onHandOver(sockets: () => Iterable<readonly [string, SocketHandle]>): void;
	/** Tells the primary that every listener is up. Sockets of the predecessor that nobody has taken are closed. */
	reportReady(): void;
	/** Tells the primary what this worker has counted since the last time. */
	reportMetrics(report: MetricReport): Promise<void>;
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
	const primary = new PrimaryLink(() => stop.resolve('primary'));
	process.on('message', (message: unknown, handle: unknown) => primary.receive(message, handle));
	// A terminal and a service manager signal the whole group: without a handler a worker would die in the middle of a request.
	for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.resolve('signal'));
	worker.on('disconnect', () => {
		// Otherwise Node ends a worker without its primary on the spot, whatever it is doing.
		worker.exitedAfterDisconnect = true;
		stop.resolve('orphaned');
	});
	return {
		id: worker.id,
		firstNotice: primary.firstNotice,
		onNotice: (listener) => primary.onNotice(listener),
		takeSocket: (name) => primary.takeSocket(name),
		onHandOver: (sockets) => primary.onHandOver(sockets),
		reportReady: () => {
			primary.closeUntaken();
			void send({ dms: 'ready' });
		},
		reportMetrics: ({ counters, histograms, gauges }) => send({ dms: 'metrics', counters, histograms, gauges }),
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

/** What comes from the primary, until somebody asks for it. */
class PrimaryLink {
	readonly firstNotice: Promise<readonly string[]>;
	readonly #onStop: () => void;
	readonly #firstNotice = Promise.withResolvers<readonly string[]>();
	readonly #sockets = new Map<string, SocketHandle>();
	#isServing = false;
	#notice: readonly string[] | undefined;
	#listener: ((notice: readonly string[]) => void) | undefined;
	#ownSockets: () => Iterable<readonly [string, SocketHandle]> = () => [];

	constructor(onStop: () => void) {
		this.#onStop = onStop;
		this.firstNotice = this.#firstNotice.promise;
	}

	receive(received: unknown, handle: unknown): void {
		const message = parsePrimaryMessage(received);
		if (message?.dms === 'stop') this.#onStop();
		else if (message?.dms === 'hand-over') void this.#handOver();
		else if (message?.dms === 'notice') {
			this.#notice = message.notice;
			this.#firstNotice.resolve(message.notice);
			this.#listener?.(message.notice);
		} else if (message?.dms === 'socket' && isSocketHandle(handle)) {
			if (this.#isServing) handle.close();
			else this.#sockets.set(message.name, handle);
		}
	}

	onNotice(listener: (notice: readonly string[]) => void): void {
		this.#listener = listener;
		if (this.#notice !== undefined) listener(this.#notice);
	}

	onHandOver(sockets: () => Iterable<readonly [string, SocketHandle]>): void {
		this.#ownSockets = sockets;
	}

	takeSocket(name: string): SocketHandle | undefined {
		const socket = this.#sockets.get(name);
		this.#sockets.delete(name);
		return socket;
	}

	/** The kernel would go on giving connections to them. */
	closeUntaken(): void {
		this.#isServing = true;
		for (const socket of this.#sockets.values()) socket.close();
		this.#sockets.clear();
	}

	async #handOver(): Promise<void> {
		for (const [name, handle] of this.#ownSockets()) await send({ dms: 'socket', name }, handle);
		await send({ dms: 'handed-over' });
	}
}

/** Resolves when the message is on its way; a primary that is gone needs none. */
async function send(message: WorkerMessage, handle?: SocketHandle): Promise<void> {
	if (!process.connected) return;
	// Typed for servers and sockets alone; what these hold is passed on by Node as well.
	await new Promise<void>((resolve) => process.send?.(message, handle as SendHandle | undefined, undefined, () => resolve()));
}

/** Closes the channel to the primary, which would keep the process alive. */
function leave(): void {
	if (process.connected) cluster.worker?.disconnect();
}
