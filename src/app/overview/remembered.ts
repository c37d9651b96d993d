export interface RememberedLimits {
	/** How long an answer is as good as a new one. */
	readonly freshMs: number;
	/** How long it is still given while a new one is made. */
	readonly staleMs: number;
}

/** Something, and of when it is. */
export interface Dated<Value> {
	readonly value: Value;
	readonly asOf: Date;
}

interface Kept<Value> extends Dated<Value> {
	readonly key: string;
}

/** Keeps an answer that is dear to make, so that whoever asks often has it at once; it is made once at a time. */
export class Remembered<Value> {
	readonly #limits: RememberedLimits;
	#kept: Kept<Value> | undefined;
	#making: { readonly key: string; readonly made: Promise<Kept<Value>> } | undefined;

	constructor(limits: RememberedLimits) {
		this.#limits = limits;
	}

	/** @param key of what is asked: an answer to something else is never given. @throws what `make` throws, where nobody can be answered otherwise. */
	async ask(key: string, now: Date, make: () => Promise<Value>): Promise<Dated<Value>> {
		const kept = this.#kept?.key === key ? this.#kept : undefined;
		const ageMs = kept === undefined ? Number.POSITIVE_INFINITY : now.getTime() - kept.asOf.getTime();
		// A clock that was set back makes it old as well.
		if (kept !== undefined && ageMs >= 0 && ageMs < this.#limits.freshMs) return kept;
		const made = this.#make(key, now, make);
		if (kept === undefined || ageMs < 0 || ageMs >= this.#limits.staleMs) return made;
		// Whoever has to wait for it is told what is wrong.
		made.catch(() => undefined);
		return kept;
	}

	#make(key: string, asOf: Date, make: () => Promise<Value>): Promise<Kept<Value>> {
		if (this.#making?.key === key) return this.#making.made;
		const made = make()
			.then((value) => (this.#kept = { key, value, asOf }))
			.finally(() => {
				if (this.#making === making) this.#making = undefined;
			});
		const making = { key, made };
		this.#making = making;
		return made;
	}
}
