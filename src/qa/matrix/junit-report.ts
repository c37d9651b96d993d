import type { MatrixReport, MatrixResult, SkippedRow } from './matrix-report.ts';

/** The report as JUnit XML, the form that continuous integration reads: a suite for each recipe, a case for each row and version of TLS. */
export function toJunitXml({ url, startedAt, durationMs, results, skipped, counts }: MatrixReport): string {
	const suites = Map.groupBy(results, ({ recipe }) => recipe);
	const total = {
		name: `dms qa run ${url}`,
		tests: counts.results + counts.skipped,
		failures: counts.differences,
		errors: 0,
		skipped: counts.skipped,
		time: toSeconds(durationMs),
	};
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites${toAttributes(total)}>`,
		...[...suites].flatMap(([recipe, cases]) =>
			toSuite(
				recipe,
				startedAt,
				cases,
				skipped.filter((row) => row.recipe === recipe),
			),
		),
		'</testsuites>',
		'',
	].join('\n');
}

function toSuite(name: string, startedAt: Date, cases: readonly MatrixResult[], skipped: readonly SkippedRow[]): readonly string[] {
	const attributes = {
		name,
		tests: cases.length + skipped.length,
		failures: cases.filter(({ differences }) => differences.length > 0).length,
		errors: 0,
		skipped: skipped.length,
		time: toSeconds(cases.reduce((sum, { durationMs }) => sum + durationMs, 0)),
		timestamp: startedAt.toISOString(),
	};
	return [`\t<testsuite${toAttributes(attributes)}>`, ...cases.flatMap(toCase), ...skipped.flatMap(toSkippedCase), '\t</testsuite>'];
}

function toCase({ row, recipe, tls, breaks, path, found, differences, durationMs }: MatrixResult): readonly string[] {
	const attributes = { classname: recipe, name: `${row} ${tls}`, time: toSeconds(durationMs) };
	const lines = [
		breaks,
		`asked: ${path}`,
		`came: ${found.outcome}`,
		...(found.reason === undefined ? [] : [`recorded: ${found.reason}`]),
		found.detail ?? '',
	];
	const told = escapeXml(lines.filter((line) => line !== '').join('\n'));
	const failure = `<failure${toAttributes({ type: 'difference', message: differences.join('; ') })}>${told}</failure>`;
	return [
		`\t\t<testcase${toAttributes(attributes)}>`,
		`\t\t\t${differences.length === 0 ? `<system-out>${told}</system-out>` : failure}`,
		'\t\t</testcase>',
	];
}

function toSkippedCase({ row, recipe, needs }: SkippedRow): readonly string[] {
	const attributes = { classname: recipe, name: row, time: toSeconds(0) };
	return [`\t\t<testcase${toAttributes(attributes)}>`, `\t\t\t<skipped${toAttributes({ message: `needs ${needs}` })}/>`, '\t\t</testcase>'];
}

function toSeconds(ms: number): string {
	return (ms / 1000).toFixed(3);
}

function toAttributes(attributes: Readonly<Record<string, string | number>>): string {
	return Object.entries(attributes)
		.map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`)
		.join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 has no place for, not even escaped, become the replacement character. */
function escapeXml(text: string): string {
	return text
		.toWellFormed()
		.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
		.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
