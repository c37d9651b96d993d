import { fork } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoadPlan, LoadResult } from './load-plan.ts';

const workerModule = join(import.meta.dirname, 'load-worker.ts');
const prepareTimeoutMs = 120_000;
const finishTimeoutMs = 120_000;
const deferredWorkMs = 250;

/** What is read right before the first operation and right after the last one. */
export interface Observed<Reading> {
	readonly before: Reading;
	readonly after: Reading;
	readonly result: LoadResult;
}

/**
 * Runs a load from a process of its own. Connections and certificates are ready before the first reading.
 * @throws Error when a single operation failed: numbers of a broken run are no numbers.
 */
export async function runLoad<Reading>(directory: string, plan: LoadPlan, read: () => Reading): Promise<Observed<Reading>> {
	const planFile = join(directory, `plan-${process.hrtime.bigint()}.json`);
	await writeFile(planFile, JSON.stringify(plan), { mode: 0o600 });
	const child = fork(workerModule, [planFile], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
	const message = (timeoutMs: number) =>
		new Promise<unknown>((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(`the load said nothing for ${timeoutMs} ms`)), timeoutMs);
			const settle = (done: () => void) => {
				clearTimeout(timer);
				child.removeAllListeners();
				done();
			};
			child.once('message', (received) => settle(() => resolve(received)));
			child.once('exit', (code) => settle(() => reject(new Error(`the load ended with exit code ${code}`))));
			child.once('error', (error) => settle(() => reject(error)));
		});
	try {
		await message(prepareTimeoutMs);
		const before = read();
		child.send('go');
		const { result } = (await message(plan.seconds * 1000 + finishTimeoutMs)) as { readonly result: LoadResult };
		// Work that a server puts off counts as well.
		await delay(deferredWorkMs);
		const after = read();
		if (result.failures > 0) throw new Error(`an operation failed: ${result.firstFailure ?? 'unknown'}`);
		if (result.operations === 0) throw new Error('no operation was finished');
		return { before, after, result };
	} finally {
		child.kill('SIGKILL');
		await rm(planFile, { force: true });
	}
}
