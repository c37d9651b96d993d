/** What was looked up last, for as long as nobody has changed what it was looked up in. */
export class LookupCache<Value> {
	readonly #most: number;
	readonly #entries = new Map<string, Value>();
	#version: number | undefined;

	/** @param most entries; the oldest ones go first. */
	constructor(most: number) {
		this.#most = most;
	}

	/** @param version of the data, read before what is then kept with it. */
	get(version: number, key: string): Value | undefined {
		if (version !== this.#version) {
			this.#entries.clear();
			this.#version = version;
		}
		return this.#entries.get(key);
	}

	set(version: number, key: string, value: Value): void {
		if (version !== this.#version) return;
		this.#entries.set(key, value);
		if (this.#entries.size <= this.#most) return;
		const [oldest] = this.#entries.keys();
		if (oldest !== undefined) this.#entries.delete(oldest);
	}
}
