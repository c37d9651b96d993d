import { describe, expect, it } from 'vitest';
import { type ArrivalOptions, arrivalAt, countArrivals } from '../../../src/qa/fleet/arrivals.ts';

/** All arrivals, asked at these moments. */
function collect(options: ArrivalOptions, elapsedMs: (number: number) => number = () => 0) {
	const arrivals = [];
	for (let number = 0; ; number++) {
		const arrival = arrivalAt(number, elapsedMs(number), options);
		if (arrival === undefined) return arrivals;
		arrivals.push(arrival);
	}
}

describe('the arrivals of a fleet', () => {
	it('are each device once, as soon as there is room, when nothing else is asked for', () => {
		expect(collect({ devices: 3 })).toEqual([{ device: 0 }, { device: 1 }, { device: 2 }]);
	});

	it('are spread evenly at a given rate, however late they are asked for', () => {
		const onTime = collect({ devices: 5, ratePerSecond: 10 });
		expect(onTime.map(({ atMs }) => atMs)).toEqual([0, 100, 200, 300, 400]);
		expect(collect({ devices: 5, ratePerSecond: 10 }, () => 1e9)).toEqual(onTime);
	});

	it('begin again with the first device until the duration is over', () => {
		const arrivals = collect({ devices: 3, ratePerSecond: 4, durationMs: 2000 });
		expect(arrivals.map(({ device }) => device)).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
		expect(arrivals.at(-1)?.atMs).toBe(1750);
	});

	it('end with the time where there is a duration and no rate', () => {
		expect(collect({ devices: 2, durationMs: 1000 }, (number) => number * 300).map(({ device }) => device)).toEqual([0, 1, 0, 1]);
	});

	it.each<[string, ArrivalOptions]>([
		['the fleet alone', { devices: 7 }],
		['a rate', { devices: 7, ratePerSecond: 3 }],
		['a rate and a duration that it divides', { devices: 7, ratePerSecond: 4, durationMs: 2000 }],
		['a rate and a duration that it does not divide', { devices: 7, ratePerSecond: 3, durationMs: 2500 }],
	])('are as many as foretold with %s', (_name, options) => {
		expect(countArrivals(options)).toBe(collect(options).length);
	});

	it('cannot be foretold where only the time ends them', () => {
		expect(countArrivals({ devices: 7, durationMs: 1000 })).toBeUndefined();
	});
});
