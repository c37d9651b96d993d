import type { LatencyBucket } from './latency-histogram.ts';
import { type PlottedLatency, toTime } from './plot-text.ts';

/** Shares of all that are marked below the plot, in percent. */
const marks = [0, 50, 90, 99, 99.9, 99.99];
/** Far enough apart for people who see few colours; the legend has the same order as the lines of the table. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
const size = { width: 820, height: 460, left: 80, right: 150, top: 50, bottom: 60 };
const plot = { width: size.width - size.left - size.right, height: size.height - size.top - size.bottom };

interface Scale {
	/** Powers of ten, in milliseconds. */
	readonly lowest: number;
	readonly highest: number;
	/** Decades of rarity on the horizontal axis. */
	readonly decades: number;
}

/** How long how many of all took: for each latency its percentiles, both axes logarithmic, as a stand-alone SVG. */
export function plotSvg(latencies: readonly PlottedLatency[], title: string): string {
	const shown = latencies.filter(({ buckets }) => buckets.length > 0);
	const scale = toScale(shown);
	const body = shown.map(({ name, buckets }, index) => toSeries(name, toCurve(buckets), index, scale)).join('\n');
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12" role="img">
<title>${escapeXml(title)}</title>
<rect width="${size.width}" height="${size.height}" fill="#fff"/>
<text x="${size.left}" y="28" font-size="15">${escapeXml(title)}</text>
${toGrid(scale)}
${body}
</svg>
`;
}

interface CurvePoint {
	/** Share of all that took at most `toMs`, 0 to 1. */
	readonly share: number;
	readonly toMs: number;
}

function toCurve(buckets: readonly LatencyBucket[]): CurvePoint[] {
	const total = buckets.reduce((sum, { count }) => sum + count, 0);
	let seen = 0;
	const points: CurvePoint[] = [{ share: 0, toMs: buckets[0]?.toMs ?? 0 }];
	for (const { count, toMs } of buckets) {
		seen += count;
		// The very last one has no rarer one beside it: half of one keeps it on the axis.
		points.push({ share: Math.min(seen, total - 0.5) / total, toMs });
	}
	return points;
}

function toScale(latencies: readonly PlottedLatency[]): Scale {
	const ends = latencies.flatMap(({ buckets }) => buckets.map(({ toMs }) => toMs));
	const counts = latencies.map(({ buckets }) => buckets.reduce((sum, { count }) => sum + count, 0));
	// One point after another: a spread of many thousand arguments would not fit on the stack.
	const least = ends.reduce((low, end) => Math.min(low, end), Number.POSITIVE_INFINITY);
	const most = ends.reduce((high, end) => Math.max(high, end), 0);
	const lowest = Number.isFinite(least) ? Math.floor(Math.log10(least)) : 0;
	const highest = Math.max(lowest + 1, most > 0 ? Math.ceil(Math.log10(most)) : 1);
	return { lowest, highest, decades: Math.max(1, Math.log10(2 * Math.max(1, ...counts))) };
}

function toSeries(name: string, points: readonly CurvePoint[], index: number, scale: Scale): string {
	const colour = colours[index % colours.length] ?? '#000000';
	const line = points.map(({ share, toMs }) => `${toX(share, scale)},${toY(toMs, scale)}`).join(' ');
	const legendY = size.top + 14 + index * 20;
	const legendX = size.width - size.right + 16;
	return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${line}"/>
<rect x="${legendX}" y="${legendY - 9}" width="12" height="10" fill="${colour}"/><text x="${legendX + 18}" y="${legendY}">${escapeXml(name)}</text>`;
}

function toGrid(scale: Scale): string {
	const lines: string[] = [];
	for (let power = scale.lowest; power <= scale.highest; power++) {
		const y = toY(10 ** power, scale);
		lines.push(`<line x1="${size.left}" y1="${y}" x2="${size.left + plot.width}" y2="${y}" stroke="#ddd"/>`);
		lines.push(`<text x="${size.left - 8}" y="${y + 4}" text-anchor="end">${toTime(10 ** power)}</text>`);
	}
	for (const mark of marks.filter((percent) => -Math.log10(1 - percent / 100) <= scale.decades)) {
		const x = toX(mark / 100, scale);
		lines.push(`<line x1="${x}" y1="${size.top}" x2="${x}" y2="${size.top + plot.height}" stroke="#ddd"/>`);
		lines.push(`<text x="${x}" y="${size.top + plot.height + 18}" text-anchor="middle">${mark} %</text>`);
	}
	lines.push(`<text x="${size.left + plot.width / 2}" y="${size.height - 16}" text-anchor="middle">share that took no longer</text>`);
	return lines.join('\n');
}

function toX(share: number, { decades }: Scale): number {
	return toPixel(size.left + (Math.min(decades, -Math.log10(1 - share)) / decades) * plot.width);
}

function toY(ms: number, { lowest, highest }: Scale): number {
	const part = (Math.log10(ms) - lowest) / (highest - lowest);
	return toPixel(size.top + plot.height * (1 - Math.min(1, Math.max(0, part))));
}

function toPixel(value: number): number {
	return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
