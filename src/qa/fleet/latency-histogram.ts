/** Buckets of one factor of two; a value is known to less than one part in this many. */
const bucketsPerOctave = 64;
const bucketBits = 6;
/** Microseconds: 71 minutes; what is longer counts as this long. */
const longest = 2 ** 32 - 1;
const octaves = 32 - bucketBits + 1;

export interface LatencyBucket {
	/** Milliseconds, inclusive and exclusive. */
	readonly fromMs: number;
	readonly toMs: number;
	readonly count: number;
}

/** Durations in buckets that grow with them: a fixed 14 KB, however many are recorded. */
export class LatencyHistogram {
	readonly #counts = new Float64Array(octaves * bucketsPerOctave);
	#count = 0;
	#sumMs = 0;
	#minMs = Number.POSITIVE_INFINITY;
	#maxMs = 0;

	get count(): number {
		return this.#count;
	}

	/** Milliseconds; 0 where nothing was recorded, as everywhere below. */
	get meanMs(): number {
		return this.#count === 0 ? 0 : this.#sumMs / this.#count;
	}

	get minMs(): number {
		return this.#count === 0 ? 0 : this.#minMs;
	}

	get maxMs(): number {
		return this.#maxMs;
	}

	record(durationMs: number): void {
		const value = Math.max(0, durationMs);
		const bucket = toBucket(Math.min(longest, Math.floor(value * 1000)));
		this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
		this.#count++;
		this.#sumMs += value;
		this.#minMs = Math.min(this.#minMs, value);
		this.#maxMs = Math.max(this.#maxMs, value);
	}

	/** The smallest duration that this percentage of all does not exceed: the upper end of its bucket, but never more than the longest. */
	percentileMs(percent: number): number {
		const rank = Math.max(1, Math.ceil((percent / 100) * this.#count));
		let seen = 0;
		for (const [bucket, count] of this.#counts.entries()) {
			seen += count;
			if (seen >= rank && count > 0) return Math.max(this.minMs, Math.min(this.#maxMs, startOf(bucket + 1) / 1000));
		}
		return this.#maxMs;
	}

	/** Those that hold something, shortest first. */
	buckets(): LatencyBucket[] {
		const filled: LatencyBucket[] = [];
		for (const [bucket, count] of this.#counts.entries()) {
			if (count > 0) filled.push({ fromMs: startOf(bucket) / 1000, toMs: startOf(bucket + 1) / 1000, count });
		}
		return filled;
	}
}

/** The first octave is linear; from then on each octave has as many buckets as the one before, twice as wide. */
function toBucket(microseconds: number): number {
	if (microseconds < bucketsPerOctave) return microseconds;
	const shift = 31 - bucketBits - Math.clz32(microseconds);
	return shift * bucketsPerOctave + Math.floor(microseconds / 2 ** shift);
}

/** Microseconds at which a bucket begins. */
function startOf(bucket: number): number {
	if (bucket < bucketsPerOctave) return bucket;
	const shift = Math.floor(bucket / bucketsPerOctave) - 1;
	return ((bucket % bucketsPerOctave) + bucketsPerOctave) * 2 ** shift;
}
