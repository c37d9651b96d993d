import { expect, it } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';

it('the clock tells the time of the machine', () => {
	const before = Date.now();
	const now = systemClock.now().getTime();
	expect(now).toBeGreaterThanOrEqual(before);
	expect(now).toBeLessThanOrEqual(Date.now());
});
