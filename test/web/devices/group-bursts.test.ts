import { describe, expect, it } from 'vitest';
import { groupBursts } from '../../../src/web/devices/timeline/group-bursts.ts';
import type { AccessRecord } from '../../../src/web/devices/timeline/queries.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');

/** Of a number of seconds; only its time and its id count. */
function recordAt(second: number): AccessRecord {
	return { id: `r${second}`, at: new Date(startMs + second * 1000).toISOString() } as AccessRecord;
}

describe('the boots of a device', () => {
	it.each([
		['no request', [], []],
		['one request', [5], [[5]]],
		['requests that follow each other', [0, 30, 90], [[0, 30, 90]]],
		['a minute of silence, which is not yet a new boot', [0, 60], [[0, 60]]],
		['more silence', [0, 61, 62, 300], [[300], [61, 62], [0]]],
	] as const)('are told apart by silence: %s', (_, seconds, expected) => {
		const bursts = groupBursts(seconds.map(recordAt).toReversed());
		expect(bursts.map(({ records }) => records.map(({ id }) => id))).toEqual(expected.map((each) => each.map((second) => `r${second}`)));
		for (const { id, startedAt, endedAt, records } of bursts) {
			expect([id, startedAt, endedAt]).toEqual([records[0]?.id, records[0]?.at, records.at(-1)?.at]);
		}
	});
});
