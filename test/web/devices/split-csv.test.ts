import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitCsv } from '../../../src/web/devices/import/split-csv.ts';

describe('the rows of a CSV file', () => {
	const cases: readonly (readonly [string, string, string, readonly (readonly [number, string])[]])[] = [
		[
			'ok/a row a line',
			'a,b\n1,2\n3,4\n',
			'a,b',
			[
				[2, '1,2'],
				[3, '3,4'],
			],
		],
		['ok/a byte order mark, and lines as Windows ends them', '\uFEFFa,b\r\n1,2\r\n', 'a,b', [[2, '1,2']]],
		['ok/no line end after the last row', 'a\n1', 'a', [[2, '1']]],
		[
			'ok/a row of two lines, known by its last one',
			'a\n"1\n2"\n3\n',
			'a',
			[
				[3, '"1\n2"'],
				[4, '3'],
			],
		],
		['ok/quotes within quotes', 'a\n"say ""1\n2"""\n', 'a', [[3, '"say ""1\n2"""']]],
		['ok/empty lines, which are no rows', 'a\n\n1\n  \n', 'a', [[3, '1']]],
		['ok/nothing', '', '', []],
		['ok/a quote that is never closed', 'a\n"1\n2', 'a', [[3, '"1\n2']]],
	];
	it.each(cases)('%s', (_, text, header, rows) => {
		expect(splitCsv(text)).toEqual({ header, rows: rows.map(([line, each]) => ({ line, text: each })) });
	});

	it('are those that the server reads, each on the line that the server says', () => {
		const cell = fc.stringMatching(/^[a-z",\n ]{1,8}$/).map((text) => `"${text.replaceAll('"', '""')}"`);
		fc.assert(
			fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (table) => {
				const text = table.map((cells) => `${cells.join(',')}\r\n`).join('');
				const lines: number[] = [];
				parse(text, { on_record: (_, { lines: line }) => void lines.push(line), relax_column_count: true });
				expect(splitCsv(`h\n${text}`).rows.map(({ line }) => line - 1)).toEqual(lines);
			}),
		);
	});
});
