import type { MacAddress } from '../../domain/mac-address.ts';
import { type LatencyBucket, LatencyHistogram } from './latency-histogram.ts';

/** What a request should get, as outcomes. */
const expectations = {
	served: /^200$/,
	/** A challenge is a refusal that a password could lift. */
	refused: /^(403|401 with a challenge)$/,
	missing: /^404$/,
	/** A version that changed meanwhile is served again. */
	current: /^(304|200 with another ETag)$/,
	aborted: /^aborted$/,
	/** The TLS library of the server ends the handshake; which of these a client sees depends on the moment. */
	unanswered: /^error (ECONNRESET|EPIPE|ERR_SSL_.*_ALERT_.*)$/,
} as const;
export type Expectation = keyof typeof expectations;

/** One request of the fleet and how it went. */
export interface RequestOutcome {
	readonly mac: MacAddress;
	/** `good`, the defect of its certificate, or its misbehaviour. */
	readonly client: string;
	/** `config`, `users`, `firmware`, `poll`, or a step of a misbehaviour. */
	readonly request: string;
	readonly path: string;
	readonly expected: Expectation;
	/** A status with what is special about it, or `error CODE`. */
	readonly outcome: string;
}

export interface OutcomeRow extends Pick<RequestOutcome, 'client' | 'request' | 'expected' | 'outcome'> {
	readonly count: number;
	readonly unexpected: boolean;
}

export interface LatencyRow {
	readonly name: string;
	readonly count: number;
	readonly minMs: number;
	readonly meanMs: number;
	readonly p50Ms: number;
	readonly p90Ms: number;
	readonly p99Ms: number;
	readonly p999Ms: number;
	readonly maxMs: number;
	readonly buckets: readonly LatencyBucket[];
}

const longestExamples = 10;
const microsecondsPerMs = 1000;

/** Counts what happens; its size depends on how many kinds of outcomes there are, not on how many requests. */
export class FleetTally {
	readonly #outcomes = new Map<string, { readonly first: RequestOutcome; count: number }>();
	readonly #latencies = new Map<string, LatencyHistogram>();
	/** The first unexpected ones. */
	readonly examples: RequestOutcome[] = [];
	requests = 0;
	unexpected = 0;
	bytes = 0;

	/** @returns whether it is what was expected. */
	record(outcome: RequestOutcome): boolean {
		const key = JSON.stringify([outcome.client, outcome.request, outcome.expected, outcome.outcome]);
		const known = this.#outcomes.get(key);
		if (known === undefined) this.#outcomes.set(key, { first: outcome, count: 1 });
		else known.count++;
		this.requests++;
		if (isExpected(outcome)) return true;
		this.unexpected++;
		if (this.examples.length < longestExamples) this.examples.push(outcome);
		return false;
	}

	recordLatency(name: string, durationMs: number): void {
		const histogram = this.#latencies.get(name) ?? new LatencyHistogram();
		this.#latencies.set(name, histogram);
		histogram.record(durationMs);
	}

	/** Unexpected ones first, then by client and request. */
	outcomeRows(): OutcomeRow[] {
		const rows = [...this.#outcomes.values()].map(({ first, count }) => {
			const { client, request, expected, outcome } = first;
			return { client, request, expected, outcome, count, unexpected: !isExpected(first) };
		});
		const toKey = ({ unexpected, client, request }: OutcomeRow): string => `${unexpected ? 0 : 1} ${client} ${request}`;
		return rows.sort((left, right) => toKey(left).localeCompare(toKey(right)));
	}

	latencyRows(): LatencyRow[] {
		return [...this.#latencies].map(([name, histogram]) => ({
			name,
			count: histogram.count,
			minMs: toRounded(histogram.minMs),
			meanMs: toRounded(histogram.meanMs),
			p50Ms: toRounded(histogram.percentileMs(50)),
			p90Ms: toRounded(histogram.percentileMs(90)),
			p99Ms: toRounded(histogram.percentileMs(99)),
			p999Ms: toRounded(histogram.percentileMs(99.9)),
			maxMs: toRounded(histogram.maxMs),
			buckets: histogram.buckets(),
		}));
	}
}

function isExpected({ expected, outcome }: RequestOutcome): boolean {
	return expectations[expected].test(outcome);
}

function toRounded(durationMs: number): number {
	return Math.round(durationMs * microsecondsPerMs) / microsecondsPerMs;
}
