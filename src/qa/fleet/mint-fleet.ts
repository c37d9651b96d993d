import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { generateKeys, mintDevice, toKeyPem } from '../mint.ts';
import { openTestCa } from '../test-ca.ts';
import { CertificateFile } from './certificate-file.ts';
import type { FleetPlanOptions } from './fleet-plan.ts';
import type { MintedDevice, MintOrder } from './mint-task.ts';

export interface MintFleetOptions {
	readonly caDirectory: string;
	readonly plan: FleetPlanOptions;
	/** Key pairs that the devices share; as many as devices: each has its own. */
	readonly keyPairs: number;
	readonly now: Date;
	/** Told how many certificates more there are. */
	readonly onMinted: (count: number) => void;
	readonly signal: AbortSignal;
}

/** Small enough that all threads end together, large enough that messages cost nothing. */
const devicesPerRange = 128;
/** Making keys keeps the pool of libuv busy; the rest waits in line anyway. */
const keysAtOnce = 8;
const workerModule = join(import.meta.dirname, `mint-worker${extname(import.meta.filename)}`);

/** Mints the certificates of a whole fleet ahead, on all cores. @throws DmsError `qa.ca-missing`, `value.contradiction` where the recipe cannot have a defect. */
export async function mintFleet(options: MintFleetOptions): Promise<CertificateFile> {
	const { caDirectory, plan, now } = options;
	const hierarchy = await openTestCa(caDirectory);
	// One of each kind: what cannot be minted says so here, once, and not in a thread.
	for (const defect of new Set(plan.defects)) await mintDevice(hierarchy, { mac: plan.firstMac, defect, now });
	const keys: string[] = [];
	const wanted = Math.min(options.keyPairs, plan.devices);
	while (keys.length < wanted && !options.signal.aborted) {
		const pairs = Array.from({ length: Math.min(keysAtOnce, wanted - keys.length) }, () => generateKeys(hierarchy.recipe.device.key));
		keys.push(...(await Promise.all(pairs)).map(({ privateKey }) => toKeyPem(privateKey)));
	}
	const file = await CertificateFile.create(plan.devices, keys);
	try {
		await mintInto(file, { caDirectory, plan, keys, now: now.getTime() }, options);
		return file;
	} catch (cause) {
		await file[Symbol.asyncDispose]();
		throw cause;
	}
}

/** A thread gets a new range when the one before is in the file: what waits between threads stays small. */
async function mintInto(file: CertificateFile, order: MintOrder, { onMinted, signal }: MintFleetOptions): Promise<void> {
	const { devices } = order.plan;
	let next = 0;
	const threads = Math.min(availableParallelism(), Math.ceil(devices / devicesPerRange));
	const runThread = async (): Promise<void> => {
		const worker = new Worker(workerModule, { workerData: order });
		try {
			while (next < devices && !signal.aborted) {
				const from = next;
				next = Math.min(devices, from + devicesPerRange);
				worker.postMessage({ from, to: next });
				// An error of the thread rejects this.
				const [minted] = (await once(worker, 'message')) as [MintedDevice[]];
				await file.append(from, minted);
				onMinted(minted.length);
			}
		} finally {
			await worker.terminate();
		}
	};
	await Promise.all(Array.from({ length: threads }, runThread));
}
