import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ContentDifference, compareBytes } from '../../../src/app/history/line-difference.ts';

const compare = (before: string | Uint8Array, after: string | Uint8Array) => compareBytes(Buffer.from(before), Buffer.from(after));
const lines = (count: number, change: (line: number) => string = (line) => `line ${line}`) =>
	Array.from({ length: count }, (_, line) => `${change(line)}\n`).join('');

describe('the difference of two contents', () => {
	it('has the changed lines between some that are the same', () => {
		const after = lines(20, (line) => (line === 10 ? 'another' : `line ${line}`));
		expect(compare(lines(20), after)).toEqual({
			kind: 'lines',
			added: 1,
			removed: 1,
			hunks: [
				{
					oldStart: 8,
					oldLines: 7,
					newStart: 8,
					newLines: 7,
					lines: [' line 7', ' line 8', ' line 9', '-line 10', '+another', ' line 11', ' line 12', ' line 13'],
				},
			],
		});
	});

	it('sees a last line without its end', () => {
		const difference = compare('a\nb', 'a\nb\n');
		expect(difference).toMatchObject({ kind: 'lines', added: 1, removed: 1 });
		expect(difference.kind === 'lines' && difference.hunks[0]?.lines).toContain('\\ No newline at end of file');
	});

	const others: readonly [string, string | Uint8Array, string | Uint8Array, ContentDifference['kind']][] = [
		['the same bytes', 'a', 'a', 'same'],
		['nothing and something', '', 'a\n', 'lines'],
		['a file with a zero byte', 'a', Uint8Array.of(97, 0, 98), 'binary'],
		['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'a', 'binary'],
		['one text in two encodings', 'ü\n', Uint8Array.of(0xfc, 10), 'binary'],
		['ISO 8859-1 on both sides', Uint8Array.of(0xfc, 10), Uint8Array.of(0xe4, 10), 'lines'],
		['UTF-16 on both sides', Buffer.from('\ufeffa\n', 'utf16le'), Buffer.from('\ufeffb\n', 'utf16le'), 'lines'],
		['a content over 1 MiB', 'a', 'b'.repeat(1024 * 1024 + 1), 'too-large'],
		['files with 20,000 other lines', lines(10_000), lines(10_000, (line) => `other ${line}`), 'too-different'],
	];
	it.each(others)('%s', (_, before, after, kind) => {
		expect(compare(before, after).kind).toBe(kind);
	});

	it('ends in time, also for lines that were made to take long', () => {
		const start = performance.now();
		const hostile = (first: string, second: string) =>
			Array.from({ length: 250_000 }, (_, at) => (at % 3 === 0 ? first : second)).join('\n');
		compare(hostile('a', 'b'), hostile('b', 'a'));
		expect(performance.now() - start).toBeLessThan(5_000);
	});

	it('can be applied: without the added lines it is the old text, without the removed ones the new one', () => {
		const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 }).map((each) => each.map((line) => `${line}\n`).join(''));
		fc.assert(
			fc.property(text, text, (before, after) => {
				const difference = compare(before, after);
				expect(difference.kind === 'lines' ? apply(before, difference) : before).toBe(after);
			}),
		);
	});
});

function apply(before: string, { hunks }: Extract<ContentDifference, { kind: 'lines' }>): string {
	const old = before.split('\n').slice(0, -1);
	const result: string[] = [];
	let at = 0;
	for (const { oldStart, oldLines, lines: changed } of hunks) {
		const start = oldLines === 0 ? oldStart : oldStart - 1;
		result.push(...old.slice(at, start));
		result.push(...changed.filter((line) => line.startsWith(' ') || line.startsWith('+')).map((line) => line.slice(1)));
		at = start + oldLines;
	}
	return [...result, ...old.slice(at)].map((line) => `${line}\n`).join('');
}
