import { DmsError } from '../../domain/errors.ts';

export interface QueueBounds {
	/** Pieces of work that run side by side. */
	readonly running: number;
	/** Pieces of work that may wait, in all. */
	readonly waiting: number;
	/** Of them, how many of one origin: a flood from one network leaves room for the others. */
	readonly waitingPerOrigin: number;
}

interface Waiting {
	readonly origin: string;
	readonly admit: () => void;
}

/**
 * Dear work, a few pieces at a time and in the order of arrival; what does not fit is refused at once. It keeps password hashing from
 * taking the processors away from everything else, however many ask for it.
 */
export class BoundedQueue {
	readonly #bounds: QueueBounds;
	readonly #waiting: Waiting[] = [];
	#running = 0;

	constructor(bounds: QueueBounds) {
		this.#bounds = bounds;
	}

	/** Pieces of work that wait now. */
	get waitingCount(): number {
		return this.#waiting.length;
	}

	/** @throws DmsError `login.busy` when too much waits, and whatever the work throws. */
	async run<Value>(origin: string, work: () => Promise<Value>): Promise<Value> {
		if (this.#running >= this.#bounds.running) await this.#turn(origin);
		else this.#running++;
		try {
			return await work();
		} finally {
			this.#leave();
		}
	}

	#turn(origin: string): Promise<void> {
		const ofOrigin = this.#waiting.filter((waiting) => waiting.origin === origin).length;
		if (this.#waiting.length >= this.#bounds.waiting || ofOrigin >= this.#bounds.waitingPerOrigin) {
			throw new DmsError('login.busy', 'too many passwords are being checked; try again in a moment', { retryAfterSeconds: 1 });
		}
		return new Promise((resolve) => this.#waiting.push({ origin, admit: resolve }));
	}

	/** The place goes straight to the next one, so that nobody slips in between. */
	#leave(): void {
		const next = this.#waiting.shift();
		if (next === undefined) this.#running--;
		else next.admit();
	}
}
