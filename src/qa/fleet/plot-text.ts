import type { LatencyBucket } from './latency-histogram.ts';

/** What both plots need of a latency. */
export interface PlottedLatency {
	readonly name: string;
	/** Shortest first. */
	readonly buckets: readonly LatencyBucket[];
}

const widestBar = 50;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const steps = [1, 2, 5];

/** How often which duration occurred, as bars of characters; empty where nothing was measured. */
export function plotText({ name, buckets }: PlottedLatency): string {
	const rows = toRows(buckets);
	const most = Math.max(0, ...rows.map(({ count }) => count));
	if (most === 0) return '';
	const labels = rows.map(({ fromMs, toMs }) => `${toTime(fromMs)} to ${toTime(toMs)}`);
	const width = Math.max(...labels.map((label) => label.length));
	const lines = rows.map(({ count }, row) => `${(labels[row] ?? '').padStart(width)} |${toBar(count / most)} ${count}`);
	return `${name}\n${lines.join('\n')}\n`;
}

/** Rows from 1 to 2, 2 to 5 and 5 to 10 of each power of ten; a bucket across a border counts where its middle lies. */
function toRows(buckets: readonly LatencyBucket[]): LatencyBucket[] {
	const [first, last] = [buckets[0], buckets.at(-1)];
	if (first === undefined || last === undefined) return [];
	const middle = ({ fromMs, toMs }: LatencyBucket): number => (fromMs + toMs) / 2;
	const rows: LatencyBucket[] = [];
	let position = Math.floor(Math.log10(middle(first))) * steps.length;
	for (let fromMs = borderAt(position); fromMs <= middle(last); fromMs = borderAt(position)) {
		const toMs = borderAt(++position);
		const inside = buckets.filter((bucket) => middle(bucket) >= fromMs && middle(bucket) < toMs);
		const count = inside.reduce((sum, bucket) => sum + bucket.count, 0);
		if (count > 0 || rows.length > 0) rows.push({ fromMs, toMs, count });
	}
	return rows;
}

function borderAt(position: number): number {
	const power = Math.floor(position / steps.length);
	const step = steps[position - power * steps.length] ?? 1;
	// Division keeps borders below a millisecond exact, where a negative power is not.
	return power < 0 ? step / 10 ** -power : step * 10 ** power;
}

function toBar(share: number): string {
	const parts = Math.ceil(share * widestBar * eighths.length);
	return '█'.repeat(Math.floor(parts / eighths.length)) + (eighths[parts % eighths.length] ?? '');
}

/** With the unit in which it is a number from 1 to 999. */
export function toTime(ms: number): string {
	if (ms >= 1000) return `${toShort(ms / 1000)} s`;
	return ms >= 1 ? `${toShort(ms)} ms` : `${toShort(ms * 1000)} us`;
}

function toShort(value: number): string {
	return String(Number(value.toPrecision(3)));
}
