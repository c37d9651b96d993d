import saxes from 'saxes';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../../src/qa/fleet/latency-histogram.ts';
import { plotSvg } from '../../../src/qa/fleet/plot-svg.ts';
import { type PlottedLatency, plotText, toTime } from '../../../src/qa/fleet/plot-text.ts';

function latencyOf(name: string, durations: readonly number[]): PlottedLatency {
	const histogram = new LatencyHistogram();
	for (const duration of durations) histogram.record(duration);
	return { name, buckets: histogram.buckets() };
}

/** Elements of a well-formed document by their names. */
function readElements(xml: string): Map<string, Record<string, string>[]> {
	const elements = new Map<string, Record<string, string>[]>();
	const parser = new saxes.SaxesParser();
	parser.on('opentag', ({ name, attributes }) => elements.set(name, [...(elements.get(name) ?? []), attributes]));
	parser.write(xml).close();
	return elements;
}

const pointsOf = (element: Record<string, string> | undefined): number[][] =>
	(element?.['points'] ?? '').split(' ').map((point) => point.split(',').map(Number));

describe('the text plot', () => {
	it('has a row for each step from the shortest to the longest, empty ones too, with the counts', () => {
		const plot = plotText(latencyOf('boot', [1.5, 1.6, 1.7, 3, 12, 12]));
		expect(plot.split('\n').map((line) => line.replace(/[█▏▎▍▌▋▊▉]+/u, '#'))).toEqual([
			'boot',
			'  1 ms to 2 ms |# 3',
			'  2 ms to 5 ms |# 1',
			' 5 ms to 10 ms | 0',
			'10 ms to 20 ms |# 2',
			'',
		]);
	});

	it('draws bars in proportion, the longest over the whole width', () => {
		const bars = plotText(latencyOf('x', [1.5, 1.5, 1.5, 1.5, 3, 3]))
			.split('\n')
			.slice(1, 3)
			.map((line) => line.match(/█/gu)?.length);
		expect(bars).toEqual([50, 25]);
	});

	it('shows microseconds and seconds', () => {
		const plot = plotText(latencyOf('x', [0.015, 30_000]));
		expect(plot).toContain('10 us to 20 us |');
		expect(plot).toContain('20 s to 50 s |');
		expect([toTime(0.5), toTime(1), toTime(999), toTime(1500)]).toEqual(['500 us', '1 ms', '999 ms', '1.5 s']);
	});

	it('is empty where nothing was measured', () => {
		expect(plotText(latencyOf('x', []))).toBe('');
	});
});

describe('the SVG plot', () => {
	it('has a curve for each latency that was measured, never falling, inside the picture', () => {
		const durations = Array.from({ length: 1000 }, (_, index) => 1 + index / 10);
		const elements = readElements(plotSvg([latencyOf('boot', durations), latencyOf('none', []), latencyOf('poll', [5])], 'load'));
		const curves = elements.get('polyline') ?? [];
		expect(curves).toHaveLength(2);
		const points = pointsOf(curves[0]);
		expect(points.length).toBeGreaterThan(10);
		for (const [index, [x = Number.NaN, y = Number.NaN]] of points.entries()) {
			const [beforeX = x, beforeY = y] = points[index - 1] ?? [];
			expect(x).toBeGreaterThanOrEqual(beforeX);
			expect(y).toBeLessThanOrEqual(beforeY);
			expect(x).toBeLessThanOrEqual(820);
			expect(y).toBeGreaterThanOrEqual(0);
		}
	});

	it('marks only shares that so many measurements can show', () => {
		const few = plotSvg([latencyOf('boot', [1, 2, 3])], '');
		const many = plotSvg(
			[
				latencyOf(
					'boot',
					Array.from({ length: 2000 }, () => 1),
				),
			],
			'',
		);
		expect([few.includes('99 %'), many.includes('99.9 %'), many.includes('99.99 %')]).toEqual([false, true, false]);
	});

	it('escapes names, and is well-formed with nothing to show', () => {
		const elements = readElements(plotSvg([latencyOf('<a>&"', [1])], '<script>'));
		expect(elements.has('script')).toBe(false);
		expect(readElements(plotSvg([], '')).has('svg')).toBe(true);
	});
});
