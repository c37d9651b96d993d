import cluster from 'node:cluster';
import { DmsError } from '../domain/errors.ts';
import { ClusterMember, describeEnd, type MemberState } from './cluster-member.ts';
import type { SocketHandle } from './cluster-messages.ts';
import type { MetricReport } from './metric-counts.ts';

export interface ClusterOptions {
	readonly workers: number;
	/** Module that each worker runs, with its arguments. */
	readonly module: string;
	readonly arguments: readonly string[];
	/** Options of Node for the workers, besides those of this process. */
	readonly nodeOptions?: readonly string[];
	/** Added to the environment of this process. */
	readonly environment?: Readonly<Record<string, string>>;
	/** How long a worker may take from its start to its report that it serves. */
	readonly readyTimeoutMs: number;
	/** How long a worker may take to stop before it is killed: more than its own time of grace. */
	readonly stopTimeoutMs: number;
	/** What every worker is told first; `tell` says anew. */
	readonly notice?: readonly string[];
	/**
	 * More deaths than this in so long a time end the cluster: something is wrong that a new worker does not mend.
	 * Default: ten more than there are workers, within a minute.
	 */
	readonly deaths?: { readonly most: number; readonly withinMs: number };
	readonly onEvent?: (event: ClusterEvent) => void;
	/** Told what a worker has counted since its last report. */
	readonly onMetrics?: (worker: number, report: MetricReport) => void;
}

/** A worker that is there. */
export interface WorkerStatus {
	readonly id: number;
	readonly pid: number;
	readonly state: MemberState;
	readonly startedAt: Date;
}

export type ClusterEvent =
	| { readonly kind: 'worker-ready'; readonly worker: number; readonly pid: number }
	/** It is replaced after `replacedAfterMs`. `error`: it could not even start. */
	| {
			readonly kind: 'worker-died';
			readonly worker: number;
			readonly pid: number;
			readonly end: string;
			readonly error?: DmsError;
			readonly replacedAfterMs: number;
	  }
	| { readonly kind: 'worker-killed'; readonly worker: number; readonly pid: number }
	| { readonly kind: 'stopping'; readonly cause: string };

/** How it went; `error` says why it did not end well. */
export interface ClusterOutcome {
	readonly exitCode: 0 | 1;
	readonly error?: DmsError;
}

export interface Cluster {
	/** True when every worker serves; false when the cluster ended before. Never rejects. */
	readonly ready: Promise<boolean>;
	/** Resolves when every worker is gone. Never rejects. */
	readonly finished: Promise<ClusterOutcome>;
	/** The workers as they are now. */
	status(): readonly WorkerStatus[];
	/** Lets every worker finish its requests; further calls change nothing. */
	stop(): void;
	/** Tells every worker, present and future. */
	tell(notice: readonly string[]): void;
	/**
	 * Replaces the workers one after another; each is told to stop only when its successor serves. The successor takes the listening
	 * sockets over: connections that wait to be accepted are not reset.
	 * @throws DmsError when a successor cannot start; the workers that are left go on.
	 */
	rollingRestart(): Promise<void>;
}

const firstDelayMs = 100;
const longestDelayMs = 5_000;
// npm hands a signal on to a process that the terminal has signalled already; only a later one is a second one.
const sameSignalMs = 500;

/**
 * Starts the workers and replaces those that die, until SIGTERM, SIGINT or `stop`; a second signal kills. A worker that
 * cannot start ends the whole cluster while it starts, and later counts as dead.
 */
export function runCluster(options: ClusterOptions): Cluster {
	const execArgv = [...(options.nodeOptions ?? []), ...toWorkerExecArgv(process.execArgv)];
	cluster.setupPrimary({ exec: options.module, args: [...options.arguments], execArgv });
	const supervisor = new Supervisor(options);
	void supervisor.start();
	return supervisor;
}

/** The options of Node that a worker takes over: not those that name a port, a script or a watcher. */
export function toWorkerExecArgv(execArgv: readonly string[]): string[] {
	const kept: string[] = [];
	for (let at = 0; at < execArgv.length; at++) {
		const option = execArgv[at] ?? '';
		if (/^(-e|--eval|-p|--print|-pe)$/.test(option)) at++;
		else if (!/^--(inspect|watch|test|eval=|print=|input-type)/.test(option)) kept.push(option);
	}
	return kept;
}

class Supervisor implements Cluster {
	readonly ready: Promise<boolean>;
	readonly finished: Promise<ClusterOutcome>;
	readonly #options: ClusterOptions;
	readonly #members = new Set<ClusterMember>();
	readonly #replacements = new Set<NodeJS.Timeout>();
	readonly #ready = Promise.withResolvers<boolean>();
	readonly #finished = Promise.withResolvers<ClusterOutcome>();
	#deathTimes: number[] = [];
	/** Set from the moment when everything is to end. */
	#outcome: ClusterOutcome | undefined;
	#firstSignalAt: number | undefined;
	#notice: readonly string[];

	constructor(options: ClusterOptions) {
		this.#options = options;
		this.#notice = options.notice ?? [];
		this.ready = this.#ready.promise;
		this.finished = this.#finished.promise;
	}

	async start(): Promise<void> {
		process.on('SIGTERM', this.#onSignal);
		process.on('SIGINT', this.#onSignal);
		const members = Array.from({ length: this.#options.workers }, () => this.#fork({ isFirst: true }));
		const errors = await Promise.all(members.map((member) => member.started));
		if (errors.every((error) => error === undefined)) this.#ready.resolve(true);
	}

	status(): readonly WorkerStatus[] {
		return [...this.#members].map(({ id, pid, state, startedAt }) => ({ id, pid, state, startedAt }));
	}

	stop(): void {
		this.#end('stop was called', { exitCode: 0 });
	}

	tell(notice: readonly string[]): void {
		this.#notice = notice;
		for (const member of this.#members) member.tell(notice);
	}

	async rollingRestart(): Promise<void> {
		for (const old of [...this.#members]) {
			const sockets = await old.handOver();
			try {
				if (this.#outcome !== undefined) return;
				if (this.#members.has(old)) await this.#succeed(old, sockets);
			} finally {
				for (const socket of sockets.values()) socket.close();
			}
		}
	}

	async #succeed(old: ClusterMember, sockets: ReadonlyMap<string, SocketHandle>): Promise<void> {
		const successor = this.#fork({ isFirst: false, sockets });
		const error = await successor.started;
		if (error !== undefined) {
			void this.#retire(successor);
			throw error;
		}
		await this.#retire(old);
	}

	#fork({
		isFirst,
		sockets = new Map(),
	}: {
		readonly isFirst: boolean;
		readonly sockets?: ReadonlyMap<string, SocketHandle>;
	}): ClusterMember {
		const { environment = {}, readyTimeoutMs, onMetrics = () => undefined } = this.#options;
		const member: ClusterMember = new ClusterMember({
			...{ environment, readyTimeoutMs, notice: this.#notice, sockets },
			onMetrics: (report) => onMetrics(member.id, report),
		});
		this.#members.add(member);
		void this.#watch(member, isFirst);
		return member;
	}

	async #watch(member: ClusterMember, isFirst: boolean): Promise<void> {
		const error = await member.started;
		if (error === undefined) this.#emit({ kind: 'worker-ready', worker: member.id, pid: member.pid });
		else if (isFirst) this.#end('a worker cannot start', { exitCode: 1, error });
		else void this.#killLater(member);
		const end = await member.ended;
		this.#members.delete(member);
		if (member.wasTooSlowToStop) this.#noteKilled(member);
		if (this.#outcome !== undefined) this.#finishWhenEmpty();
		else if (!member.isRetired) this.#replace(member, describeEnd(end), error);
	}

	/** One that cannot start may hang instead of ending. */
	async #killLater(member: ClusterMember): Promise<void> {
		const timer = setTimeout(() => member.kill(), this.#options.stopTimeoutMs);
		await member.ended;
		clearTimeout(timer);
	}

	#replace(member: ClusterMember, end: string, error: DmsError | undefined): void {
		const { most, withinMs } = this.#options.deaths ?? { most: 10 + this.#options.workers, withinMs: 60_000 };
		const now = performance.now();
		this.#deathTimes = [...this.#deathTimes.filter((time) => time > now - withinMs), now];
		const count = this.#deathTimes.length;
		if (count > most) {
			const detail = `${count} workers died within ${withinMs / 1_000} s, the last one with ${end}`;
			this.#end('too many workers died', { exitCode: 1, error: error ?? new DmsError('internal', detail) });
			return;
		}
		const replacedAfterMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (count - 1));
		const timer = setTimeout(() => {
			this.#replacements.delete(timer);
			this.#fork({ isFirst: false });
		}, replacedAfterMs);
		this.#replacements.add(timer);
		this.#emit({
			kind: 'worker-died',
			worker: member.id,
			pid: member.pid,
			end,
			...(error === undefined ? {} : { error }),
			replacedAfterMs,
		});
	}

	/** The first reason to end is the one that counts. */
	#end(cause: string, outcome: ClusterOutcome): void {
		if (this.#outcome !== undefined) return;
		this.#outcome = outcome;
		this.#emit({ kind: 'stopping', cause });
		for (const timer of this.#replacements) clearTimeout(timer);
		for (const member of this.#members) void this.#retire(member);
		this.#finishWhenEmpty();
	}

	#retire(member: ClusterMember): Promise<void> {
		return member.retire(this.#options.stopTimeoutMs);
	}

	#noteKilled(member: ClusterMember): void {
		this.#emit({ kind: 'worker-killed', worker: member.id, pid: member.pid });
		if (this.#outcome?.exitCode !== 0) return;
		const detail = `worker ${member.id} did not stop within ${this.#options.stopTimeoutMs} ms and was killed`;
		this.#outcome = { exitCode: 1, error: new DmsError('internal', detail) };
	}

	#finishWhenEmpty(): void {
		if (this.#members.size > 0 || this.#outcome === undefined) return;
		process.off('SIGTERM', this.#onSignal);
		process.off('SIGINT', this.#onSignal);
		this.#ready.resolve(false);
		this.#finished.resolve(this.#outcome);
	}

	readonly #onSignal = (signal: NodeJS.Signals): void => {
		const now = performance.now();
		if (this.#firstSignalAt === undefined) {
			this.#firstSignalAt = now;
			this.#end(signal, { exitCode: 0 });
		} else if (now - this.#firstSignalAt > sameSignalMs) {
			this.#outcome = { exitCode: 1, error: new DmsError('internal', `killed by a second ${signal} before every request was finished`) };
			for (const member of this.#members) member.kill();
		}
	};

	#emit(event: ClusterEvent): void {
		this.#options.onEvent?.(event);
	}
}
