import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import { minuteMs, type TrafficCount } from '../../src/domain/traffic.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { sampleRecord } from './samples.ts';

const start = Date.UTC(2026, 0, 1, 12);
const always = { from: new Date(0), to: new Date(start * 2) };

/** What the records say themselves. */
export function countTraffic(records: readonly AccessRecord[], stepMs: number): readonly TrafficCount[] {
	const counts = new Map<string, { at: Date; reason: AccessRecord['reason']; requests: number; refusals: number }>();
	for (const { at, reason, status } of records) {
		const begin = Math.floor(at.getTime() / stepMs) * stepMs;
		const key = `${String(begin).padStart(16, '0')} ${reason}`;
		const count = counts.get(key) ?? { at: new Date(begin), reason, requests: 0, refusals: 0 };
		count.requests++;
		if (status >= 400) count.refusals++;
		counts.set(key, count);
	}
	return [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, count]) => count);
}

const ends = [
	{ status: 200, reason: 'granted' },
	{ status: 304, reason: 'not-modified' },
	{ status: 403, reason: 'device.unknown' },
	{ status: 403, reason: 'certificate.expired' },
	{ status: 200, reason: 'certificate.expired-exception' },
] as const;

const someRecords = fc.array(
	fc
		.record({ end: fc.constantFrom(...ends), offsetMs: fc.integer({ min: 0, max: 3 * 3_600_000 }) })
		.map(({ end, offsetMs }) => sampleRecord({ ...end, at: new Date(start + offsetMs) })),
	{ minLength: 1, maxLength: 120 },
);

export function trafficContract(open: OpenTestStore): void {
	describe('traffic', () => {
		it('is what the records say, however they were settled and with whichever step it is read', async () => {
			const { store } = await open();
			const all: AccessRecord[] = [];
			await fc.assert(
				fc.asyncProperty(someRecords, fc.constantFrom(1, 5, 60), async (records, minutes) => {
					const half = Math.ceil(records.length / 2);
					for (const batch of [records.slice(0, half), records.slice(half)]) {
						store.accessRecords.append(batch);
						await store.settle();
					}
					all.push(...records);
					const stepMs = minutes * minuteMs;
					expect(await store.traffic.list({ ...always, stepMs })).toEqual(countTraffic(all, stepMs));
				}),
				{ numRuns: 12 },
			);
		});

		it('is read from a minute on, up to another one', async () => {
			const { store } = await open();
			const records = Array.from({ length: 6 }, (_, minute) => sampleRecord({ at: new Date(start + minute * minuteMs + 30_000) }));
			store.accessRecords.append(records);
			const minutesOf = async (from: number, to: number) =>
				(await store.traffic.list({ from: new Date(from), to: new Date(to), stepMs: minuteMs })).map(
					({ at }) => (at.getTime() - start) / minuteMs,
				);
			expect(await minutesOf(start + minuteMs, start + 3 * minuteMs)).toEqual([1, 2]);
			// A minute is there as a whole.
			expect(await minutesOf(start + minuteMs + 45_000, start + 3 * minuteMs + 1)).toEqual([1, 2, 3]);
			expect(await minutesOf(start + 6 * minuteMs, start + 9 * minuteMs)).toEqual([]);
			expect(await store.traffic.since()).toEqual(new Date(start));
		});

		it('goes with the records, minute by minute', async () => {
			const { store } = await open();
			expect(await store.traffic.since()).toBeUndefined();
			const records = Array.from({ length: 4 }, (_, minute) => sampleRecord({ at: new Date(start + minute * minuteMs + 30_000) }));
			store.accessRecords.append(records);
			await store.accessRecords.removeBefore(new Date(start + 2 * minuteMs));
			expect(await store.traffic.since()).toEqual(new Date(start + 2 * minuteMs));
			// Of a minute that is cut in two all requests stay counted.
			await store.accessRecords.removeBefore(new Date(start + 2 * minuteMs + 45_000));
			expect(await store.traffic.since()).toEqual(new Date(start + 2 * minuteMs));
		});

		it('is not counted again when a transfer is corrected', async () => {
			const { store } = await open();
			const record = sampleRecord();
			store.accessRecords.append([record]);
			await store.settle();
			store.accessRecords.markAborted(record.id, 1);
			expect(await store.traffic.list({ ...always, stepMs: minuteMs })).toEqual(countTraffic([record], minuteMs));
		});
	});
}
