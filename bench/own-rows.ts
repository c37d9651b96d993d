import type { RowResult, Sample } from './row.ts';
import type { Stage } from './stage.ts';
import { toSpread } from './statistics.ts';

export interface OwnRow {
	readonly name: string;
	readonly title: string;
}

/** Rows that nobody else has the like of to compare with, and that are measured on the same server. */
export interface OwnRows {
	readonly rows: readonly OwnRow[];
	/** Those of these names, in the order of the table. @throws Error when one of them cannot be measured; the rest is left out then. */
	measure(stage: Stage, names: readonly string[]): AsyncIterable<RowResult>;
}

/** What was found of one thing that a row measures; the name begins with `opendms`. */
export interface OwnMeasurement {
	readonly contestant: string;
	readonly samples: readonly Sample[];
	/** Of the median, in the unit of the row. */
	readonly atMost?: number;
	/** Bounds of details: each of them must be met for the row to be worth anything. */
	readonly detailsAtMost?: Readonly<Record<string, number>>;
}

/** @throws Error where a detail is out of its bound. */
export function toOwnResult(row: OwnRow, unit: string, measurements: readonly OwnMeasurement[]): RowResult {
	for (const measurement of measurements) requireDetails(row.name, measurement);
	const results = measurements.map(({ contestant, samples }) => ({
		contestant,
		samples,
		value: toSpread(samples.map(({ value }) => value)),
		details: Object.fromEntries(
			Object.keys(samples[0]?.details ?? {}).map((name) => [name, toSpread(samples.map(({ details }) => details[name] ?? Number.NaN))]),
		),
	}));
	const verdicts = measurements.flatMap(({ contestant, atMost }, index) => {
		const measured = results[index]?.value.median ?? Number.NaN;
		return atMost === undefined ? [] : [{ kind: 'value', contestant, atMost, measured, isMet: measured <= atMost } as const];
	});
	return { name: row.name, title: row.title, unit, results, verdicts };
}

function requireDetails(row: string, { contestant, samples, detailsAtMost = {} }: OwnMeasurement): void {
	for (const [detail, most] of Object.entries(detailsAtMost)) {
		for (const { details } of samples) {
			const found = details[detail] ?? Number.NaN;
			if (!(found <= most)) throw new Error(`${row}: ${contestant}: ${detail} is ${found}, more than ${most}`);
		}
	}
}
