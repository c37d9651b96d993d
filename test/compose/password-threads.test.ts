import { readdirSync } from 'node:fs';
import { constants, getPriority, platform } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { hashPassword } from '../../src/app/authentication/password-hash.ts';
import { PasswordThreads } from '../../src/compose/password-threads.ts';

describe('the threads that check passwords', () => {
	let work: number[] = [];
	const open = () => new PasswordThreads((workMs) => work.push(workMs));
	let threads = open();

	afterEach(async () => {
		await threads.close();
		work = [];
		threads = open();
	});

	const threadsOfLowPriority = () =>
		readdirSync('/proc/self/task').filter((thread) => getPriority(Number(thread)) === constants.priority.PRIORITY_BELOW_NORMAL).length;

	it('say what is right, side by side', async () => {
		const hash = await hashPassword('correct horse');
		const questions = ['correct horse', 'wrong horse', 'correct horse', ''].map((password) => threads.verify(password, hash));
		expect(await Promise.all(questions)).toEqual([true, false, true, false]);
		expect(await threads.verify('correct horse', undefined)).toBe(false);
	});

	it.runIf(platform() === 'linux')('come after all others, and are used again', async () => {
		const before = threadsOfLowPriority();
		for (let round = 0; round < 3; round++) await threads.verify('password', undefined);
		expect(threadsOfLowPriority()).toBe(before + 1);
		expect(getPriority()).toBe(0);
		await threads.close();
		expect(threadsOfLowPriority()).toBe(before);
	});

	it('tell how long a processor was busy, which is no longer than it took', async () => {
		for (let round = 0; round < 3; round++) {
			const startedMs = performance.now();
			await threads.verify('password', undefined);
			// The clocks are not the same one.
			expect(work.at(-1)).toBeLessThan(performance.now() - startedMs + 2);
		}
		expect(work).toHaveLength(3);
		expect(Math.min(...work)).toBeGreaterThan(1);
	});

	it('fail with their question, and the next one finds a new thread', async () => {
		await expect(threads.verify('password', 'no hash at all')).rejects.toThrow('unknown form');
		expect(await threads.verify('password', undefined)).toBe(false);
	});

	it('leave no question without an answer when they are closed', async () => {
		const answer = threads.verify('password', undefined).catch((error: unknown) => String(error));
		await threads.close();
		expect(await answer).toContain('has ended');
	});
});
