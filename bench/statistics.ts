/** A value that was measured several times. */
export interface Spread {
	readonly median: number;
	readonly min: number;
	readonly max: number;
}

/** @throws RangeError without values. */
export function toSpread(values: readonly number[]): Spread {
	const sorted = values.toSorted((left, right) => left - right);
	const middle = sorted.length / 2;
	const [low, high, min, max] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)], sorted[0], sorted.at(-1)];
	if (low === undefined || high === undefined || min === undefined || max === undefined) throw new RangeError('nothing was measured');
	return { median: (low + high) / 2, min, max };
}

/** Ratios of values that were measured side by side. */
export function toRatios(values: readonly number[], bases: readonly number[]): Spread {
	return toSpread(values.map((value, index) => value / (bases[index] ?? Number.NaN)));
}

/** The value below which a part (0 to 1) of them lies; 0 without values. */
export function percentile(values: readonly number[], part: number): number {
	const sorted = values.toSorted((left, right) => left - right);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
