import type { Clock } from '../../../domain/ports.ts';

export interface RefreshRule {
	/** Until then the value is used without asking. */
	readonly freshMs: number;
	/** Until then it is used when it cannot be loaded again. */
	readonly usableMs: number;
	/** Between two attempts to load, whatever became of the first one: no stranger's token makes this server ask more often. */
	readonly cooldownMs: number;
}

/** Something of a provider that is loaded when it is needed and kept for a while; loads never run side by side. */
export class RefreshedValue<Value> {
	readonly #load: () => Promise<Value>;
	readonly #rule: RefreshRule;
	readonly #clock: Clock;
	#value: { readonly content: Value; readonly loadedAt: number } | undefined;
	#triedAt = -Infinity;
	#failure: unknown;
	#loading: Promise<void> | undefined;

	constructor(load: () => Promise<Value>, rule: RefreshRule, clock: Clock) {
		this.#load = load;
		this.#rule = rule;
		this.#clock = clock;
	}

	/** Rejects with what loading rejects with, or has last rejected with. */
	async get(): Promise<Value> {
		if (this.#ageMs() >= this.#rule.freshMs) await this.#refresh();
		return this.#usable();
	}

	/** As `get`, but what is fresh is loaded again too, where the cooldown allows it. */
	async renew(): Promise<Value> {
		await this.#refresh();
		return this.#usable();
	}

	#usable(): Value {
		if (this.#value === undefined || this.#ageMs() >= this.#rule.usableMs) throw this.#failure;
		return this.#value.content;
	}

	#ageMs(): number {
		return this.#value === undefined ? Infinity : this.#now() - this.#value.loadedAt;
	}

	#now(): number {
		return this.#clock.now().getTime();
	}

	async #refresh(): Promise<void> {
		if (this.#loading === undefined) {
			if (this.#now() - this.#triedAt < this.#rule.cooldownMs) return;
			this.#triedAt = this.#now();
			this.#loading = this.#attempt().finally(() => (this.#loading = undefined));
		}
		await this.#loading;
	}

	async #attempt(): Promise<void> {
		try {
			this.#value = { content: await this.#load(), loadedAt: this.#now() };
		} catch (cause) {
			this.#failure = cause;
		}
	}
}
