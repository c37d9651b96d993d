import type { ContestantResult, NotMeasured, RowResult, Verdict } from './row.ts';
import type { Spread } from './statistics.ts';

/** What of the details a person wants to see beside the value. */
const shownDetails: readonly (readonly [name: string, unit: string])[] = [
	['operationsPerSecond', '/s'],
	['mebibytesPerSecond', 'MiB/s'],
	['medianMs', 'ms p50'],
	['slowestPercentMs', 'ms p99'],
	['cpuCores', 'cores'],
	['largestWorkerMebibytes', 'MiB worker'],
	['readyMs', 'ms to ready'],
	['extraMebibytes', 'MiB extra'],
	['seconds', 's'],
	['pages', 'pages to the first device or the end'],
	['wholeSearchMs', 'ms for them'],
	['withoutMs', 'ms p99 without'],
	['duringMs', 'ms p99 during'],
	['loginsPerSecond', 'logins/s'],
	['refusedPerSecond', 'refused/s'],
];

/** Everything about one row, a line for each contestant. */
export function toRowText({ name, title, unit, results }: RowResult): string {
	const lines = results.map((result) => `  ${result.contestant.padEnd(18)} ${toText(result.value).padEnd(28)} ${toDetailText(result)}`);
	return [`${name}: ${title} (${unit})`, ...lines, ''].join('\n');
}

function toDetailText({ details }: ContestantResult): string {
	return shownDetails
		.flatMap(([name, unit]) => (details[name] === undefined ? [] : [`${toNumber(details[name].median)} ${unit}`]))
		.join(', ');
}

/** The table that the bounds are judged by: for each row the first contestant, ours, and their ratio. */
export function toRatioTable(rows: readonly RowResult[]): string {
	const header = ['row', 'unit', 'compared with', 'its value', 'contestant', 'value', 'ratio [min..max]', 'bound', ''];
	const lines = rows.flatMap((row) => row.results.flatMap((result) => toRatioLine(row, result)));
	const widths = header.map((title, column) => Math.max(title.length, ...lines.map((line) => (line[column] ?? '').length)));
	return [header, ...lines]
		.map((line) =>
			line
				.map((cell, column) => cell.padEnd(widths[column] ?? 0))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

function toRatioLine(row: RowResult, result: ContestantResult): readonly (readonly string[])[] {
	const base = row.results.find(({ ratio }) => ratio === undefined);
	const isAlone = row.results.every(({ ratio }) => ratio === undefined);
	if (result.ratio === undefined && !isAlone) return [];
	const verdict = row.verdicts.find(({ contestant }) => contestant === result.contestant);
	return [
		[
			row.name,
			row.unit,
			isAlone ? '-' : (base?.contestant ?? '-'),
			isAlone || base === undefined ? '-' : toNumber(base.value.median),
			result.contestant,
			toNumber(result.value.median),
			result.ratio === undefined
				? '-'
				: `${result.ratio.median.toFixed(2)} [${result.ratio.min.toFixed(2)}..${result.ratio.max.toFixed(2)}]`,
			verdict === undefined ? '' : toBoundText(verdict, row.unit),
			verdict === undefined ? '' : verdict.isMet ? 'pass' : 'FAIL',
		],
	];
}

function toBoundText({ kind, atMost }: Verdict, unit: string): string {
	return kind === 'ratio' ? `${atMost}` : `${atMost} ${unit}`;
}

export function toNotMeasuredText(notMeasured: readonly NotMeasured[]): string {
	return ['Not measured:', ...notMeasured.map(({ what, why }) => `  ${what}: ${why}`)].join('\n');
}

function toText({ median, min, max }: Spread): string {
	return `${toNumber(median)} [${toNumber(min)}..${toNumber(max)}]`;
}

function toNumber(value: number): string {
	return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
