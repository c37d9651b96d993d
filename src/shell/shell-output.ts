import { toRecordText } from '../domain/access-record.ts';
import type { ChangeOutcome } from './shell-ports.ts';

export type ShellCell = string | number | boolean | Date | readonly string[] | undefined;

/** The answer to a command. */
export type ShellOutput =
	| { readonly kind: 'done'; readonly warnings: readonly string[] }
	| { readonly kind: 'cancelled' }
	| { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly ShellCell[])[] }
	| { readonly kind: 'values'; readonly values: Readonly<Record<string, ShellCell>> }
	/** Printed as it is. */
	| { readonly kind: 'text'; readonly text: string };

/** The answer to a change that was made. */
export function done({ warnings }: ChangeOutcome): ShellOutput {
	return { kind: 'done', warnings };
}

const longestCell = 256;
const longestWarning = 1024;
const indent = '  ';
const gap = '  ';

/** As a terminal shows it, each line ended. */
export function toOutputText(output: ShellOutput): string {
	switch (output.kind) {
		case 'done':
			return ['...Done', ...output.warnings.map((warning) => `*** Warning: ${toRecordText(warning, longestWarning)} ***`), ''].join('\n');
		case 'cancelled':
			return '...Cancelled\n';
		case 'table':
			return toTableText(output.head, output.rows);
		case 'values':
			return toValuesText(Object.entries(output.values));
		case 'text':
			return output.text;
	}
}

/** Aligned columns under a rule of `=` over the full width, then how many rows there are. */
function toTableText(head: readonly string[], rows: readonly (readonly ShellCell[])[]): string {
	const cells = rows.map((row) => head.map((_, column) => toCellText(row[column])));
	const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
	const toLine = (row: readonly string[]): string =>
		(indent + row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(gap)).trimEnd();
	const rule = '='.repeat(indent.length + widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1));
	const count = rows.length < 2 ? `${rows.length} entry found.` : `${rows.length} entries found.`;
	return `${[toLine(head), rule, ...cells.map(toLine)].join('\n')}\n\n${count}\n`;
}

function toValuesText(values: readonly (readonly [string, ShellCell])[]): string {
	const width = Math.max(0, ...values.map(([name]) => name.length));
	return values.map(([name, value]) => `${`${indent}${name.padEnd(width)} = ${toCellText(value)}`.trimEnd()}\n`).join('');
}

/** What a terminal can show without being told to do something. */
function toCellText(cell: ShellCell): string {
	if (cell === undefined) return '';
	if (cell instanceof Date) return cell.toISOString().slice(0, 10);
	return toRecordText(typeof cell === 'object' ? cell.join(',') : String(cell), longestCell);
}

/** One JSON value; a table is a list with an object for each row, named after the columns. */
export function toOutputJson(output: ShellOutput): unknown {
	switch (output.kind) {
		case 'done':
			return { done: true, warnings: output.warnings };
		case 'cancelled':
			return { done: false, warnings: [] };
		case 'table': {
			const names = output.head.map(toFieldName);
			return output.rows.map((row) => Object.fromEntries(names.map((name, column) => [name, row[column] ?? null])));
		}
		case 'values':
			return Object.fromEntries(Object.entries(output.values).map(([name, value]) => [name, value ?? null]));
		case 'text':
			return { text: output.text };
	}
}

/** `Interface IP` as `interfaceIp`. */
function toFieldName(title: string): string {
	return title
		.split(' ')
		.map((word, index) => (index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()))
		.join('');
}
