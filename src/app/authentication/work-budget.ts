export interface BudgetRule {
	/** Of one processor, on average: 0.2 is a fifth. From 1 on there are no rests. */
	readonly share: number;
	/** Milliseconds of work that are done without a rest when nothing was done before. */
	readonly burstMs: number;
}

/** Where a first estimate of a piece of work comes from, before any was done. */
const firstCostMs = 25;
/** How much the last piece counts for the estimate of the next one. */
const weightOfLast = 0.1;

/**
 * How much of a processor dear work may take: what it takes is charged, and flows back with time. A low priority alone does not keep work
 * from others: whoever comes while a low thread runs waits until its time slice ends.
 */
export class WorkBudget {
	readonly #rule: BudgetRule;
	readonly #now: () => number;
	/** All that was ever charged. */
	chargedMs = 0;
	#leftMs: number;
	#countedAtMs: number;
	#costMs = firstCostMs;

	/** @param now monotonic milliseconds. */
	constructor(rule: BudgetRule, now: () => number) {
		this.#rule = rule;
		this.#now = now;
		this.#leftMs = rule.burstMs;
		this.#countedAtMs = now();
	}

	/** Milliseconds until the next piece of work may begin. */
	get restMs(): number {
		this.#flow();
		return this.#leftMs > 0 ? 0 : -this.#leftMs / this.#rule.share;
	}

	/** Milliseconds in which one piece of work is done and paid for, as the last ones were. */
	get pieceMs(): number {
		return this.#costMs / Math.min(1, this.#rule.share);
	}

	/** @param workMs milliseconds for which a processor was busy. */
	charge(workMs: number): void {
		this.#flow();
		this.chargedMs += workMs;
		this.#costMs += (workMs - this.#costMs) * weightOfLast;
		if (this.#rule.share < 1) this.#leftMs -= workMs;
	}

	#flow(): void {
		const nowMs = this.#now();
		this.#leftMs = Math.min(this.#rule.burstMs, this.#leftMs + (nowMs - this.#countedAtMs) * this.#rule.share);
		this.#countedAtMs = nowMs;
	}
}
