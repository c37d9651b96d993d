import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExpired, secondsLeft, toRenewedExpiry, toTokenTimes } from '../../src/domain/token.ts';

const start = new Date('2026-01-01T00:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const lifetime = { slidingSeconds: 60, absoluteSeconds: 150 };
const issue = () => ({ id: '1', owner: { kind: 'person' as const, id: '1' }, ...toTokenTimes(lifetime, start) });

describe('the life of a token', () => {
	it('slides with each renewal and ends for good', () => {
		const token = issue();
		expect(token).toMatchObject({ createdAt: start, expiresAt: after(60), absoluteExpiresAt: after(150) });
		expect(toRenewedExpiry(token, lifetime, after(50))).toEqual(after(110));
		expect(toRenewedExpiry(token, lifetime, after(140))).toEqual(after(150));
	});

	it('does not get shorter when the configuration does', () => {
		expect(toRenewedExpiry(issue(), { slidingSeconds: 1, absoluteSeconds: 1 }, after(10))).toEqual(after(60));
	});

	it('ends at the second', () => {
		const token = issue();
		expect(isExpired(token, after(59.999))).toBe(false);
		expect(isExpired(token, after(60))).toBe(true);
		expect(secondsLeft(token.expiresAt, after(0.001))).toBe(59);
		expect(secondsLeft(token.expiresAt, after(61))).toBe(0);
	});

	it('never goes past its absolute end, whatever is renewed when', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 400 })), (moments) => {
				let { expiresAt } = issue();
				for (const moment of moments.toSorted((left, right) => left - right)) {
					expiresAt = toRenewedExpiry(Object.assign(issue(), { expiresAt }), lifetime, after(moment));
					expect(expiresAt <= issue().absoluteExpiresAt).toBe(true);
				}
			}),
		);
	});
});
