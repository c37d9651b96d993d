import { describe, expect, it } from 'vitest';
import { accessReasons } from '../../src/domain/reason.ts';
import { toLabelPositions, toTicks, toTimelineShare } from '../../src/web/overview/chart-scale.ts';
import { toExpiryCalendar } from '../../src/web/overview/expiry-calendar.ts';
import { toReasonFamily } from '../../src/web/overview/reason-family.ts';

describe('ticks of an axis', () => {
	it.each([
		[0, [0, 1]],
		[1, [0, 1]],
		[3, [0, 1, 2, 3]],
		[7, [0, 2, 4, 6, 8]],
		[100, [0, 50, 100]],
		[914, [0, 500, 1000]],
		[12_345, [0, 5_000, 10_000, 15_000]],
	])('reach %d', (most, ticks) => {
		expect(toTicks(most)).toEqual(ticks);
	});

	it('are never more than a few, and never too low', () => {
		for (let most = 0; most < 100_000; most = Math.ceil(most * 1.3) + 1) {
			const ticks = toTicks(most);
			expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
			expect(ticks.length).toBeLessThanOrEqual(6);
		}
	});
});

describe('labels of an axis', () => {
	it('have room for themselves', () => {
		expect(toLabelPositions(96, 760, 76)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
		expect(toLabelPositions(3, 1000, 76)).toEqual([0, 1, 2]);
		expect(toLabelPositions(60, 10, 76)).toEqual([0]);
	});
});

describe('a line of time', () => {
	it('gives more room to what is near, and stays within its ends', () => {
		const shares = [-5, 0, 7, 30, 365, 3_650, 9_000].map((days) => toTimelineShare(days, 3_650));
		expect(shares).toEqual(shares.toSorted((one, other) => one - other));
		expect([shares[0], shares[1], shares.at(-2), shares.at(-1)]).toEqual([0, 0, 1, 1]);
		expect(shares[3]).toBeGreaterThan(0.3);
	});
});

describe('the calendar of ends', () => {
	it('has twelve months from now on, and what is later by year', () => {
		const months = [
			{ month: '2026-11', count: 3 },
			{ month: '2027-10', count: 4 },
			{ month: '2027-11', count: 5 },
			{ month: '2031-02', count: 6 },
			{ month: '2031-12', count: 7 },
			{ month: '9999-12', count: 8 },
		];
		const { next, later } = toExpiryCalendar(months, new Date('2026-11-30T23:59:59Z'));
		expect(next.map(({ month }) => month)).toEqual([
			...['2026-11', '2026-12', '2027-01', '2027-02', '2027-03', '2027-04'],
			...['2027-05', '2027-06', '2027-07', '2027-08', '2027-09', '2027-10'],
		]);
		expect(next.map(({ count }) => count)).toEqual([3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4]);
		expect(later).toEqual([
			{ year: '2027', count: 5 },
			{ year: '2031', count: 13 },
			{ year: '9999', count: 8 },
		]);
	});
});

describe('the family of a reason', () => {
	it('is known for every reason that there is', () => {
		const families = Map.groupBy(Object.keys(accessReasons), toReasonFamily);
		expect(families.get('served')).toEqual(['granted', 'not-modified', 'certificate.expired-exception']);
		expect(families.get('certificate')).toEqual(
			Object.keys(accessReasons).filter((reason) => reason.startsWith('certificate.') && reason !== 'certificate.expired-exception'),
		);
		expect(families.get('other')).toContain('path.no-file');
	});
});
