import { randomBytes } from 'node:crypto';

const largestSequence = 0xfff;
const version = 0x7000;
const idBytes = 16;
const randomBytesOfId = 8;
const variantPlace = 8;

/** Makes version 7 UUIDs (RFC 9562 5.7): they sort by time, and within one maker by the order of the calls. */
export class RecordIds {
	#lastMs = 0;
	#sequence = 0;
	readonly #bytes = Buffer.alloc(idBytes);
	#pool = Buffer.alloc(0);
	#used = 0;

	next(now: Date): string {
		const ms = Math.max(now.getTime(), this.#lastMs);
		this.#sequence = ms === this.#lastMs ? this.#sequence + 1 : 0;
		this.#lastMs = this.#sequence > largestSequence ? ms + 1 : ms;
		if (this.#sequence > largestSequence) this.#sequence = 0;
		const bytes = this.#bytes;
		bytes.writeUIntBE(this.#lastMs, 0, 6);
		bytes.writeUInt16BE(version | this.#sequence, 6);
		this.#drawRandom();
		const hex = bytes.toString('hex');
		return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
	}

	/** From a pool: each call into the generator costs more than the rest of an id. */
	#drawRandom(): void {
		if (this.#used === this.#pool.length) {
			this.#pool = randomBytes(4096);
			this.#used = 0;
		}
		const bytes = this.#bytes;
		for (let place = idBytes - randomBytesOfId; place < idBytes; place++) bytes[place] = this.#pool[this.#used++] ?? 0;
		bytes[variantPlace] = ((bytes[variantPlace] ?? 0) & 0x3f) | 0x80;
	}
}
