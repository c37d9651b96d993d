import cluster, { type Worker } from 'node:cluster';
import { DmsError } from '../domain/errors.ts';
import { parseWorkerMessage, toWorkerError, type WorkerMessage } from './cluster-messages.ts';

/** How a process ended. */
export interface ProcessEnd {
	readonly exitCode: number | null;
	readonly signal: string | null;
}

/** One worker as the primary sees it. */
export class ClusterMember {
	readonly id: number;
	readonly pid: number;
	/** Resolves when the worker serves; with the error when it ended, said that it cannot start, or was too slow. Never rejects. */
	readonly started: Promise<DmsError | undefined>;
	/** Resolves when the process is gone. Never rejects. */
	readonly ended: Promise<ProcessEnd>;
	readonly #worker: Worker;
	#killTimer: NodeJS.Timeout | undefined;
	#isRetired = false;
	#wasTooSlowToStop = false;

	constructor(environment: Readonly<Record<string, string>>, readyTimeoutMs: number) {
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
		this.started = this.#start(readyTimeoutMs);
	}

	/** True from the moment when it was told to stop: then its end is no death. */
	get isRetired(): boolean {
		return this.#isRetired;
	}

	/** True when it was killed because it did not stop in time. */
	get wasTooSlowToStop(): boolean {
		return this.#wasTooSlowToStop;
	}

	/** Asks the worker to finish its requests and end, kills it after `timeoutMs`, and resolves when it is gone. */
	async retire(timeoutMs: number): Promise<void> {
		this.#isRetired = true;
		this.#killTimer ??= setTimeout(() => {
			this.#wasTooSlowToStop = true;
			this.kill();
		}, timeoutMs);
		if (this.#worker.isConnected()) this.#worker.send({ dms: 'stop' }, () => undefined);
		else this.#worker.process.kill('SIGTERM');
		await this.ended;
		clearTimeout(this.#killTimer);
	}

	/** Ends the process at once. */
	kill(): void {
		this.#worker.process.kill('SIGKILL');
	}

	async #start(readyTimeoutMs: number): Promise<DmsError | undefined> {
		const message = Promise.withResolvers<WorkerMessage>();
		this.#worker.on('message', (received: unknown) => {
			const parsed = parseWorkerMessage(received);
			if (parsed !== undefined) message.resolve(parsed);
		});
		let timer: NodeJS.Timeout | undefined;
		const tooSlow = new Promise<'too-slow'>((resolve) => {
			timer = setTimeout(() => resolve('too-slow'), readyTimeoutMs);
		});
		const first = await Promise.race([message.promise, this.ended, tooSlow]);
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
