import type { MacAddress } from '../domain/mac-address.ts';

/** Which devices a fleet has. */
export interface FleetShape {
	readonly firstMac: MacAddress;
	readonly devices: number;
	readonly defects: readonly string[];
	readonly misbehavePercent: number;
}

export interface FleetOptions extends FleetShape {
	readonly url: string;
	readonly path?: string;
	readonly caDirectory: string;
	readonly serverCaFile?: string;
	readonly concurrency: number;
	readonly ratePerSecond?: number;
	readonly durationMs?: number;
	readonly polls: number;
	readonly keyPairs: number;
	readonly signal: AbortSignal;
	readonly onMinted: (count: number) => void;
	readonly onBooted: (count: number, total: number | undefined) => void;
}

/** One kind of outcome and how often it occurred. */
export interface FleetOutcome {
	readonly client: string;
	readonly request: string;
	readonly expected: string;
	readonly outcome: string;
	readonly count: number;
	readonly unexpected: boolean;
}

export interface FleetExample {
	readonly mac: string;
	readonly client: string;
	readonly request: string;
	readonly path: string;
	readonly expected: string;
	readonly outcome: string;
}

export interface FleetLatency {
	readonly name: string;
	readonly count: number;
	readonly minMs: number;
	readonly meanMs: number;
	readonly p50Ms: number;
	readonly p90Ms: number;
	readonly p99Ms: number;
	readonly p999Ms: number;
	readonly maxMs: number;
	readonly buckets: readonly { readonly fromMs: number; readonly toMs: number; readonly count: number }[];
}

/** How a fleet fared. */
export interface FleetReport {
	readonly url: string;
	readonly devices: number;
	readonly concurrency: number;
	readonly ratePerSecond: number | null;
	readonly serverVerified: boolean;
	readonly keyPairs: number;
	readonly mintingMs: number;
	readonly durationMs: number;
	readonly boots: number;
	readonly lateBoots: number;
	readonly requests: number;
	readonly requestsPerSecond: number;
	readonly bytes: number;
	readonly unexpected: number;
	readonly outcomes: readonly FleetOutcome[];
	readonly examples: readonly FleetExample[];
	readonly latencies: readonly FleetLatency[];
	readonly peakMemoryMiB: number;
	readonly interrupted: boolean;
}

/** Plays fleets of devices. */
export interface FleetPorts {
	simulate(options: FleetOptions): Promise<FleetReport>;
	/** The fleet as a file for `dms device import`, in chunks. */
	toCsv(shape: FleetShape, options: { readonly deviceType: string; readonly serviceProvider: string }): AsyncIterable<Uint8Array>;
	toTextPlot(latency: FleetLatency): string;
	toSvgPlot(latencies: readonly FleetLatency[], title: string): string;
}
