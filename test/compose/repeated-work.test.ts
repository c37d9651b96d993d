import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RepeatedWork, toRetryDelayMs } from '../../src/compose/repeated-work.ts';

/** Work that counts itself, and whether it ever ran twice at a time. */
function makeWork(body: () => Promise<void> = () => delay(10)) {
	const seen = { runs: 0, running: 0, most: 0, failures: [] as unknown[] };
	const work = new RepeatedWork(
		async () => {
			seen.runs++;
			seen.most = Math.max(seen.most, ++seen.running);
			try {
				await body();
			} finally {
				seen.running--;
			}
		},
		(cause) => seen.failures.push(cause),
	);
	return { seen, work };
}

describe('work that is asked for', () => {
	it('runs one at a time, and once more for all that ask meanwhile', async () => {
		const { seen, work } = makeWork();
		await Promise.all([work.ask(), work.ask(), work.ask()]);
		expect(seen).toMatchObject({ runs: 2, most: 1 });
		await work.ask();
		expect(seen.runs).toBe(3);
	});

	it('goes on after a failure', async () => {
		const { seen, work } = makeWork(() => Promise.reject(new Error('planted')));
		await work.ask();
		await work.ask();
		expect(seen.runs).toBe(2);
		expect(seen.failures).toHaveLength(2);
	});

	it('runs after the shortest of the delays that were asked for, once', async () => {
		const { seen, work } = makeWork(() => Promise.resolve());
		work.askAfter(10_000);
		work.askAfter(20);
		work.askAfter(5_000);
		await delay(80);
		expect(seen.runs).toBe(1);
		work.askAfter(20);
		await delay(80);
		expect(seen.runs).toBe(2);
		await work.close();
	});

	it('does not run after it was closed, not even what was asked before', async () => {
		const { seen, work } = makeWork();
		void work.ask();
		void work.ask();
		work.askAfter(20);
		await work.close();
		expect(seen).toMatchObject({ runs: 1, running: 0 });
		await work.ask();
		work.askAfter(0);
		await delay(50);
		expect(seen.runs).toBe(1);
	});
});

describe('the time between two attempts', () => {
	it('doubles up to a limit', () => {
		expect([1, 2, 3, 100].map(toRetryDelayMs)).toEqual([250, 500, 1_000, 30_000]);
	});
});
