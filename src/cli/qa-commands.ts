import { type Command, InvalidArgumentError } from 'commander';
import { presentFields } from '../app/administration/present-fields.ts';
import { DmsError } from '../domain/errors.ts';
import { requireMacAddress } from '../domain/mac-address.ts';
import type { CommandSession, GlobalOptions, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { parsePositive } from './option-values.ts';
import { type Progress, startProgress } from './progress.ts';
import type { MatrixReportView, MatrixResultView } from './qa-ports.ts';
import { readWholeFile } from './read-input.ts';
import { writeOutputFile } from './write-output-file.ts';

interface RunOptions {
	readonly ca: string;
	readonly mac?: string;
	readonly path?: string;
	readonly passwordPath?: string;
	readonly expect?: string;
	readonly serverCa?: string;
	readonly junit?: string;
	readonly report?: string;
	readonly setUp?: boolean;
	readonly rows?: boolean;
	readonly concurrency: number;
	readonly timeout: number;
}

/** Files of the samples: one for certificates alone, one for passwords alone. */
const samplePath = '/dms/sample-ip-dect-mac/{mac}-config.xml';
const samplePasswordPath = '/dms/sample-ip-dect/{mac}-config.xml';
const largestInput = 4 * 1024 * 1024;
const mostConcurrent = 64;
const defaultTimeoutMs = 10_000;

export function addQaCommands(program: Command, run: Runner): void {
	const qa = program.command('qa').description('what QA asks of a running server');
	qa.command('run')
		.description('play every recipe and every defect with TLS 1.2 and 1.3, and compare; exits 1 on any difference')
		.argument('<url>', 'the server, e.g. https://localhost:8443')
		.requiredOption('--ca <dir>', 'folder of the test CA; folders in it that are test CAs are played too')
		.option('--mac <mac>', 'MAC address of the device (default: one for each recipe, as dms start makes them)')
		.option('--path <template>', `file that takes certificates alone, with {mac} (default: ${samplePath})`)
		.option('--password-path <template>', `file that takes passwords alone (default: ${samplePasswordPath}; with --path none)`)
		.option('--expect <file>', 'JSON file {"recipe/defect": status}: what another server is to answer')
		.option('--server-ca <file>', 'PEM file to verify the server with; without it whoever answers is tested')
		.option(
			'--set-up',
			'let it change the trust of the test CAs where rows need it (revocation lists, deny list), and put it back; needs --data',
		)
		.option('--junit <file>', 'write a JUnit XML report')
		.option('--report <file>', 'write the report as JSON')
		.option('--rows', 'print every row, not the differences alone')
		.option('--concurrency <n>', 'how many rows at the same time', parseConcurrency, 8)
		.option('--timeout <ms>', 'how long one answer may take', parsePositive, defaultTimeoutMs)
		.action(
			run((session, url: string, options: RunOptions, command: Command) =>
				runMatrix(session, url, options, command.optsWithGlobals<GlobalOptions>().data),
			),
		)
		.addHelpText(
			'after',
			`\nWith --data DIR on the command line, the reasons that the server has recorded are read and compared too.\n${toExamples(
				'dms qa run https://localhost:8443 --ca var/test-ca --data var',
				'dms qa run https://localhost:8443 --ca var/test-ca --data var --junit matrix.xml --rows',
				"dms qa run https://dms.example.net --ca ca/mine --mac 0013d1000001 --path '/files/{mac}.xml' --expect statuses.json",
			)}`,
		);
}

async function runMatrix(session: CommandSession, url: string, options: RunOptions, data: string | undefined): Promise<number> {
	const { expect, serverCa, mac, path, concurrency } = options;
	const recordsAreNear = data !== undefined;
	let bar: Progress | undefined;
	try {
		const { report, junit } = await session.ports.qa.runMatrix({
			url,
			caDirectory: options.ca,
			path: path ?? samplePath,
			concurrency,
			timeoutMs: options.timeout,
			onProgress: (played, rows) => {
				if (bar === undefined) bar = startProgress(session.output, 'rows', rows);
				else if (played > 0) bar.advance(1);
			},
			...presentFields({
				mac: mac === undefined ? undefined : requireMacAddress(mac, 'mac'),
				passwordPath: options.passwordPath ?? (path === undefined ? samplePasswordPath : undefined),
				expected: await readText(expect),
				serverCa: await readText(serverCa),
				store: recordsAreNear ? await session.store() : undefined,
				...(options.setUp === true ? await toSetUp(session, recordsAreNear) : {}),
			}),
		});
		bar?.stop();
		await writeReport(options.junit, junit);
		await writeReport(options.report, `${JSON.stringify(report, null, 2)}\n`);
		if (session.wantsJson) await session.output.json(report);
		else await print(session, report, options.rows === true);
		return report.counts.differences === 0 ? 0 : 1;
	} finally {
		bar?.stop();
	}
}

/** Whoever stops a run must not leave the server changed: Ctrl+C ends it between two rows. */
async function toSetUp(session: CommandSession, recordsAreNear: boolean) {
	if (!recordsAreNear)
		throw new DmsError('usage.invalid', '--set-up needs the data directory of the server: --data DIR', { field: 'set-up' });
	return { administration: await session.administration(), signal: session.ports.interrupted };
}

async function readText(file: string | undefined): Promise<string | undefined> {
	return file === undefined ? undefined : (await readWholeFile(file, largestInput)).toString('utf8');
}

async function writeReport(file: string | undefined, text: string): Promise<void> {
	if (file !== undefined) await writeOutputFile(file, toChunks(text), { force: true });
}

async function* toChunks(text: string): AsyncGenerator<Uint8Array> {
	yield Buffer.from(text);
}

async function print({ output }: CommandSession, report: MatrixReportView, allRows: boolean): Promise<void> {
	const { results, counts, recordsRead } = report;
	const different = results.filter(({ differences }) => differences.length > 0);
	if (allRows) {
		await output.table(
			['Row', 'TLS', 'Expected', 'Came', 'Recorded', ''],
			results.map((result) => [...toCells(result), result.differences.length === 0 ? '' : 'DIFFERENT']),
		);
	}
	await output.table(['Recipe', 'Rows', 'As Expected', 'Different'], countByRecipe(results));
	await output.table(['Came', 'Recorded', 'Rows'], countByOutcome(results));
	if (different.length > 0) {
		await output.table(
			['Row', 'TLS', 'Difference', 'What It Is'],
			different.map(({ row, tls, differences, breaks }) => [row, tls, differences.join('; '), breaks]),
		);
	}
	if (report.skipped.length > 0) {
		const needs = [...Map.groupBy(report.skipped, (row) => row.needs)];
		await output.table(
			['Not Played', 'Needs'],
			needs.map(([need, rows]) => [String(rows.length), need]),
		);
	}
	const records = recordsRead ? '' : '; the recorded reasons were not read, --data DIR gives them';
	const skipped = counts.skipped === 0 ? '' : `; ${counts.skipped} not played, --set-up plays them against a local server`;
	const verdict = counts.differences === 0 ? 'no difference' : `${counts.differences} different`;
	await output.line(`${counts.results} rows in ${(report.durationMs / 1000).toFixed(1)} s: ${verdict}${skipped}${records}`);
}

function toCells({ row, tls, expected, found }: MatrixResultView): readonly string[] {
	return [row, tls, `${expected.status}${expected.reason === undefined ? '' : ` ${expected.reason}`}`, found.outcome, found.reason ?? ''];
}

function countByRecipe(results: readonly MatrixResultView[]): readonly (readonly string[])[] {
	return [...Map.groupBy(results, ({ recipe }) => recipe)].map(([recipe, rows]) => {
		const different = rows.filter(({ differences }) => differences.length > 0).length;
		return [recipe, String(rows.length), String(rows.length - different), String(different)];
	});
}

/** The most frequent first. */
function countByOutcome(results: readonly MatrixResultView[]): readonly (readonly string[])[] {
	const groups = [...Map.groupBy(results, ({ found }) => `${found.outcome}\n${found.reason ?? ''}`).values()];
	return groups
		.sort((one, other) => other.length - one.length)
		.map((rows) => [rows[0]?.found.outcome ?? '', rows[0]?.found.reason ?? '', String(rows.length)]);
}

function parseConcurrency(text: string): number {
	const number = parsePositive(text);
	if (number > mostConcurrent) throw new InvalidArgumentError(`It must be at most ${mostConcurrent}.`);
	return number;
}
