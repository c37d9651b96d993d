import { describe, expect, it } from 'vitest';
import { accountRule, afterLoginFailure, networkRule } from '../../../src/app/authentication/login-lockout.ts';
import { type LockoutState, lockoutAt } from '../../../src/domain/lockout.ts';

const start = new Date('2026-01-01T00:00:00Z');
const minutesAfter = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

function failTimes(times: number, at: Date, state?: LockoutState): LockoutState {
	const first = afterLoginFailure(state, accountRule, at);
	return times === 1 ? first : failTimes(times - 1, at, first);
}

describe('the lockout of a login', () => {
	it('begins with the fifth failure and ends after ten minutes', () => {
		expect(lockoutAt(failTimes(accountRule.threshold - 1, start), start)).toBeUndefined();
		const locked = failTimes(accountRule.threshold, start);
		expect(lockoutAt(locked, minutesAfter(9.9))).toBe('temporary');
		expect(lockoutAt(locked, minutesAfter(10))).toBeUndefined();
	});

	it('takes twice as long each time, up to a limit, and never for good', () => {
		let state: LockoutState | undefined;
		const waits: number[] = [];
		let now = start;
		for (let round = 0; round < 7; round++) {
			state = failTimes(accountRule.threshold, now, state);
			const wait = (state.expiresAt ?? now).getTime() - now.getTime();
			waits.push(wait / 60_000);
			now = new Date(now.getTime() + wait);
			expect(state.permanent).toBe(false);
		}
		expect(waits).toEqual([10, 20, 40, 80, 160, 160, 160]);
	});

	it('forgets failures after a quarter of an hour, and lockouts after a day', () => {
		const four = failTimes(accountRule.threshold - 1, start);
		expect(afterLoginFailure(four, accountRule, minutesAfter(14)).lockouts).toBe(1);
		expect(afterLoginFailure(four, accountRule, minutesAfter(16))).toMatchObject({ failures: 1, lockouts: 0 });
		const locked = failTimes(accountRule.threshold, start);
		expect(afterLoginFailure(locked, accountRule, minutesAfter(23 * 60)).lockouts).toBe(1);
		expect(afterLoginFailure(locked, accountRule, minutesAfter(25 * 60)).lockouts).toBe(0);
	});

	it('is not opened by a password that was sent before it began', () => {
		const locked = failTimes(accountRule.threshold, start);
		expect(afterLoginFailure(locked, accountRule, start)).toEqual(locked);
	});

	it('of a network allows for more people than one', () => {
		expect(networkRule.threshold).toBeGreaterThanOrEqual(5 * accountRule.threshold);
	});
});
