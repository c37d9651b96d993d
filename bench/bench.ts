// `npm run bench`: OpenDMS beside nginx, server CPU for each operation.

import { existsSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { arch, cpus, platform, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { adminRows } from './admin-rows.ts';
import { toChart } from './chart.ts';
import { eventRows } from './event-rows.ts';
import { measureRow } from './measure-row.ts';
import { type BenchOptions, parseOptions, usage } from './options.ts';
import type { OwnRow, OwnRows } from './own-rows.ts';
import { pageRows } from './page-rows.ts';
import { killAllProcesses } from './processes.ts';
import { toProfileSummary } from './profile-summary.ts';
import { toNotMeasuredText, toRatioTable, toRowText } from './report.ts';
import type { NotMeasured, Row, RowResult } from './row.ts';
import { toRows } from './rows.ts';
import { ServerPool } from './server-pool.ts';
import { createStage, type Stage } from './stage.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const profileSummary = { top: 30, skipMs: 2_000 };

/** What no row of this bench looks at. */
const outOfReach: readonly NotMeasured[] = [
	{ what: 'networks', why: 'client and server talk over the loopback interface of one machine and share its processors' },
	{ what: 'resumed TLS sessions', why: 'OpenDMS never resumes one, and nginx is set up alike' },
	{ what: 'keys of devices', why: 'all certificates share one RSA-2048 key; the server sees no difference' },
	{ what: 'hashed passwords of nginx', why: 'its password file is in plain text, the cheapest that it can do' },
	{ what: 'Digest of nginx', why: 'it has none' },
	{ what: 'durable PostgreSQL', why: 'the PostgreSQL of the bench does not wait for the disk' },
	{ what: 'hours', why: 'runs last seconds; what grows over days is not seen' },
];

async function main(): Promise<void> {
	const options = parseOptions(process.argv.slice(2));
	if (options.help) return say(usage);
	if (platform() !== 'linux') throw new Error('the bench reads CPU times from /proc, which only Linux has');
	const directory = await mkdtemp(join(tmpdir(), 'opendms-bench-'));
	const removeNow = () => {
		killAllProcesses();
		rmSync(directory, { recursive: true, force: true });
	};
	process.once('exit', removeNow);
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
	// Servers that give up root must still get at their files.
	await chmod(directory, 0o755);
	const stage = await createStage(directory, options, say);
	try {
		await runRows(stage, chooseRows([...toRows(stage), ...ownRows.flatMap((group) => group.rows)], options));
	} finally {
		await stage.close();
		await rm(directory, { recursive: true, force: true });
	}
}

const ownRows: readonly OwnRows[] = [eventRows, ...adminRows, pageRows];

/** A row that is measured by its load, or one of `ownRows`. */
type AnyRow = Row | OwnRow;

function chooseRows(rows: readonly AnyRow[], { rows: wanted }: BenchOptions): readonly AnyRow[] {
	const unknown = wanted.filter((name) => !rows.some((row) => row.name === name));
	if (unknown.length > 0) throw new Error(`there is no row ${unknown.join(', ')}; there are ${rows.map(({ name }) => name).join(', ')}`);
	return wanted.length === 0 ? rows : rows.filter(({ name }) => wanted.includes(name));
}

async function runRows(stage: Stage, rows: readonly AnyRow[]): Promise<void> {
	const { options } = stage;
	if (options.list) return rows.forEach(({ name, title }) => say(`${name.padEnd(20)} ${title}`));
	const results: RowResult[] = [];
	const notMeasured = stage.others.flatMap(({ name, absence }): readonly NotMeasured[] =>
		absence === undefined ? [] : [{ what: name, why: absence }],
	);
	// A profile is written when its process ends.
	const pool = new ServerPool(options.quick && options.profile === undefined);
	const fail = (what: string, error: unknown) => {
		process.exitCode = 1;
		const why = error instanceof Error ? error.message : String(error);
		notMeasured.push({ what, why });
		say(`${what}: FAILED: ${why}\n`);
	};
	for (const row of rows) {
		if (!('measure' in row)) continue;
		try {
			const measured = await measureRow(stage, pool, row);
			results.push(measured.result);
			notMeasured.push(...measured.notMeasured);
			say(toRowText(measured.result));
		} catch (error) {
			fail(row.name, error);
		}
	}
	await pool.close();
	for (const group of ownRows) {
		const names = group.rows.map(({ name }) => name).filter((name) => rows.some((row) => row.name === name));
		if (names.length === 0) continue;
		try {
			for await (const result of group.measure(stage, names)) {
				results.push(result);
				say(toRowText(result));
			}
		} catch (error) {
			fail(names.join(', '), error);
		}
	}
	await writeProfileSummaries(options, results);
	say(toRatioTable(results));
	say('');
	say(toNotMeasuredText([...notMeasured, ...outOfReach]));
	if (options.quick) say('\nThis was a quick run: it shows that everything works. Its numbers mean nothing.');
	if (options.profile !== undefined) say('\nThe CPU profiler was on: values of OpenDMS are too high.');
	await writeFiles(options, results, [...notMeasured, ...outOfReach]);
}

/** Beside the profiles of each row, for people. */
async function writeProfileSummaries({ profile }: BenchOptions, rows: readonly RowResult[]): Promise<void> {
	if (profile === undefined) return;
	for (const { name } of rows) {
		const folder = join(profile, name);
		if (existsSync(folder)) await writeFile(join(folder, 'summary.txt'), toProfileSummary(folder, profileSummary));
	}
}

async function writeFiles(options: BenchOptions, rows: readonly RowResult[], notMeasured: readonly NotMeasured[]): Promise<void> {
	const machine = {
		node: process.version,
		platform: `${platform()} ${release()} ${arch()}`,
		processors: cpus().map(({ model }) => model),
		memoryBytes: totalmem(),
	};
	const { output, chart } = options;
	if (output !== undefined)
		await writeFile(output, `${JSON.stringify({ at: new Date(), machine, options, rows, notMeasured }, null, '\t')}\n`);
	const title = `OpenDMS beside nginx, ${options.runs} runs of ${options.seconds} s`;
	if (chart !== undefined) await writeFile(chart, toChart(rows, title));
}

try {
	await main();
} catch (error) {
	process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
}
