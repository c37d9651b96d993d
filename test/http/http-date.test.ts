import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHttpDate, toHttpDate } from '../../src/http/http-date.ts';

const moment = new Date(Date.UTC(1994, 10, 6, 8, 49, 37));

describe('parseHttpDate', () => {
	it.each([
		['ok/IMF-fixdate', 'Sun, 06 Nov 1994 08:49:37 GMT'],
		['ok/RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT'],
		['ok/asctime', 'Sun Nov  6 08:49:37 1994'],
	])('%s', (_name, text) => {
		expect(parseHttpDate(text)).toEqual(moment);
	});

	it.each([
		['reject/empty', ''],
		['reject/wrong weekday', 'Mon, 06 Nov 1994 08:49:37 GMT'],
		['reject/day that does not exist', 'Tue, 30 Feb 1999 00:00:00 GMT'],
		['reject/29 February of a common year', 'Mon, 29 Feb 1999 00:00:00 GMT'],
		['reject/day zero', 'Mon, 00 Nov 1999 00:00:00 GMT'],
		['reject/hour 24', 'Sun, 06 Nov 1994 24:00:00 GMT'],
		['reject/minute 60', 'Sun, 06 Nov 1994 08:60:00 GMT'],
		['reject/other zone', 'Sun, 06 Nov 1994 08:49:37 CET'],
		['reject/offset', 'Sun, 06 Nov 1994 08:49:37 +0000'],
		['reject/one digit', 'Sun, 6 Nov 1994 08:49:37 GMT'],
		['reject/lower case', 'sun, 06 nov 1994 08:49:37 gmt'],
		['reject/ISO', '1994-11-06T08:49:37Z'],
		['reject/something behind', 'Sun, 06 Nov 1994 08:49:37 GMT;'],
		['reject/month', 'Sun, 06 Nev 1994 08:49:37 GMT'],
	])('%s', (_name, text) => {
		expect(parseHttpDate(text)).toBeUndefined();
	});

	it('reads every date that it writes', () => {
		fc.assert(
			fc.property(fc.integer({ min: Date.UTC(1900, 0, 1) / 1000, max: Date.UTC(9999, 11, 31) / 1000 }), (seconds) => {
				const date = new Date(seconds * 1000);
				expect(parseHttpDate(toHttpDate(date))).toEqual(date);
			}),
		);
	});

	it('puts a two-digit year into the last hundred years but fifty', () => {
		const inYear = (twoDigits: string, weekday: string, now: number) =>
			parseHttpDate(`${weekday}, 01-Jan-${twoDigits} 00:00:00 GMT`, new Date(Date.UTC(now, 5, 1)))?.getUTCFullYear();
		const weekdayOf = (year: number) => new Date(Date.UTC(year, 0, 1)).toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
		for (const [now, year] of [
			[2025, 2075],
			[2025, 1976],
			[2025, 2000],
			[1994, 1994],
			[1994, 2044],
		] as const) {
			expect(inYear(String(year % 100).padStart(2, '0'), weekdayOf(year), now)).toBe(year);
		}
	});

	it('never throws', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				parseHttpDate(text);
			}),
		);
	});
});
