import { describe, expect, it } from 'vitest';
import { WriteQueue } from '../../src/store/write-queue.ts';

describe('the write queue', () => {
	it('lets one in at a time, in the order of arrival', async () => {
		const queue = new WriteQueue();
		const order: number[] = [];
		let inside = 0;
		await Promise.all(
			Array.from({ length: 10 }, async (_, number) => {
				const leave = await queue.enter(1_000);
				expect(++inside).toBe(1);
				order.push(number);
				await new Promise(setImmediate);
				inside--;
				leave?.();
			}),
		);
		expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
	});

	it('gives up after the time, and nobody gets a turn that was given up', async () => {
		const queue = new WriteQueue();
		const leave = await queue.enter(10);
		expect(await Promise.all([queue.enter(10), queue.enter(15)])).toEqual([undefined, undefined]);
		const patient = queue.enter(1_000);
		leave?.();
		const second = await patient;
		expect(second).toBeDefined();
		expect(await queue.enter(5)).toBeUndefined();
		second?.();
		expect(await queue.enter(5)).toBeDefined();
	});

	it('is left once', async () => {
		const queue = new WriteQueue();
		const first = await queue.enter(10);
		first?.();
		const second = await queue.enter(10);
		first?.();
		expect(await queue.enter(5)).toBeUndefined();
		second?.();
	});
});
