import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RowResult } from '../../bench/row.ts';
import { unpackedNames } from '../web/chromium.ts';

const bench = join(import.meta.dirname, '..', '..', 'bench', 'bench.ts');
const runTimeoutMs = 300_000;

let directory: string;
let temporary: string;

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'opendms-bench-test-'));
	temporary = await mkdtemp(join(directory, 'tmp-'));
	// The database server of the bench runs as another user.
	for (const path of [directory, temporary]) await chmod(path, 0o755);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

interface Outcome {
	readonly exitCode: number | null;
	readonly output: string;
}

function startBench(args: readonly string[]): { readonly child: ChildProcess; readonly finished: Promise<Outcome> } {
	const child = spawn(process.execPath, [bench, ...args], {
		env: { ...process.env, TMPDIR: temporary },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
	return { child, finished: new Promise((resolve) => child.once('close', (exitCode) => resolve({ exitCode, output }))) };
}

/** Command lines of the processes that know the temporary folder of the bench. */
async function processesOfBench(): Promise<string[]> {
	const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
	const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
	return lines.filter((line) => line.includes(temporary));
}

describe.skipIf(process.platform !== 'linux')('npm run bench', () => {
	it(
		'has a number for each row in a quick run and leaves nothing behind',
		async () => {
			const [file, chart] = [join(directory, 'bench.json'), join(directory, 'bench.svg')];
			const { exitCode, output } = await startBench(['--quick', '--output', file, '--chart', chart]).finished;
			expect(output).toContain('Not measured:');
			expect({ exitCode, failed: output.split('\n').filter((line) => line.includes('FAILED')) }).toEqual({ exitCode: 0, failed: [] });

			const listed = (await startBench(['--list']).finished).output.split('\n').flatMap((line) => /^\S+/.exec(line)?.[0] ?? []);
			const { rows } = JSON.parse(await readFile(file, 'utf8')) as { readonly rows: readonly RowResult[] };
			expect(rows.map(({ name }) => name)).toEqual(listed);
			const ours = rows.map(({ name, results }) => {
				const own = results.filter(({ contestant }) => contestant.startsWith('opendms'));
				// What a few streams take is lost in what the collector of garbage gives back.
				const least = name === 'event-memory' ? -Infinity : 0;
				return { name, hasNumbers: own.length > 0 && own.every(({ value }) => value.median > least && Number.isFinite(value.median)) };
			});
			expect(ours.filter(({ hasNumbers }) => !hasNumbers)).toEqual([]);
			expect(await readFile(chart, 'utf8')).toContain('profiles-cold');

			expect((await readdir(temporary)).filter((name) => !unpackedNames.test(name))).toEqual([]);
			expect(await processesOfBench()).toEqual([]);
		},
		runTimeoutMs,
	);

	it(
		'takes its servers and files along when it is told to stop',
		async () => {
			const { child, finished } = startBench(['--quick', '--seconds', '60', '--rows', 'digest']);
			while ((await processesOfBench()).every((line) => !line.includes('serve'))) {
				expect(child.exitCode).toBeNull();
				await setTimeout(20);
			}
			child.kill('SIGTERM');
			expect((await finished).exitCode).toBe(1);
			expect(await readdir(temporary)).toEqual([]);
			while ((await processesOfBench()).length > 0) await setTimeout(20);
		},
		runTimeoutMs,
	);

	it('names the rows there are when asked for another one', async () => {
		const { exitCode, output } = await startBench(['--rows', 'cold-tls13,warm']).finished;
		expect(exitCode).toBe(1);
		expect(output).toMatch(/^bench: there is no row warm; there are cold-tls13, .*event-latency, .*page-filter-1m$/m);
	}, 30_000);
});
