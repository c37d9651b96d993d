import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BoundedQueue } from '../../../src/app/authentication/bounded-queue.ts';

/** Work that ends when it is told to. */
function toWork() {
	const { promise, resolve, reject } = Promise.withResolvers<string>();
	return { run: () => promise, end: resolve, fail: reject };
}

describe('a bounded queue', () => {
	it('runs no more at once than it may, in the order of arrival', async () => {
		const queue = new BoundedQueue({ running: 2, waiting: 100, waitingPerOrigin: 100 });
		let running = 0;
		let most = 0;
		const order: number[] = [];
		const work = (index: number) => async () => {
			order.push(index);
			most = Math.max(most, ++running);
			await turn();
			running--;
		};
		await Promise.all(Array.from({ length: 20 }, (_, index) => queue.run('a', work(index))));
		expect(most).toBe(2);
		expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
	});

	it('refuses what does not fit, at once, and says when to come again', async () => {
		const queue = new BoundedQueue({ running: 1, waiting: 1, waitingPerOrigin: 1 });
		const first = toWork();
		const running = queue.run('a', first.run);
		const waiting = queue.run('a', () => Promise.resolve('second'));
		await expect(queue.run('b', () => Promise.resolve('third'))).rejects.toMatchObject({ code: 'login.busy', retryAfterSeconds: 1 });
		first.end('first');
		expect(await Promise.all([running, waiting])).toEqual(['first', 'second']);
		expect(await queue.run('b', () => Promise.resolve('fourth'))).toBe('fourth');
	});

	it('keeps room for others while one network floods it', async () => {
		const queue = new BoundedQueue({ running: 1, waiting: 8, waitingPerOrigin: 2 });
		const first = toWork();
		const running = queue.run('flood', first.run);
		const flood = Array.from({ length: 50 }, () => queue.run('flood', () => Promise.resolve('flood')).catch(() => 'refused'));
		const other = queue.run('office', () => Promise.resolve('office'));
		first.end('first');
		expect(await other).toBe('office');
		expect((await Promise.all(flood)).filter((outcome) => outcome === 'flood')).toHaveLength(2);
		await running;
	});

	it('goes on after work that fails', async () => {
		const queue = new BoundedQueue({ running: 1, waiting: 1, waitingPerOrigin: 1 });
		const first = toWork();
		const failing = queue.run('a', first.run);
		const waiting = queue.run('a', () => Promise.resolve('second'));
		first.fail(new Error('broken'));
		await expect(failing).rejects.toThrow('broken');
		expect(await waiting).toBe('second');
	});
});
