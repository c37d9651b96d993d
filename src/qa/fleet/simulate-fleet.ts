import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DmsError } from '../../domain/errors.ts';
import { openTestCa } from '../test-ca.ts';
import { arrivalAt, countArrivals } from './arrivals.ts';
import type { CertificateFile } from './certificate-file.ts';
import { DevicePaths } from './device-paths.ts';
import { FleetPlan, type FleetPlanOptions } from './fleet-plan.ts';
import { FleetTally, type LatencyRow, type OutcomeRow, type RequestOutcome } from './fleet-tally.ts';
import { mintFleet } from './mint-fleet.ts';
import { type FleetScene, playDevice } from './play-device.ts';

export interface SimulateFleetOptions extends FleetPlanOptions {
	/** Of the server, or of the directory that a device is configured with. */
	readonly url: string;
	/** From there; `{mac}`, `{MAC}` and `{file}` stand for what a device puts there. */
	readonly path?: string;
	/** Folder of the test CA. */
	readonly caDirectory: string;
	/** PEM file of certificates to know the server by; absent: it is not verified. */
	readonly serverCaFile?: string;
	/** Connections at the same time. */
	readonly concurrency: number;
	readonly ratePerSecond?: number;
	readonly durationMs?: number;
	readonly polls: number;
	readonly keyPairs: number;
	readonly now: Date;
	/** Ends it early; what has happened so far is reported. */
	readonly signal: AbortSignal;
	/** Told how many more certificates are minted; `total` is known from the start. */
	readonly onMinted: (count: number) => void;
	/** Told how many more boots are over, of how many; undefined where only the time ends them. */
	readonly onBooted: (count: number, total: number | undefined) => void;
}

export interface FleetReport {
	readonly url: string;
	readonly devices: number;
	readonly concurrency: number;
	readonly ratePerSecond: number | null;
	/** Whether the server's certificate was verified. */
	readonly serverVerified: boolean;
	readonly keyPairs: number;
	readonly mintingMs: number;
	/** From the first boot to the end of the last one. */
	readonly durationMs: number;
	readonly boots: number;
	/** Boots that began later than they were to, for want of a free socket; their latency counts from when they were to. */
	readonly lateBoots: number;
	readonly requests: number;
	readonly requestsPerSecond: number;
	/** Of the bodies. */
	readonly bytes: number;
	readonly unexpected: number;
	readonly outcomes: readonly OutcomeRow[];
	/** The first unexpected ones. */
	readonly examples: readonly RequestOutcome[];
	readonly latencies: readonly LatencyRow[];
	/** Of this process, everything in it. */
	readonly peakMemoryMiB: number;
	readonly interrupted: boolean;
}

/** A timer of Node may be this late without anybody being to blame. */
const latenessMs = 20;

/**
 * Plays a fleet of devices against a server. @throws DmsError `value.invalid`, `qa.ca-missing`, `qa.defect-unknown`, `file.unreadable`.
 */
export async function simulateFleet(options: SimulateFleetOptions): Promise<FleetReport> {
	const plan = new FleetPlan(options);
	const paths = new DevicePaths(options.url, options.path);
	const trusted = await readTrusted(options.serverCaFile);
	const mintingFromMs = performance.now();
	const { recipe } = await openTestCa(options.caDirectory);
	await using certificates = await mintFleet({ ...options, plan: toPlanOptions(options) });
	const mintingMs = performance.now() - mintingFromMs;
	const tally = new FleetTally();
	const server = { url: paths.origin, ...(trusted === undefined ? {} : { trusted }) };
	const played = await playAll({ server, plan, recipe, paths, polls: options.polls, tally }, certificates, options);
	return {
		url: options.url,
		devices: options.devices,
		concurrency: options.concurrency,
		ratePerSecond: options.ratePerSecond ?? null,
		serverVerified: trusted !== undefined,
		keyPairs: Math.min(options.keyPairs, options.devices),
		mintingMs: Math.round(mintingMs),
		...played,
		requests: tally.requests,
		requestsPerSecond: Math.round((tally.requests / Math.max(1, played.durationMs)) * 10_000) / 10,
		bytes: tally.bytes,
		unexpected: tally.unexpected,
		outcomes: tally.outcomeRows(),
		examples: tally.examples,
		latencies: tally.latencyRows(),
		peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1024),
		interrupted: options.signal.aborted,
	};
}

async function playAll(
	scene: FleetScene,
	certificates: CertificateFile,
	options: SimulateFleetOptions,
): Promise<Pick<FleetReport, 'durationMs' | 'boots' | 'lateBoots'>> {
	const { signal } = options;
	const total = countArrivals(options);
	const startedMs = performance.now();
	let [next, boots, lateBoots] = [0, 0, 0];
	// Each slot is a socket. An arrival is taken by the next free one, and waits where it belongs: in its own latency.
	const runSlot = async (): Promise<void> => {
		while (!signal.aborted) {
			const arrival = arrivalAt(next, performance.now() - startedMs, options);
			if (arrival === undefined) return;
			next++;
			const arrivedMs = startedMs + (arrival.atMs ?? performance.now() - startedMs);
			if (!(await waitUntil(arrivedMs, signal))) return;
			if (performance.now() - arrivedMs > latenessMs) lateBoots++;
			await playDevice(scene, scene.plan.device(arrival.device), await certificates.read(arrival.device), arrivedMs);
			boots++;
			options.onBooted(1, total);
		}
	};
	await Promise.all(Array.from({ length: Math.min(options.concurrency, total ?? options.concurrency) }, runSlot));
	return { durationMs: Math.round(performance.now() - startedMs), boots, lateBoots };
}

/** @returns false where the signal came first. */
async function waitUntil(atMs: number, signal: AbortSignal): Promise<boolean> {
	const restMs = atMs - performance.now();
	if (restMs > 0) await sleep(restMs, undefined, { signal }).catch(() => undefined);
	return !signal.aborted;
}

function toPlanOptions({ firstMac, devices, defects, misbehavePercent }: FleetPlanOptions): FleetPlanOptions {
	return { firstMac, devices, defects, misbehavePercent };
}

async function readTrusted(file: string | undefined): Promise<string | undefined> {
	if (file === undefined) return undefined;
	try {
		return await readFile(file, 'utf8');
	} catch (cause) {
		throw new DmsError('file.unreadable', `${file} cannot be read`, { cause });
	}
}
