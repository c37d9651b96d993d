import { toRecordText } from '../domain/access-record.ts';

const gap = '  ';
const longestCell = 256;

/** Aligned columns under a rule of `=`, and how many rows there are; without rows `0 entry found.` */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const cells = rows.map((row) => head.map((_, column) => toCell(row[column] ?? '')));
	const widths = head.map((title, column) => Math.max(lengthOf(title), ...cells.map((row) => lengthOf(row[column] ?? ''))));
	const rule = '='.repeat(widths.reduce((sum, width) => sum + width, 0) + gap.length * (head.length - 1));
	const lines = [head, ...cells].map((row) => toAligned(row, widths));
	return `${[lines[0], rule, ...lines.slice(1)].join('\n')}\n\n${toCount(rows.length)}\n`;
}

/** `name = value` lines, the equals signs below each other; absent values are left out. */
export function toProperties(properties: readonly (readonly [string, unknown])[]): string {
	const present = properties.filter(([, value]) => value !== undefined && value !== null);
	const width = Math.max(0, ...present.map(([name]) => lengthOf(name)));
	return present.map(([name, value]) => `  ${name.padEnd(width)} = ${toCell(String(value))}\n`).join('');
}

/** Cells beside each other, each in its width. */
export function toAligned(cells: readonly string[], widths: readonly number[]): string {
	return cells
		.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - lengthOf(cell))))
		.join(gap)
		.trimEnd();
}

/** What a terminal can show without being told to do something. */
export function toCell(text: string): string {
	return toRecordText(text, longestCell);
}

function toCount(count: number): string {
	return count < 2 ? `${count} entry found.` : `${count} entries found.`;
}

function lengthOf(text: string): number {
	return [...text].length;
}
