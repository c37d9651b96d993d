import { DmsError } from '../domain/errors.ts';

/** Bytes that grow up to a bound. */
export class OutputBuffer {
	readonly #maxBytes: number;
	#bytes: Buffer;
	#length = 0;

	constructor(maxBytes: number, expectedBytes: number) {
		this.#maxBytes = maxBytes;
		this.#bytes = Buffer.allocUnsafe(Math.max(1, Math.min(expectedBytes, maxBytes)));
	}

	/** @throws DmsError `content.too-large`. */
	append(bytes: Buffer): void {
		const length = this.#length + bytes.length;
		if (length > this.#bytes.length) this.#grow(length);
		bytes.copy(this.#bytes, this.#length);
		this.#length = length;
	}

	/** The bytes so far, in memory of no more than a quarter above their size. */
	toBuffer(): Buffer {
		const bytes = this.#bytes.subarray(0, this.#length);
		return this.#bytes.length - this.#length > this.#length / 4 ? Buffer.from(bytes) : bytes;
	}

	#grow(needed: number): void {
		if (needed > this.#maxBytes) {
			throw new DmsError('content.too-large', `the file grows beyond the limit of ${this.#maxBytes} bytes`, { field: 'content' });
		}
		const larger = Buffer.allocUnsafe(Math.min(Math.max(needed, this.#bytes.length * 2), this.#maxBytes));
		this.#bytes.copy(larger, 0, 0, this.#length);
		this.#bytes = larger;
	}
}
