import { DmsError } from '../../domain/errors.ts';
import type { WorkBudget } from './work-budget.ts';

export interface QueueBounds {
	/** Pieces of work that run side by side. */
	readonly running: number;
	/** Pieces of work that may wait, in all. */
	readonly waiting: number;
	/** How long the last one of them may have to wait, as long as those before it took. */
	readonly waitingMs: number;
}

interface Waiting {
	readonly origin: string;
	readonly admit: () => void;
	readonly refuse: (reason: DmsError) => void;
}

/** A flood from one network leaves room for the others. */
const partOfOneOrigin = 1 / 4;

/**
 * Dear work, a few pieces at a time, within a budget, the origins in turn; what does not fit is refused at once. It keeps password hashing
 * from taking the processors away from everything else, however many ask for it.
 */
export class BoundedQueue {
	readonly #bounds: QueueBounds;
	readonly #budget: WorkBudget;
	readonly #waiting: Waiting[] = [];
	#running = 0;
	#lastOrigin = '';
	#rest: ReturnType<typeof setTimeout> | undefined;
	#isClosed = false;

	constructor(bounds: QueueBounds, budget: WorkBudget) {
		this.#bounds = bounds;
		this.#budget = budget;
	}

	/** Pieces of work that wait now. */
	get waitingCount(): number {
		return this.#waiting.length;
	}

	/** Cheap: to be asked before anything is looked up for the work. @throws DmsError `login.busy` when too much waits. */
	requireRoom(origin: string): void {
		if (this.#isClosed) throw stopping();
		if (this.#isFree()) return;
		const { waiting, waitingMs } = this.#bounds;
		const { pieceMs } = this.#budget;
		const places = Math.min(waiting, Math.floor(waitingMs / pieceMs));
		const ofOrigin = this.#waiting.filter((each) => each.origin === origin).length;
		if (this.#waiting.length < places && ofOrigin < Math.ceil(places * partOfOneOrigin)) return;
		const retryAfterSeconds = Math.max(1, Math.ceil((this.#waiting.length * pieceMs) / 1000));
		throw new DmsError('login.busy', 'too many passwords are being checked; try again in a moment', { retryAfterSeconds });
	}

	/** Nobody waits for what will not be there any more. What runs goes on. */
	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#rest);
		for (const { refuse } of this.#waiting.splice(0)) refuse(stopping());
	}

	/** @throws DmsError `login.busy` when too much waits, `server.stopping`, and whatever the work throws. */
	async run<Value>(origin: string, work: () => Promise<Value>): Promise<Value> {
		if (this.#isFree()) this.#enter(origin);
		else await this.#turn(origin);
		const startedMs = performance.now();
		const { chargedMs } = this.#budget;
		try {
			return await work();
		} finally {
			// Work that measures itself knows how long it was busy; of all other work the clock must do.
			if (this.#budget.chargedMs === chargedMs) this.#budget.charge(performance.now() - startedMs);
			this.#running--;
			this.#admitNext();
		}
	}

	#isFree(): boolean {
		return !this.#isClosed && this.#running < this.#bounds.running && this.#waiting.length === 0 && this.#budget.restMs === 0;
	}

	#enter(origin: string): void {
		this.#running++;
		this.#lastOrigin = origin;
	}

	#turn(origin: string): Promise<void> {
		this.requireRoom(origin);
		return new Promise((resolve, reject) => {
			this.#waiting.push({ origin, admit: resolve, refuse: reject });
			this.#admitNext();
		});
	}

	/** Whose place it is enters before anybody is told, so that nobody slips in between. */
	#admitNext(): void {
		while (this.#rest === undefined && this.#waiting.length > 0 && this.#running < this.#bounds.running) {
			const { restMs } = this.#budget;
			if (restMs > 0) {
				this.#rest = setTimeout(() => {
					this.#rest = undefined;
					this.#admitNext();
				}, Math.ceil(restMs));
				return;
			}
			const other = this.#waiting.findIndex(({ origin }) => origin !== this.#lastOrigin);
			const [next] = this.#waiting.splice(Math.max(0, other), 1);
			if (next === undefined) return;
			this.#enter(next.origin);
			next.admit();
		}
	}
}

function stopping(): DmsError {
	return new DmsError('server.stopping', 'the server is stopping');
}
