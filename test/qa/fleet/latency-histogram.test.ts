import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../../src/qa/fleet/latency-histogram.ts';

function histogramOf(durations: readonly number[]): LatencyHistogram {
	const histogram = new LatencyHistogram();
	for (const duration of durations) histogram.record(duration);
	return histogram;
}

/** The definition that the histogram approximates: nearest rank. */
function exactPercentile(durations: readonly number[], percent: number): number {
	const sorted = durations.toSorted((left, right) => left - right);
	return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length)) - 1] ?? 0;
}

describe('a latency histogram', () => {
	it('is all zeros when it is empty', () => {
		const empty = new LatencyHistogram();
		expect([empty.count, empty.minMs, empty.meanMs, empty.maxMs, empty.percentileMs(50)]).toEqual([0, 0, 0, 0, 0]);
		expect(empty.buckets()).toEqual([]);
	});

	it('gives each percentile to a part in 64, or a microsecond', () => {
		const duration = fc.double({ min: 0, max: 4_000_000, noNaN: true });
		fc.assert(
			fc.property(
				fc.array(duration, { minLength: 1, maxLength: 200 }),
				fc.double({ min: 0, max: 100, noNaN: true }),
				(durations, percent) => {
					const exact = exactPercentile(durations, percent);
					const found = histogramOf(durations).percentileMs(percent);
					expect(found).toBeGreaterThanOrEqual(exact);
					expect(found).toBeLessThanOrEqual(exact * (1 + 1 / 64) + 0.001);
				},
			),
		);
	});

	it('has buckets that touch each other, hold all and lie around what they hold', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (microseconds) => {
				const [bucket, ...others] = histogramOf([microseconds / 1000]).buckets();
				expect(others).toEqual([]);
				// Floating point may put what lies on a border to the bucket before it.
				expect(bucket?.fromMs).toBeLessThanOrEqual(microseconds / 1000);
				expect(bucket?.toMs).toBeGreaterThanOrEqual(microseconds / 1000);
			}),
		);
	});

	it('knows the extremes and the mean exactly', () => {
		const histogram = histogramOf([3.5, 0.25, 17.75]);
		expect([histogram.minMs, histogram.maxMs, histogram.meanMs]).toEqual([0.25, 17.75, 21.5 / 3]);
		expect(histogram.percentileMs(100)).toBe(17.75);
	});

	it('counts a duration beyond all buckets in the last one, and what is below zero as zero', () => {
		const histogram = histogramOf([-5, 1e12]);
		expect(histogram.buckets().map(({ count }) => count)).toEqual([1, 1]);
		expect(histogram.minMs).toBe(0);
		expect(histogram.maxMs).toBe(1e12);
	});
});
