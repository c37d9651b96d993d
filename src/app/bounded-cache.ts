/** A map that forgets the least recently used entries once their weights exceed a limit. */
export class BoundedCache<Key, Value> {
	readonly #entries = new Map<Key, { readonly value: Value; readonly weight: number }>();
	readonly #mostWeight: number;
	#weight = 0;

	constructor(mostWeight: number) {
		this.#mostWeight = mostWeight;
	}

	get(key: Key): Value | undefined {
		const entry = this.#entries.get(key);
		if (entry === undefined) return undefined;
		this.#entries.delete(key);
		this.#entries.set(key, entry);
		return entry.value;
	}

	/** An entry heavier than the whole cache is not kept. */
	set(key: Key, value: Value, weight: number): void {
		this.delete(key);
		if (weight > this.#mostWeight) return;
		this.#entries.set(key, { value, weight });
		this.#weight += weight;
		for (const [oldest, entry] of this.#entries) {
			if (this.#weight <= this.#mostWeight) return;
			this.#entries.delete(oldest);
			this.#weight -= entry.weight;
		}
	}

	delete(key: Key): void {
		const entry = this.#entries.get(key);
		if (entry === undefined) return;
		this.#entries.delete(key);
		this.#weight -= entry.weight;
	}

	clear(): void {
		this.#entries.clear();
		this.#weight = 0;
	}
}
