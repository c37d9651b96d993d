import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WorkBudget } from '../../../src/app/authentication/work-budget.ts';

/** A budget with a clock that is turned by hand. */
function open(share: number, burstMs: number) {
	const clock = { nowMs: 1_000 };
	const budget = new WorkBudget({ share, burstMs }, () => clock.nowMs);
	const work = (ms: number) => {
		clock.nowMs += ms;
		budget.charge(ms);
	};
	return { clock, budget, work };
}

describe('a budget of work', () => {
	it('lets a handful through without a rest, and then rests as long as the share asks', () => {
		const { budget, work, clock } = open(0.2, 100);
		const rests: number[] = [];
		for (let piece = 0; piece < 5; piece++) {
			work(25);
			rests.push(budget.restMs);
		}
		expect(rests.slice(0, 4)).toEqual([0, 0, 0, 0]);
		// 125 ms were done and 100 given; while the last four of them ran, 20 have flowed back, for a full budget takes no more.
		expect(rests[4]).toBeCloseTo((125 - 100 - 20) / 0.2);
		clock.nowMs += rests[4] ?? 0;
		expect(budget.restMs).toBeCloseTo(0);
	});

	it('is full again after a while, and no fuller', () => {
		const { budget, work, clock } = open(0.5, 100);
		for (let piece = 0; piece < 20; piece++) work(25);
		expect(budget.restMs).toBeGreaterThan(0);
		clock.nowMs += 3_600_000;
		work(99);
		expect(budget.restMs).toBe(0);
		work(60);
		expect(budget.restMs).toBeGreaterThan(0);
	});

	it('never rests where it is all of a processor', () => {
		const { budget, work } = open(1, 1);
		for (let piece = 0; piece < 20; piece++) work(1_000);
		expect(budget.restMs).toBe(0);
	});

	it('takes no more than its share and what it was given at first, whatever the work is', () => {
		fc.assert(
			fc.property(
				fc.double({ min: 0.01, max: 0.99, noNaN: true }),
				fc.integer({ min: 1, max: 500 }),
				fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 100 })), { minLength: 1, maxLength: 50 }),
				(share, burstMs, pieces) => {
					const { budget, work, clock } = open(share, burstMs);
					const startedMs = clock.nowMs;
					let doneMs = 0;
					for (const [ms, pauseMs] of pieces) {
						const { restMs } = budget;
						clock.nowMs += restMs + pauseMs;
						// The last piece may go past it: nobody knows before how long it takes.
						expect(doneMs).toBeLessThanOrEqual(burstMs + (clock.nowMs - startedMs) * share + 1e-6);
						work(ms);
						doneMs += ms;
					}
				},
			),
		);
	});

	it('learns how long a piece takes, rests included', () => {
		const { budget, work } = open(0.1, 100);
		for (let piece = 0; piece < 100; piece++) work(50);
		expect(budget.pieceMs).toBeCloseTo(500, -1);
	});
});
