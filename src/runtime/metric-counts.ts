import { type MetricName, metricRowOf } from './metric-table.ts';

/** Grows. Cheap: nothing is made for each step. */
export interface Counter {
	add(amount?: number): void;
}

/** Sorts values into the buckets of the table. */
export interface Histogram {
	observe(value: number): void;
}

/**
 * What a process has counted since its last report. Keys are those of `toSeriesKey`. A histogram is its buckets, each for itself, then one for all that
 * is larger, then the sum of the values.
 */
export interface MetricReport {
	readonly counters: Readonly<Record<string, number>>;
	readonly histograms: Readonly<Record<string, readonly number[]>>;
	/** As they stand. */
	readonly gauges: Readonly<Record<string, number>>;
}

/** Label values that come from outside, such as codes of a library, must not make series without end. */
const mostSeries = 64;
const restLabel = 'other';

export function toSeriesKey(name: MetricName, labels: readonly string[]): string {
	return JSON.stringify([name, ...labels]);
}

/** Plain counts of one process, on their way to where they are told: added up in place, and handed over as differences. */
export class MetricCounts {
	readonly #counters = new Map<string, Count>();
	readonly #histograms = new Map<string, Buckets>();
	readonly #gauges = new Map<string, () => number>();
	readonly #seriesOf = new Map<MetricName, number>();

	/** The same counter for the same labels; keep it where it is used often. */
	counter(name: MetricName, labels: readonly string[] = []): Counter {
		return this.#find(this.#counters, name, labels, () => new Count());
	}

	/** As `counter`. */
	histogram(name: MetricName, labels: readonly string[] = []): Histogram {
		return this.#find(this.#histograms, name, labels, () => new Buckets(metricRowOf(name).buckets ?? []));
	}

	/** @param read is called for each report. */
	gauge(name: MetricName, labels: readonly string[], read: () => number): void {
		this.#gauges.set(toSeriesKey(name, labels), read);
	}

	/** What came since the last time. */
	take(): MetricReport {
		const counters: Record<string, number> = {};
		const histograms: Record<string, readonly number[]> = {};
		const gauges: Record<string, number> = {};
		for (const [key, count] of this.#counters) {
			const amount = count.take();
			if (amount !== 0) counters[key] = amount;
		}
		for (const [key, buckets] of this.#histograms) {
			const values = buckets.take();
			if (values !== undefined) histograms[key] = values;
		}
		for (const [key, read] of this.#gauges) gauges[key] = read();
		return { counters, histograms, gauges };
	}

	#find<Series>(known: Map<string, Series>, name: MetricName, labels: readonly string[], make: () => Series): Series {
		const key = toSeriesKey(name, labels);
		const existing = known.get(key);
		if (existing !== undefined) return existing;
		const series = this.#seriesOf.get(name) ?? 0;
		const isRest = labels.at(-1) === restLabel;
		if (series >= mostSeries && !isRest && labels.length > 0) return this.#find(known, name, [...labels.slice(0, -1), restLabel], make);
		this.#seriesOf.set(name, series + 1);
		const made = make();
		known.set(key, made);
		return made;
	}
}

class Count implements Counter {
	#amount = 0;

	add(amount = 1): void {
		this.#amount += amount;
	}

	take(): number {
		const amount = this.#amount;
		this.#amount = 0;
		return amount;
	}
}

class Buckets implements Histogram {
	readonly #bounds: readonly number[];
	readonly #counts: Float64Array;
	#sum = 0;
	#isEmpty = true;

	constructor(bounds: readonly number[]) {
		this.#bounds = bounds;
		this.#counts = new Float64Array(bounds.length + 1);
	}

	observe(value: number): void {
		const bounds = this.#bounds;
		let at = 0;
		while (at < bounds.length && value > (bounds[at] ?? 0)) at++;
		this.#counts[at] = (this.#counts[at] ?? 0) + 1;
		this.#sum += value;
		this.#isEmpty = false;
	}

	take(): readonly number[] | undefined {
		if (this.#isEmpty) return undefined;
		const values = [...this.#counts, this.#sum];
		this.#counts.fill(0);
		this.#sum = 0;
		this.#isEmpty = true;
		return values;
	}
}
