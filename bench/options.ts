import { parseArgs } from 'node:util';

/** What a person asks of a run. */
export interface BenchOptions {
	/** Names of rows; empty: all. */
	readonly rows: readonly string[];
	/** Alternating runs of each contestant. */
	readonly runs: number;
	/** How long one run starts new operations. */
	readonly seconds: number;
	readonly warmUpSeconds: number;
	/** A run that shows that everything works and measures nothing worth quoting. */
	readonly quick: boolean;
	/** Connections at a time. */
	readonly concurrency: number;
	/** Device profiles of the rows that compare sizes, smallest first. */
	readonly profileCounts: readonly number[];
	/** Devices with a certificate of their own. */
	readonly devices: number;
	readonly output?: string;
	readonly chart?: string;
	/** Folder for CPU profiles of OpenDMS. */
	readonly profile?: string;
	readonly list: boolean;
	readonly help: boolean;
}

export const usage = `npm run bench -- [options]     OpenDMS beside nginx on this machine, server CPU for each operation

  --rows A,B       only these rows (--list names them)
  --runs N         alternating runs of each contestant, 1 to 50 (5)
  --seconds S      length of a run, 0.1 to 60 (4)
  --concurrency N  connections at a time, 1 to 200 (32)
  --quick          one short run of everything on little data: shows that it works, not how fast it is
  --output FILE    all numbers as JSON
  --chart FILE     the ratios as an SVG bar chart
  --profile DIR    CPU profiles of the OpenDMS processes and a summary of them, a folder for each row
  --list           the rows
`;

/** @throws Error with a message for the person. */
export function parseOptions(args: readonly string[]): BenchOptions {
	const { values } = parseArgs({
		args: [...args],
		options: {
			rows: { type: 'string' },
			runs: { type: 'string' },
			seconds: { type: 'string' },
			concurrency: { type: 'string' },
			quick: { type: 'boolean', default: false },
			output: { type: 'string' },
			chart: { type: 'string' },
			profile: { type: 'string' },
			list: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	const { quick, list, help, output, chart, profile } = values;
	const seconds = parseNumber('--seconds', values.seconds, quick ? 0.2 : 4, 0.1, 60);
	return {
		rows: (values.rows ?? '').split(',').filter((name) => name !== ''),
		runs: Math.round(parseNumber('--runs', values.runs, quick ? 1 : 5, 1, 50)),
		seconds,
		warmUpSeconds: quick ? 0.05 : seconds / 2,
		quick,
		concurrency: Math.round(parseNumber('--concurrency', values.concurrency, 32, 1, 200)),
		profileCounts: quick ? [100, 1_000, 5_000] : [1_000, 100_000, 1_000_000],
		devices: quick ? 150 : 10_000,
		list,
		help,
		...(output === undefined ? {} : { output }),
		...(chart === undefined ? {} : { chart }),
		...(profile === undefined ? {} : { profile }),
	};
}

function parseNumber(name: string, text: string | undefined, fallback: number, least: number, most: number): number {
	if (text === undefined) return fallback;
	const value = Number(text);
	if (text.trim() !== '' && value >= least && value <= most) return value;
	throw new Error(`${name} ${JSON.stringify(text)} is not a number from ${least} to ${most}`);
}
