import type { ApiSchema } from '../api/client.ts';
import type { ApiProblem } from '../api/problem.ts';
import type { StreamState } from './follow-stream.ts';
import type { RecordQuery } from './record-query.ts';

export type AccessRecord = ApiSchema<'AccessRecord'>;

/** What the event interface tells of something that is no request. */
export interface LiveEvent {
	readonly id: string;
	readonly type: string;
	readonly time: string;
	readonly subject?: string;
	readonly data?: Readonly<Record<string, unknown>>;
}

export type TailEntry =
	| { readonly kind: 'record'; readonly id: string; readonly at: string; readonly record: AccessRecord }
	| { readonly kind: 'event'; readonly id: string; readonly at: string; readonly event: LiveEvent }
	| { readonly kind: 'gap'; readonly id: string; readonly at: string; readonly skipped: number };

export interface TailWanted {
	readonly query: RecordQuery;
	readonly withEvents: boolean;
}

export interface TailState {
	/** From old to new. */
	readonly entries: readonly TailEntry[];
	readonly isPaused: boolean;
	/** What has come since it was paused. */
	readonly waiting: number;
	/** Whether what was there before has been read. */
	readonly isReady: boolean;
	readonly stream: StreamState;
	/** Why the server gives no stream. */
	readonly problem: ApiProblem | undefined;
}

export const mostEntries = 500;
/** Rows come faster than they can be drawn. */
const tellMs = 100;
const beginning: TailState = { entries: [], isPaused: false, waiting: 0, isReady: false, stream: 'connecting', problem: undefined };

/** The newest things that happened; told to its listeners a few times in a second. */
export class Tail {
	readonly wanted: TailWanted;
	readonly #listeners = new Set<() => void>();
	#state = beginning;
	#arrived: TailEntry[] = [];
	#waiting: TailEntry[] = [];
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(wanted: TailWanted) {
		this.wanted = wanted;
	}

	readonly state = (): TailState => this.#state;

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	readonly push = (entry: TailEntry): void => {
		this.#arrived.push(entry);
		this.#timer ??= setTimeout(() => this.#take(), tellMs);
	};

	/** What was there before the first line came; what is there already stays once. */
	readonly seed = (older: readonly TailEntry[]): void => {
		this.#set({ ...this.#state, entries: join(older, this.#state.entries), isReady: true });
	};

	readonly connect = (stream: StreamState): void => {
		const problem = stream === 'live' ? undefined : this.#state.problem;
		this.#set({ ...this.#state, stream, problem });
	};

	readonly refuse = (problem: ApiProblem): void => this.#set({ ...this.#state, problem });

	readonly pause = (): void => {
		this.#take();
		this.#set({ ...this.#state, isPaused: true, waiting: 0 });
	};

	readonly resume = (): void => {
		this.#take();
		const entries = join(this.#state.entries, this.#waiting);
		this.#waiting = [];
		this.#set({ ...this.#state, entries, isPaused: false, waiting: 0 });
	};

	readonly clear = (): void => {
		this.#arrived = [];
		this.#waiting = [];
		this.#set({ ...this.#state, entries: [], waiting: 0 });
	};

	#take(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const arrived = this.#arrived.splice(0);
		if (arrived.length === 0) return;
		const { entries, isPaused, waiting } = this.#state;
		if (!isPaused) return this.#set({ ...this.#state, entries: join(entries, arrived) });
		this.#waiting = [...this.#waiting, ...arrived].slice(-mostEntries);
		this.#set({ ...this.#state, waiting: waiting + arrived.length });
	}

	#set(state: TailState): void {
		this.#state = state;
		for (const listener of this.#listeners) listener();
	}
}

/** Each entry once, by their time; the newest of them. */
function join(older: readonly TailEntry[], newer: readonly TailEntry[]): readonly TailEntry[] {
	const all = new Map([...older, ...newer].map((entry) => [entry.id, entry]));
	return [...all.values()].toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)).slice(-mostEntries);
}
