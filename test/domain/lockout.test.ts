import { describe, expect, it } from 'vitest';
import {
	afterFailure,
	beginsLockout,
	defaultLockoutPolicy,
	type LockoutPolicy,
	type LockoutState,
	lockoutAt,
	networkOf,
} from '../../src/domain/lockout.ts';

const start = new Date('2026-01-01T00:00:00Z');
const minutesAfter = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

function fail(policy: LockoutPolicy, times: number, state?: LockoutState, at = start): LockoutState {
	let current = state;
	for (let time = 0; time < times; time++) current = afterFailure(current, policy, at);
	if (current === undefined) throw new Error('no failure');
	return current;
}

describe('the lockout of a user name', () => {
	it('begins with the failure that reaches the threshold', () => {
		expect(lockoutAt(fail(defaultLockoutPolicy, 4), start)).toBeUndefined();
		expect(lockoutAt(fail(defaultLockoutPolicy, 5), start)).toBe('temporary');
	});

	it('ends when its time is over, and the next one is twice as long', () => {
		const first = fail(defaultLockoutPolicy, 5);
		expect(first.expiresAt).toEqual(minutesAfter(5));
		expect(lockoutAt(first, minutesAfter(5))).toBeUndefined();
		const second = fail(defaultLockoutPolicy, 5, first, minutesAfter(6));
		expect(second.expiresAt).toEqual(minutesAfter(16));
	});

	it('is always as long with the fixed algorithm', () => {
		const policy: LockoutPolicy = { ...defaultLockoutPolicy, waitAlgorithm: 'Fixed', fixedWaitMinutes: 20 };
		const second = fail(policy, 5, fail(policy, 5), minutesAfter(30));
		expect(second.expiresAt).toEqual(minutesAfter(50));
	});

	it('becomes permanent after the second threshold, where the policy says so', () => {
		const policy: LockoutPolicy = { ...defaultLockoutPolicy, type: 'Temporary Then Permanent', permanentThreshold: 2 };
		const locked = fail(policy, 5, fail(policy, 5), minutesAfter(10));
		expect(lockoutAt(locked, minutesAfter(100_000))).toBe('permanent');
	});

	it.each(['Temporary', 'Temporary Then Permanent'] as const)('of the type %s is not opened by a password sent before it began', (type) => {
		const policy: LockoutPolicy = { ...defaultLockoutPolicy, type, permanentThreshold: 2 };
		const locked = fail(policy, 5, type === 'Temporary' ? undefined : fail(policy, 5), type === 'Temporary' ? start : minutesAfter(10));
		const after = afterFailure(locked, policy, minutesAfter(type === 'Temporary' ? 0 : 10));
		expect(after).toEqual(locked);
		expect(beginsLockout(locked, after)).toBe(false);
	});

	it('begins once, with the failure that reaches the threshold', () => {
		const states = Array.from({ length: 5 }, (_, index) => fail(defaultLockoutPolicy, index + 1));
		const begun = states.map((after, index) => beginsLockout(states[index - 1], after));
		expect(begun).toEqual([false, false, false, false, true]);
		const [open, locked] = [states[0], states[4]];
		const second = fail(defaultLockoutPolicy, 5, locked, minutesAfter(6));
		expect([beginsLockout(locked, second), beginsLockout(second, open ?? second)]).toEqual([true, false]);
	});

	it('never begins with the type None', () => {
		expect(lockoutAt(fail({ ...defaultLockoutPolicy, type: 'None' }, 50), start)).toBeUndefined();
	});

	it('forgets failures of long ago', () => {
		const late = afterFailure(fail(defaultLockoutPolicy, 4), defaultLockoutPolicy, minutesAfter(25 * 60));
		expect(late.failures).toBe(1);
	});
});

describe('the network of an address', () => {
	it.each([
		['192.0.2.17', '192.0.2.0/24'],
		['::ffff:192.0.2.17', '192.0.2.0/24'],
		['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
		['2001:DB8::1', '2001:db8:0:0::/64'],
		['::1', '0:0:0:0::/64'],
		['fe80::1%eth0', 'fe80:0:0:0::/64'],
	])('%s is in %s', (address, network) => {
		expect(networkOf(address)).toBe(network);
	});
});
