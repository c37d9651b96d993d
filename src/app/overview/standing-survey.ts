import type { Scope } from '../../domain/device-profile.ts';
import type { Clock, Store } from '../../domain/ports.ts';
import { listBehind } from '../history/list-behind.ts';

/** How devices stand to what they should have. */
export interface StandingCounts {
	readonly behind: number;
	/** Fetched nothing yet. */
	readonly never: number;
	/** How many devices were looked at. */
	readonly lookedAt: number;
	/** Whether these are all. */
	readonly isComplete: boolean;
	/** When the last of them was looked at. */
	readonly asOf: Date;
}

export interface SurveyTimes {
	/** How long a whole count is good enough. */
	readonly freshMs: number;
	/** Nobody counts on for whom nobody asks. */
	readonly unaskedMs: number;
	/** How much longer than the work itself a pause after it is. */
	readonly pauseShare: number;
}

const usualTimes: SurveyTimes = { freshMs: 60_000, unaskedMs: 60_000, pauseShare: 3 };
const pageSize = 1_000;
const shortestPauseMs = 5;
const nothing = { behind: 0, never: 0, lookedAt: 0 };

/**
 * Counts devices that are behind, or have fetched nothing, in pieces with pauses between them, as long as somebody asks: to look at a million of
 * them takes seconds. Meanwhile the last whole count is given, and in its absence how far this one is.
 */
export class StandingSurvey {
	readonly #store: Store;
	readonly #clock: Clock;
	readonly #scope: Scope | undefined;
	readonly #times: SurveyTimes;
	#whole: StandingCounts | undefined;
	#counting: StandingCounts | undefined;
	/** Where to go on. */
	#afterId: string | undefined;
	#isRunning = false;
	#piece: Promise<void> | undefined;
	#askedAtMs = 0;

	constructor(ports: { readonly store: Store; readonly clock: Clock }, scope?: Scope, times: Partial<SurveyTimes> = {}) {
		this.#store = ports.store;
		this.#clock = ports.clock;
		this.#scope = scope;
		this.#times = { ...usualTimes, ...times };
	}

	/** What is known by now; who asks first waits for the first piece. @throws DmsError `store.*` */
	async ask(): Promise<StandingCounts> {
		this.#askedAtMs = performance.now();
		if (!this.#isRunning && !this.#isFresh()) void this.#countOn();
		if (this.#whole === undefined && this.#counting === undefined) await this.#piece;
		return this.#whole ?? this.#counting ?? { ...nothing, isComplete: false, asOf: this.#clock.now() };
	}

	#isFresh(): boolean {
		if (this.#whole === undefined) return false;
		const ageMs = this.#clock.now().getTime() - this.#whole.asOf.getTime();
		return ageMs >= 0 && ageMs < this.#times.freshMs;
	}

	/** What fails is tried again when somebody asks next. */
	async #countOn(): Promise<void> {
		this.#isRunning = true;
		try {
			do {
				const startedMs = performance.now();
				this.#piece = this.#countPiece();
				await this.#piece;
				if (this.#counting !== undefined) await pause(Math.max(shortestPauseMs, (performance.now() - startedMs) * this.#times.pauseShare));
			} while (this.#counting !== undefined && performance.now() - this.#askedAtMs < this.#times.unaskedMs);
		} catch {
			// Whoever waits for the piece is told.
		} finally {
			this.#isRunning = false;
		}
	}

	async #countPiece(): Promise<void> {
		const page = await listBehind(this.#store, {
			wanted: 'both',
			limit: pageSize,
			...(this.#scope === undefined ? {} : { filter: this.#scope }),
			...(this.#afterId === undefined ? {} : { afterId: this.#afterId }),
		});
		const before = this.#counting ?? nothing;
		const never = page.devices.filter(({ isNew }) => isNew).length;
		const counts = {
			behind: before.behind + page.devices.length - never,
			never: before.never + never,
			lookedAt: before.lookedAt + page.devicesLookedAt,
			isComplete: page.nextAfterId === undefined,
			asOf: this.#clock.now(),
		};
		this.#afterId = page.nextAfterId;
		this.#counting = counts.isComplete ? undefined : counts;
		if (counts.isComplete) this.#whole = counts;
	}
}

function pause(delayMs: number): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, delayMs);
		timer.unref();
	});
}
