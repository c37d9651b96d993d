import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, fullDevice } from './samples.ts';

const writer = fileURLToPath(new URL('./durability-writer.ts', import.meta.url));
const rotator = fileURLToPath(new URL('./durability-rotator.ts', import.meta.url));
const batchSize = 50;

export function durabilityContract(open: OpenTestStore): void {
	describe('a process that is killed', () => {
		it('has written what it said, and nothing by halves', async () => {
			const { store, options, again } = await open();
			const { id: typeId } = await addType(store);
			for (let round = 0; round < 3; round++) {
				const child = start(writer, JSON.stringify(options), typeId, String(round), String(batchSize));
				const acknowledged = await killAfter(child, 4 + round);
				const survivor = await again();
				const devices = await survivor.devices.count({ groupId: `round ${round}` });
				expect(devices % batchSize).toBe(0);
				expect(devices).toBeGreaterThanOrEqual(acknowledged * batchSize);
				const records = await survivor.accessRecords.list({ deviceName: `round ${round}`, limit: 1_000 });
				expect(records.length % 3).toBe(0);
				expect(records.length).toBeGreaterThanOrEqual(acknowledged * 3);
				expect((await survivor.audit.list(1_000)).filter(({ subject }) => subject === `round ${round}`)).toHaveLength(devices / batchSize);
				await survivor.tagSets.save({ name: `after ${round}`, tags: [], regions: [] });
			}
		});

		it('while it rotates the secret key has lost no secret', async () => {
			const { store, options, again } = await open();
			const { id: typeId } = await addType(store);
			const devices = Array.from({ length: 200 }, (_, number) => fullDevice(typeId, number));
			await store.devices.addMany(devices);
			for (let round = 0; round < 6; round++) {
				await killAfter(start(rotator, JSON.stringify(options)), 1, round * 3);
				const survivor = await again();
				for (const device of devices) {
					const found = await survivor.devices.findByKey(device);
					expect(await survivor.devices.load(found?.id ?? '')).toMatchObject(device);
				}
			}
		});
	});
}

function start(program: string, ...parameters: string[]): ChildProcess {
	return spawn(process.execPath, [program, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Kills a process in the middle of what it does after so many acknowledgements. @returns how many there were in the end. */
async function killAfter(child: ChildProcess, lines: number, delayMs = 0): Promise<number> {
	if (child.stdout === null) throw new Error('the process has no output');
	let acknowledged = 0;
	for await (const line of createInterface({ input: child.stdout })) {
		expect(line).toBe(`done ${acknowledged}`);
		acknowledged++;
		if (acknowledged === lines) setTimeout(() => child.kill('SIGKILL'), delayMs);
	}
	if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
	expect(child.signalCode).toBe('SIGKILL');
	return acknowledged;
}
