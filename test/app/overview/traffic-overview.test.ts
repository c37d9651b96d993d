import { describe, expect, it } from 'vitest';
import { mostTrafficPoints, type RequestedSpan, toTrafficPoints, toTrafficSpan } from '../../../src/app/overview/traffic-overview.ts';

const now = new Date('2026-03-04T05:06:07.890Z');
const hour = 3_600_000;

describe('a span of traffic', () => {
	it('is the last day unless told otherwise, with the minute of now', () => {
		const { from, to, stepMs } = toTrafficSpan({}, now);
		expect([from, to, stepMs]).toEqual([new Date('2026-03-03T05:00:00Z'), new Date('2026-03-04T05:07:00Z'), 900_000]);
	});

	it.each([
		[hour, 60],
		[3 * hour, 60],
		[12 * hour, 300],
		[48 * hour, 3_600],
		[7 * 24 * hour, 3_600],
		[30 * 24 * hour, 21_600],
		[180 * 24 * hour, 86_400],
		[1_800 * 24 * hour, 864_000],
	])('of %i ms has steps of %i s', (lengthMs, stepSeconds) => {
		const { from, to, stepMs } = toTrafficSpan({ from: new Date(now.getTime() - lengthMs), to: now }, now);
		expect(stepMs).toBe(stepSeconds * 1000);
		expect(from.getTime() % stepMs).toBe(0);
		expect(toTrafficPoints({ from, to, stepMs }, []).length).toBeLessThanOrEqual(182);
	});

	const minutes = (count: number): RequestedSpan => ({ from: new Date(now.getTime() - count * 60_000), to: now });
	it.each<[string, RequestedSpan, string]>([
		['a span that ends before it begins', { from: now, to: new Date(now.getTime() - 1) }, 'value.contradiction'],
		['an empty span', { from: now, to: now }, 'value.contradiction'],
		['half a minute', { stepSeconds: 30 }, 'value.invalid'],
		['a minute and a half', { stepSeconds: 90 }, 'value.invalid'],
		['too many steps', { ...minutes(mostTrafficPoints + 1), stepSeconds: 60 }, 'value.invalid'],
	])('reject/%s', (_, requested, code) => {
		expect(() => toTrafficSpan(requested, now)).toThrow(expect.objectContaining({ code }));
	});

	it('has a point for each step, also where nothing happened', () => {
		const span = toTrafficSpan({ ...minutes(3), stepSeconds: 60 }, now);
		const at = new Date('2026-03-04T05:04:00Z');
		const points = toTrafficPoints(span, [
			{ at, reason: 'granted', requests: 5, refusals: 0 },
			{ at, reason: 'device.unknown', requests: 2, refusals: 2 },
		]);
		expect(points.map((point) => point.at.toISOString().slice(14, 16))).toEqual(['03', '04', '05', '06']);
		expect(points.map(({ requests, refusals }) => [requests, refusals])).toEqual([
			[0, 0],
			[7, 2],
			[0, 0],
			[0, 0],
		]);
		expect(points[1]?.reasons).toEqual([
			{ reason: 'granted', requests: 5 },
			{ reason: 'device.unknown', requests: 2 },
		]);
	});
});
