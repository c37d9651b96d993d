import type { SendHandle } from 'node:child_process';
import cluster, { type Worker } from 'node:cluster';
import { DmsError } from '../domain/errors.ts';
import {
	isSocketHandle,
	type PrimaryMessage,
	parseWorkerMessage,
	type SocketHandle,
	toWorkerError,
	type WorkerMessage,
} from './cluster-messages.ts';
import type { MetricReport } from './metric-counts.ts';

/** How a process ended. */
export interface ProcessEnd {
	readonly exitCode: number | null;
	readonly signal: string | null;
}

/** What a worker gets on its way. */
export interface MemberStart {
	/** Added to the environment of this process. */
	readonly environment: Readonly<Record<string, string>>;
	/** How long it may take to its report that it serves. */
	readonly readyTimeoutMs: number;
	/** What the primary tells all workers. */
	readonly notice: readonly string[];
	/** Listening sockets of its predecessor. */
	readonly sockets: ReadonlyMap<string, SocketHandle>;
	/** Told what the worker has counted. */
	readonly onMetrics: (report: MetricReport) => void;
}

export type MemberState = 'starting' | 'serving' | 'stopping';

/** One that hangs hands nothing over, and its successor opens sockets of its own. */
const handOverTimeoutMs = 2_000;

/** One worker as the primary sees it. */
export class ClusterMember {
	readonly id: number;
	readonly pid: number;
	readonly startedAt = new Date();
	/** Resolves when the worker serves; with the error when it ended, said that it cannot start, or was too slow. Never rejects. */
	readonly started: Promise<DmsError | undefined>;
	/** Resolves when the process is gone. Never rejects. */
	readonly ended: Promise<ProcessEnd>;
	readonly #worker: Worker;
	#killTimer: NodeJS.Timeout | undefined;
	#isRetired = false;
	#wasTooSlowToStop = false;
	readonly #report = Promise.withResolvers<Extract<WorkerMessage, { dms: 'ready' | 'failed' }>>();
	/** Set while the worker hands over. */
	#onSocket: ((name: string, handle: SocketHandle) => void) | undefined;
	#onHandedOver: (() => void) | undefined;
	readonly #onMetrics: (report: MetricReport) => void;
	#isServing = false;

	constructor({ environment, readyTimeoutMs, notice, sockets, onMetrics }: MemberStart) {
		this.#onMetrics = onMetrics;
		const worker = cluster.fork(environment);
		this.#worker = worker;
		this.id = worker.id;
		this.pid = worker.process.pid ?? 0;
		this.ended = new Promise((resolve) => {
			worker.once('exit', (exitCode: number | null, signal: string | null) => resolve({ exitCode, signal }));
			worker.on('error', () => {
				if (worker.process.pid === undefined) resolve({ exitCode: null, signal: null });
			});
		});
		worker.on('message', (message: unknown, handle: unknown) => this.#receive(parseWorkerMessage(message), handle));
		for (const [name, handle] of sockets) this.#send({ dms: 'socket', name }, handle);
		this.tell(notice);
		this.started = this.#start(readyTimeoutMs);
	}

	/** True from the moment when it was told to stop: then its end is no death. */
	get isRetired(): boolean {
		return this.#isRetired;
	}

	get state(): MemberState {
		if (this.#isRetired) return 'stopping';
		return this.#isServing ? 'serving' : 'starting';
	}

	/** True when it was killed because it did not stop in time. */
	get wasTooSlowToStop(): boolean {
		return this.#wasTooSlowToStop;
	}

	/** Tells the worker what holds for all of them. */
	tell(notice: readonly string[]): void {
		this.#send({ dms: 'notice', notice: [...notice] });
	}

	/** The sockets on which the worker listens, for a successor; it goes on listening. Each must be closed when the successor has it. */
	async handOver(): Promise<ReadonlyMap<string, SocketHandle>> {
		const sockets = new Map<string, SocketHandle>();
		const { promise: handedOver, resolve } = Promise.withResolvers<void>();
		this.#onSocket = (name, handle) => sockets.set(name, handle);
		this.#onHandedOver = resolve;
		this.#send({ dms: 'hand-over' });
		const timer = setTimeout(resolve, handOverTimeoutMs);
		await Promise.race([handedOver, this.ended]);
		clearTimeout(timer);
		this.#onSocket = undefined;
		return sockets;
	}

	/** Asks the worker to finish its requests and end, kills it after `timeoutMs`, and resolves when it is gone. */
	async retire(timeoutMs: number): Promise<void> {
		this.#isRetired = true;
		this.#killTimer ??= setTimeout(() => {
			this.#wasTooSlowToStop = true;
			this.kill();
		}, timeoutMs);
		if (this.#worker.isConnected()) this.#send({ dms: 'stop' });
		else this.#worker.process.kill('SIGTERM');
		await this.ended;
		clearTimeout(this.#killTimer);
	}

	/** Ends the process at once. */
	kill(): void {
		this.#worker.process.kill('SIGKILL');
	}

	#receive(message: WorkerMessage | undefined, handle: unknown): void {
		if (message?.dms === 'ready' || message?.dms === 'failed') {
			this.#isServing = message.dms === 'ready';
			this.#report.resolve(message);
		} else if (message?.dms === 'metrics') this.#onMetrics(message);
		else if (message?.dms === 'handed-over') this.#onHandedOver?.();
		else if (message?.dms === 'socket' && isSocketHandle(handle)) {
			// One that comes too late would keep the connections of a socket on which nobody accepts.
			if (this.#onSocket === undefined) handle.close();
			else this.#onSocket(message.name, handle);
		}
	}

	/** A worker that is gone needs no message: its end is seen elsewhere. */
	#send(message: PrimaryMessage, handle?: SocketHandle): void {
		if (!this.#worker.isConnected()) return;
		// Typed for servers and sockets alone; what these hold is passed on by Node as well.
		this.#worker.send(message, handle as SendHandle | undefined, () => undefined);
	}

	async #start(readyTimeoutMs: number): Promise<DmsError | undefined> {
		let timer: NodeJS.Timeout | undefined;
		const tooSlow = new Promise<'too-slow'>((resolve) => {
			timer = setTimeout(() => resolve('too-slow'), readyTimeoutMs);
		});
		const first = await Promise.race([this.#report.promise, this.ended, tooSlow]);
		clearTimeout(timer);
		if (first === 'too-slow') return new DmsError('internal', `worker ${this.id} was not ready after ${readyTimeoutMs} ms`);
		if (!('dms' in first)) return new DmsError('internal', `worker ${this.id} ended (${describeEnd(first)}) before it was ready`);
		return first.dms === 'failed' ? toWorkerError(first) : undefined;
	}
}

export function describeEnd({ exitCode, signal }: ProcessEnd): string {
	if (signal !== null) return `signal ${signal}`;
	return exitCode === null ? 'it could not be started' : `exit code ${exitCode}`;
}
