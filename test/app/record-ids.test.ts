import { describe, expect, it } from 'vitest';
import { RecordIds } from '../../src/app/record-ids.ts';

describe('the id of a record', () => {
	it('is a version 7 UUID that begins with its time', () => {
		const at = new Date('2026-03-01T12:00:00.123Z');
		const id = new RecordIds().next(at);
		expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(at.getTime());
	});

	it('sorts by the order of the calls, also within one millisecond, past its sequence, and when the clock goes back', () => {
		const ids = new RecordIds();
		const at = new Date();
		const made = Array.from({ length: 10_000 }, (_, index) => ids.next(index === 5_000 ? new Date(at.getTime() - 1_000) : at));
		expect(made.toSorted()).toEqual(made);
		expect(new Set(made).size).toBe(made.length);
	});
});
