import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BoundedQueue, type QueueBounds } from '../../../src/app/authentication/bounded-queue.ts';
import { type BudgetRule, WorkBudget } from '../../../src/app/authentication/work-budget.ts';

/** Work that ends when it is told to. */
function toWork() {
	const { promise, resolve, reject } = Promise.withResolvers<string>();
	return { run: () => promise, end: resolve, fail: reject };
}

const unhurried = { waitingMs: 60_000 } as const;
const open = (bounds: Omit<QueueBounds, 'waitingMs'> & Partial<QueueBounds>, rule: BudgetRule = { share: 1, burstMs: 100 }) =>
	new BoundedQueue({ ...unhurried, ...bounds }, new WorkBudget(rule, () => performance.now()));

describe('a bounded queue', () => {
	it('runs no more at once than it may, in the order of arrival', async () => {
		const queue = open({ running: 2, waiting: 100 });
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
		const queue = open({ running: 1, waiting: 1 });
		const first = toWork();
		const running = queue.run('a', first.run);
		const waiting = queue.run('a', () => Promise.resolve('second'));
		expect(() => queue.requireRoom('b')).toThrow(expect.objectContaining({ code: 'login.busy' }));
		await expect(queue.run('b', () => Promise.resolve('third'))).rejects.toMatchObject({ code: 'login.busy', retryAfterSeconds: 1 });
		first.end('first');
		expect(await Promise.all([running, waiting])).toEqual(['first', 'second']);
		queue.requireRoom('b');
		expect(await queue.run('b', () => Promise.resolve('fourth'))).toBe('fourth');
	});

	it('refuses what would have to wait too long, and tells how long', async () => {
		// A fifth of a processor: each piece of some 25 ms takes 125.
		const queue = open({ running: 1, waiting: 1_000, waitingMs: 5_000 }, { share: 0.2, burstMs: 100 });
		const first = toWork();
		const running = queue.run('first', first.run);
		const outcomes = Array.from({ length: 100 }, (_, index) => queue.run(`origin-${index}`, () => Promise.resolve()));
		const refused = (await Promise.allSettled(outcomes.slice(40))).map(
			(outcome) => outcome.status === 'rejected' && (outcome.reason as unknown),
		);
		expect(refused).toHaveLength(60);
		for (const reason of refused) expect(reason).toMatchObject({ code: 'login.busy', retryAfterSeconds: 5 });
		first.end('');
		await running;
		// They took next to nothing, so that nobody has to rest.
		await Promise.all(outcomes.slice(0, 40));
	});

	it('keeps room for others while one network floods it, and their turn comes next', async () => {
		const queue = open({ running: 1, waiting: 8 });
		const first = toWork();
		const running = queue.run('flood', first.run);
		const order: string[] = [];
		const tell = (origin: string) => () => Promise.resolve(void order.push(origin));
		const flood = Array.from({ length: 50 }, () => queue.run('flood', tell('flood')).catch(() => undefined));
		const others = ['office', 'office', 'home'].map((origin) => queue.run(origin, tell(origin)));
		first.end('first');
		await Promise.all([running, ...flood, ...others]);
		expect(order).toEqual(['office', 'flood', 'office', 'flood', 'home']);
	});

	it('rests once its budget is used up, and nobody slips in meanwhile', async () => {
		const queue = open({ running: 1, waiting: 10 }, { share: 0.5, burstMs: 20 });
		const began: string[] = [];
		const work = (name: string) => async () => {
			began.push(name);
			const startedMs = performance.now();
			while (performance.now() < startedMs + 40) await turn();
		};
		const startedMs = performance.now();
		await queue.run('a', work('first'));
		const second = queue.run('a', work('second'));
		expect(began).toEqual(['first']);
		expect(queue.waitingCount).toBe(1);
		// There is a place, and whoever waits for the rest to end has it.
		const third = queue.run('a', work('third'));
		await delay(1);
		expect(began).toEqual(['first']);
		await second;
		// 40 ms were done, 20 given and 20 flowed back at half the speed: no less than that.
		expect(performance.now() - startedMs).toBeGreaterThanOrEqual(40 + 40);
		await third;
		expect(began).toEqual(['first', 'second', 'third']);
	});

	it('believes work that says how long it was busy, and of all other the clock', async () => {
		const budget = new WorkBudget({ share: 0.5, burstMs: 50 }, () => performance.now());
		const queue = new BoundedQueue({ ...unhurried, running: 1, waiting: 10 }, budget);
		await queue.run('a', async () => {
			await delay(70);
			budget.charge(1);
		});
		expect([budget.chargedMs, budget.restMs]).toEqual([1, 0]);
		await queue.run('a', () => delay(70));
		expect(budget.chargedMs).toBeGreaterThan(69);
		expect(budget.restMs).toBeGreaterThan(0);
	});

	it('lets nobody wait once it is closed', async () => {
		const queue = open({ running: 1, waiting: 10 });
		const first = toWork();
		const running = queue.run('a', first.run);
		const waiting = queue.run('a', () => Promise.resolve('second'));
		queue.close();
		await expect(waiting).rejects.toMatchObject({ code: 'server.stopping' });
		await expect(queue.run('b', () => Promise.resolve('third'))).rejects.toMatchObject({ code: 'server.stopping' });
		first.end('first');
		expect(await running).toBe('first');
		await expect(queue.run('b', () => Promise.resolve('fourth'))).rejects.toMatchObject({ code: 'server.stopping' });
	});

	it('goes on after work that fails', async () => {
		const queue = open({ running: 1, waiting: 1 });
		const first = toWork();
		const failing = queue.run('a', first.run);
		const waiting = queue.run('a', () => Promise.resolve('second'));
		first.fail(new Error('broken'));
		await expect(failing).rejects.toThrow('broken');
		expect(await waiting).toBe('second');
	});
});
