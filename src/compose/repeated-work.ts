/**
 * Work that may be asked for at any time and is done one at a time: asked for while it runs, it runs once more. A failure is reported and
 * forgotten; the work asks for its own repetition.
 */
export class RepeatedWork {
	readonly #work: () => Promise<void>;
	readonly #onFailure: (cause: unknown) => void;
	#running: Promise<void> | undefined;
	/** How often the work was asked for. */
	#asked = 0;
	#isClosed = false;
	#timer: NodeJS.Timeout | undefined;
	#dueMs = Number.POSITIVE_INFINITY;

	constructor(work: () => Promise<void>, onFailure: (cause: unknown) => void) {
		this.#work = work;
		this.#onFailure = onFailure;
	}

	/** Resolves when the work was begun after this call and is done. Never rejects. */
	ask(): Promise<void> {
		if (this.#isClosed) return Promise.resolve();
		this.#asked++;
		this.#running ??= this.#run();
		return this.#running;
	}

	/** Of several times the earliest counts. */
	askAfter(delayMs: number): void {
		const dueMs = performance.now() + delayMs;
		if (this.#isClosed || dueMs >= this.#dueMs) return;
		clearTimeout(this.#timer);
		this.#dueMs = dueMs;
		this.#timer = setTimeout(() => {
			this.#dueMs = Number.POSITIVE_INFINITY;
			void this.ask();
		}, delayMs);
	}

	/** Resolves when what runs is done; nothing runs after that. */
	async close(): Promise<void> {
		this.#isClosed = true;
		clearTimeout(this.#timer);
		await this.#running;
	}

	async #run(): Promise<void> {
		for (let done = 0; done !== this.#asked && !this.#isClosed; ) {
			done = this.#asked;
			await this.#work().catch(this.#onFailure);
		}
		this.#running = undefined;
	}
}

const firstDelayMs = 250;
const longestDelayMs = 30_000;

/** How long to wait after so many failures in a row, from 1. */
export function toRetryDelayMs(failures: number): number {
	return Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1));
}
