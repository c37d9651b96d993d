import type { Contestant, RunningServer } from './contestant.ts';
import { runLoad } from './load.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';
import { type FamilyUsage, readUsage, residentBytes } from './process-family.ts';
import type { ContestantResult, NotMeasured, Row, RowResult, Sample } from './row.ts';
import type { ServerPool } from './server-pool.ts';
import type { Stage } from './stage.ts';
import { toRatios, toSpread } from './statistics.ts';

const mebibyte = 1024 * 1024;
const mostOperations = 1_000_000;

interface Participant {
	readonly contestant: Contestant;
	readonly server: RunningServer;
	readonly samples: Sample[];
}

/**
 * Runs a row: every contestant is started and warmed up, then they take turns.
 * @returns what it says, and whom it says nothing of. @throws Error when nginx or ours cannot be measured.
 */
export async function measureRow(
	stage: Stage,
	pool: ServerPool,
	row: Row,
): Promise<{ readonly result: RowResult; readonly notMeasured: readonly NotMeasured[] }> {
	const present = row.contestants.filter(({ absence }) => absence === undefined);
	if (row.measure === 'start') return { result: toRowResult(row, await measureStarts(stage, row, present)), notMeasured: [] };
	const notMeasured: NotMeasured[] = [];
	try {
		const participants = await warmUp(stage, pool, row, present, notMeasured);
		for (let run = 0; run < stage.options.runs; run++) {
			// Whoever is first is last the next time: a machine that grows warm or busy favours nobody.
			for (const participant of run % 2 === 0 ? participants : participants.toReversed()) {
				await row.beforeRun?.();
				participant.samples.push(await runOnce(stage, row, participant, false));
			}
		}
		return { result: toRowResult(row, participants), notMeasured };
	} finally {
		await pool.endRow();
	}
}

type Measured = readonly { readonly contestant: Contestant; readonly samples: readonly Sample[] }[];

async function warmUp(
	stage: Stage,
	pool: ServerPool,
	row: Row,
	present: readonly Contestant[],
	notMeasured: NotMeasured[],
): Promise<readonly Participant[]> {
	const participants: Participant[] = [];
	for (const contestant of present) {
		try {
			const participant = { contestant, server: await pool.start(contestant, row.name), samples: [] };
			await runOnce(stage, row, participant, true);
			participants.push(participant);
		} catch (error) {
			await pool.stop(contestant);
			if (!contestant.isOptional) throw error;
			notMeasured.push({ what: `${row.name}: ${contestant.name}`, why: error instanceof Error ? error.message : String(error) });
		}
	}
	return participants;
}

async function runOnce(stage: Stage, row: Row, { contestant, server }: Participant, isWarmUp: boolean): Promise<Sample> {
	const whole = await toPlan(stage, row, contestant, server);
	const plan = isWarmUp ? { ...whole, seconds: stage.options.warmUpSeconds } : whole;
	const workers = server.workers();
	const { before, after, result } = await runLoad(stage.directory, plan, () => readUsage(server.roots));
	requireAlive(contestant, workers, after);
	const rss = Math.max(...server.workers().map(residentBytes)) / mebibyte;
	return toSample(row, result, (after.cpuSeconds - before.cpuSeconds) * 1_000_000, rss);
}

/** A worker that died makes a run worthless. The database may open and close connections in between; it answers for their time. */
function requireAlive({ name }: Contestant, workers: readonly number[], { pids }: FamilyUsage): void {
	const gone = workers.filter((pid) => !pids.includes(pid));
	if (gone.length > 0) throw new Error(`${name} lost the process ${gone.join(', ')} during the run`);
}

function toSample({ measure }: Row, result: LoadResult, cpuMicroseconds: number, rss: number): Sample {
	const mebibytes = result.bytes / mebibyte;
	const values = {
		cpu: cpuMicroseconds / result.operations,
		'cpu-mebibyte': cpuMicroseconds / mebibytes,
		memory: rss,
		start: Number.NaN,
	};
	return {
		value: values[measure],
		details: {
			operationsPerSecond: result.operations / result.seconds,
			mebibytesPerSecond: mebibytes / result.seconds,
			medianMs: result.medianMs,
			slowestPercentMs: result.slowestPercentMs,
			largestWorkerMebibytes: rss,
			cpuCores: cpuMicroseconds / 1_000_000 / result.seconds,
		},
	};
}

/** A process that has not run before, each time. */
async function measureStarts(stage: Stage, row: Row, present: readonly Contestant[]): Promise<Measured> {
	const measured = present.map((contestant) => ({ contestant, samples: [] as Sample[] }));
	// The first start of all reads everything from the disk and fills the caches of the system.
	for (let run = stage.options.quick ? 0 : -1; run < stage.options.runs; run++) {
		for (const { contestant, samples } of run % 2 === 0 ? measured : measured.toReversed()) {
			const sample = await startOnce(stage, row, contestant);
			if (run >= 0) samples.push(sample);
		}
	}
	return measured;
}

async function startOnce(stage: Stage, row: Row, contestant: Contestant): Promise<Sample> {
	// What it takes to make files and certificates is not part of the start.
	await row.toLoad(contestant, { port: 0, passwordPort: 0 });
	await contestant.prepare();
	const startedMs = performance.now();
	const server = await contestant.start(row.name);
	const readyMs = performance.now() - startedMs;
	try {
		const plan = await toPlan(stage, row, contestant, server);
		const { result } = await runLoad(stage.directory, plan, () => undefined);
		return { value: readyMs + result.medianMs, details: { readyMs, firstFetchMs: result.medianMs } };
	} finally {
		await server.stop();
	}
}

async function toPlan(stage: Stage, row: Row, contestant: Contestant, server: RunningServer): Promise<LoadPlan> {
	return {
		trustFile: stage.credentials.serverCertificateFile,
		concurrency: stage.options.concurrency,
		mostOperations,
		seconds: stage.options.seconds,
		...(await row.toLoad(contestant, server)),
	};
}

function toRowResult(row: Row, measured: Measured): RowResult {
	const first = row.contestants[0];
	const base = measured.find(({ contestant }) => contestant === first)?.samples.map(({ value }) => value);
	const results = measured.map(({ contestant, samples }) => toResult(contestant, samples, contestant === first ? undefined : base));
	return {
		name: row.name,
		title: row.title,
		unit: row.unit,
		results,
		verdicts: row.bounds.flatMap((bound) => {
			const found = results.find(({ contestant }) => contestant === bound.contestant);
			const measuredValue = bound.kind === 'ratio' ? found?.ratio?.median : found?.value.median;
			return measuredValue === undefined ? [] : [{ ...bound, measured: measuredValue, isMet: measuredValue <= bound.atMost }];
		}),
	};
}

function toResult({ name }: Contestant, samples: readonly Sample[], base: readonly number[] | undefined): ContestantResult {
	const values = samples.map(({ value }) => value);
	const names = Object.keys(samples[0]?.details ?? {});
	return {
		contestant: name,
		samples,
		value: toSpread(values),
		details: Object.fromEntries(names.map((detail) => [detail, toSpread(samples.map(({ details }) => details[detail] ?? Number.NaN))])),
		...(base === undefined ? {} : { ratio: toRatios(values, base) }),
	};
}
