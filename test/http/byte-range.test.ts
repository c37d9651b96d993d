import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideByteRange, type RangeHeaders, toContentRange } from '../../src/http/byte-range.ts';
import { toHttpDate } from '../../src/http/http-date.ts';

const lastModified = new Date(Date.UTC(2024, 2, 10, 12, 0, 0, 250));
const current = { etag: '"now"', lastModified };
const size = 1000;
const decide = (headers: RangeHeaders) => decideByteRange('GET', headers, size, current);
const whole = { kind: 'whole' };
const partial = (start: number, end: number) => ({ kind: 'partial', start, end });
const unsatisfiable = { kind: 'unsatisfiable' };

describe('decideByteRange', () => {
	it.each([
		['ok/first and last', 'bytes=0-499', partial(0, 499)],
		['ok/one byte', 'bytes=999-999', partial(999, 999)],
		['ok/open end', 'bytes=500-', partial(500, 999)],
		['ok/end beyond the file', 'bytes=500-5000', partial(500, 999)],
		['ok/end beyond all numbers', `bytes=500-${'9'.repeat(30)}`, partial(500, 999)],
		['ok/suffix', 'bytes=-100', partial(900, 999)],
		['ok/suffix longer than the file', 'bytes=-5000', partial(0, 999)],
		['ok/unit in capitals', 'Bytes=0-0', partial(0, 0)],
		['ok/spaces', 'bytes= 0-9 ', partial(0, 9)],
		['reject/beyond the file', 'bytes=1000-', unsatisfiable],
		['reject/beyond all numbers', `bytes=${'9'.repeat(30)}-`, unsatisfiable],
		['reject/empty suffix', 'bytes=-0', unsatisfiable],
		['ignore/several', 'bytes=0-1,5-6', whole],
		['ignore/last before first', 'bytes=5-4', whole],
		['ignore/no numbers', 'bytes=-', whole],
		['ignore/negative', 'bytes=--5', whole],
		['ignore/other unit', 'lines=0-4', whole],
		['ignore/letters', 'bytes=a-b', whole],
		['ignore/too long', `bytes=${'0'.repeat(100)}-5`, whole],
	])('%s', (_name, range, expected) => {
		expect(decide({ range })).toEqual(expected);
	});

	it.each([
		['ok/the same strong tag', '"now"', partial(0, 9)],
		['ok/the date that was sent', toHttpDate(lastModified), partial(0, 9)],
		['ignore/another tag', '"old"', whole],
		['ignore/a weak tag', 'W/"now"', whole],
		['ignore/a later date', toHttpDate(new Date(lastModified.getTime() + 1000)), whole],
		['ignore/neither', 'now', whole],
	])('If-Range %s', (_name, ifRange, expected) => {
		expect(decide({ range: 'bytes=0-9', 'if-range': ifRange })).toEqual(expected);
	});

	it('looks at GET alone', () => {
		expect(decideByteRange('HEAD', { range: 'bytes=0-9' }, size, current)).toEqual(whole);
		expect(decide({ 'if-range': '"now"' })).toEqual(whole);
	});

	it('sends an empty file as a whole, or says that it has no such byte', () => {
		expect(decideByteRange('GET', { range: 'bytes=-5' }, 0, current)).toEqual(whole);
		expect(decideByteRange('GET', { range: 'bytes=0-' }, 0, current)).toEqual(unsatisfiable);
	});

	it('stays inside the file whatever is asked', () => {
		const number = fc.option(fc.nat(2000), { nil: '' });
		fc.assert(
			fc.property(number, number, fc.nat(1500), (first, last, length) => {
				const range = decideByteRange('GET', { range: `bytes=${first}-${last}` }, length, current);
				if (range.kind !== 'partial') return;
				expect(range.start).toBeGreaterThanOrEqual(0);
				expect(range.end).toBeGreaterThanOrEqual(range.start);
				expect(range.end).toBeLessThan(length);
			}),
		);
		fc.assert(
			fc.property(fc.string(), (range) => {
				decide({ range });
			}),
		);
	});

	it('writes Content-Range for a part and for a refusal', () => {
		expect(toContentRange({ kind: 'partial', start: 2, end: 5 }, size)).toBe(`bytes 2-5/${size}`);
		expect(toContentRange({ kind: 'unsatisfiable' }, size)).toBe(`bytes */${size}`);
	});
});
