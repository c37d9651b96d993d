import type { AccessRecord } from './queries.ts';

/** Requests that follow each other closely: a boot, or a check for something new. */
export interface Burst {
	/** The id of its first request. */
	readonly id: string;
	readonly startedAt: string;
	readonly endedAt: string;
	/** From the first to the last. */
	readonly records: readonly AccessRecord[];
}

/** A device that is silent for so long has begun something new. */
const quietMs = 60_000;

/** @param records the newest first. Bursts: the newest first, and within each the oldest record first. */
export function groupBursts(records: readonly AccessRecord[]): readonly Burst[] {
	const bursts: AccessRecord[][] = [];
	for (const record of records) {
		const burst = bursts.at(-1);
		const later = burst?.at(-1);
		if (burst !== undefined && later !== undefined && Date.parse(later.at) - Date.parse(record.at) <= quietMs) burst.push(record);
		else bursts.push([record]);
	}
	return bursts.map((burst) => toBurst(burst.toReversed()));
}

function toBurst(records: readonly AccessRecord[]): Burst {
	const [first] = records;
	return { id: first?.id ?? '', startedAt: first?.at ?? '', endedAt: records.at(-1)?.at ?? '', records };
}
