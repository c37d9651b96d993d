import { randomBytes } from 'node:crypto';

const largestSequence = 0xfff;
const randomBytesOfId = 8;

/** Makes version 7 UUIDs (RFC 9562 5.7): they sort by time, and within one maker by the order of the calls. */
export class RecordIds {
	#lastMs = 0;
	#sequence = 0;
	#pool = Buffer.alloc(0);
	#used = 0;

	next(now: Date): string {
		const ms = Math.max(now.getTime(), this.#lastMs);
		this.#sequence = ms === this.#lastMs ? this.#sequence + 1 : 0;
		this.#lastMs = this.#sequence > largestSequence ? ms + 1 : ms;
		if (this.#sequence > largestSequence) this.#sequence = 0;
		const time = this.#lastMs.toString(16).padStart(12, '0');
		const random = this.#randomHex();
		const variant = ((Number.parseInt(random.charAt(0), 16) & 3) | 8).toString(16);
		const sequence = this.#sequence.toString(16).padStart(3, '0');
		return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence}-${variant}${random.slice(1, 4)}-${random.slice(4)}`;
	}

	/** Drawn in bulk: each call into the generator costs more than the rest of an id. */
	#randomHex(): string {
		if (this.#used === this.#pool.length) {
			this.#pool = randomBytes(4096);
			this.#used = 0;
		}
		this.#used += randomBytesOfId;
		return this.#pool.toString('hex', this.#used - randomBytesOfId, this.#used);
	}
}
