/** Round steps from zero to at least `most`: 3 to 5 of them, none finer than 1. */
export function toTicks(most: number): readonly number[] {
	const raw = Math.max(most, 1) / 4;
	const magnitude = 10 ** Math.floor(Math.log10(raw));
	const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * magnitude).find((each) => each >= raw) ?? magnitude * 10);
	const count = Math.ceil(Math.max(most, 1) / step);
	return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** Where labels of a time axis stand: some of `count` points, `width` pixels wide in all, each label with room for itself. */
export function toLabelPositions(count: number, width: number, labelWidth: number): readonly number[] {
	const most = Math.max(1, Math.floor(width / labelWidth));
	const every = Math.max(1, Math.ceil(count / most));
	return Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every);
}

const compact = new Intl.NumberFormat('en-GB', { notation: 'compact' });

/** `1.2K` beside an axis. */
export function toTickText(value: number): string {
	return compact.format(value);
}

/** Where a number of days stands between now and the far end: what is near gets more room. */
export function toTimelineShare(days: number, farDays: number): number {
	return Math.min(1, Math.max(0, Math.log1p(Math.max(0, days)) / Math.log1p(farDays)));
}
