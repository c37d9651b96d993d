import type { ContestantResult, RowResult } from './row.ts';

interface Bar {
	readonly label: string;
	readonly ratio: NonNullable<ContestantResult['ratio']>;
	readonly bound: number | undefined;
}

const width = 860;
const labelWidth = 250;
const rowHeight = 26;
const top = 56;
const bottom = 34;
const numberWidth = 70;

/** Bars of the ratios, with the spread of the runs and the bound; the line at 1 is whom we compare with. */
export function toChart(rows: readonly RowResult[], title: string): string {
	const bars = rows.flatMap((row) => row.results.flatMap((result) => toBar(row, result)));
	const most = Math.max(2, ...bars.map(({ ratio, bound }) => Math.max(ratio.max, bound ?? 0)));
	const toX = (ratio: number) => labelWidth + (ratio / most) * (width - labelWidth - numberWidth);
	const height = top + bars.length * rowHeight + bottom;
	const marks = Array.from({ length: Math.floor(most) + 1 }, (_, mark) => mark);
	return `${[
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
		`<rect width="${width}" height="${height}" fill="#fff"/>`,
		`<text x="16" y="22" font-size="15" font-weight="600" fill="#222">${escapeXml(title)}</text>`,
		`<text x="16" y="40" fill="#555">Server CPU beside the first contestant of each row (1.0); thin line: spread of the runs; red mark: bound. Less is better.</text>`,
		...marks.map((mark) => toMark(mark, toX(mark), height - bottom)),
		...bars.map((bar, index) => toBarShapes(bar, top + index * rowHeight, toX)),
		'</svg>',
	].join('\n')}\n`;
}

function toBar(row: RowResult, { contestant, ratio }: ContestantResult): readonly Bar[] {
	if (ratio === undefined) return [];
	const verdict = row.verdicts.find((candidate) => candidate.kind === 'ratio' && candidate.contestant === contestant);
	return [{ label: `${row.name} · ${contestant}`, ratio, bound: verdict?.atMost }];
}

function toMark(mark: number, x: number, end: number): string {
	const colour = mark === 1 ? '#222' : '#ddd';
	return `<path d="M${toFixed(x)} ${top - 6}V${end}" stroke="${colour}"/><text x="${toFixed(x)}" y="${end + 16}" text-anchor="middle" fill="#555">${mark}</text>`;
}

function toBarShapes({ label, ratio, bound }: Bar, y: number, toX: (ratio: number) => number): string {
	const middle = y + rowHeight / 2;
	const isOver = bound !== undefined && ratio.median > bound;
	return [
		`<text x="${labelWidth - 8}" y="${middle + 4}" text-anchor="end" fill="#222">${escapeXml(label)}</text>`,
		`<rect x="${labelWidth}" y="${y + 5}" width="${toFixed(toX(ratio.median) - labelWidth)}" height="${rowHeight - 10}" fill="${isOver ? '#d08770' : '#5e81ac'}"/>`,
		`<path d="M${toFixed(toX(ratio.min))} ${middle}H${toFixed(toX(ratio.max))}" stroke="#222"/>`,
		bound === undefined ? '' : `<path d="M${toFixed(toX(bound))} ${y + 2}v${rowHeight - 4}" stroke="#bf616a" stroke-width="2"/>`,
		`<text x="${toFixed(Math.max(toX(ratio.max), toX(bound ?? 0)) + 6)}" y="${middle + 4}" fill="#222">${ratio.median.toFixed(2)}</text>`,
	].join('');
}

function toFixed(value: number): string {
	return value.toFixed(1);
}

function escapeXml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
