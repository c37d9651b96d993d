import { AggregatorRegistry, Registry } from 'prom-client';
import { MetricCounts, type MetricReport, toSeriesKey } from './metric-counts.ts';
import { type MetricName, metricRowOf, metricTable } from './metric-table.ts';

/** Tells a value of a gauge for one scrape. */
export type TellGauge = (name: MetricName, labels: readonly string[], value: number) => void;

const ownProcess = 'primary';

interface Series {
	readonly name: MetricName;
	readonly labels: readonly string[];
}

/** What prom-client's own registries give. */
interface PromValue {
	readonly labels: Readonly<Record<string, string | number>>;
	readonly value: number;
	readonly metricName?: string;
}

/**
 * All metrics of a node, in the process that is scraped: what it counts itself, and what other processes report. Counters outlive the
 * processes that counted, so that the end of a worker is no fall of any counter.
 */
export class Metrics {
	/** Of this process. */
	readonly counts = new MetricCounts();
	readonly #counters = new Map<string, number>();
	readonly #histograms = new Map<string, number[]>();
	readonly #gauges = new Map<string, Readonly<Record<string, number>>>();
	/** Processes whose peaks were told. */
	readonly #told = new Set<string>();
	readonly #onScrape: ((tell: TellGauge) => void | Promise<void>)[] = [];

	/** The media type of `text`. */
	static readonly mediaType: string = Registry.PROMETHEUS_CONTENT_TYPE;

	constructor() {
		// What has never happened is 0 and not absent: otherwise its first time is no increase.
		for (const name of toNames()) {
			const { type, labels, buckets = [], ofProcess } = metricRowOf(name);
			if (labels.length > 0 || ofProcess === true) continue;
			if (type === 'counter') this.#counters.set(toSeriesKey(name, []), 0);
			if (type === 'histogram') this.#histograms.set(toSeriesKey(name, []), [...buckets.map(() => 0), 0, 0]);
		}
	}

	/** Asks at each scrape; must not throw. */
	onScrape(tell: (tell: TellGauge) => void | Promise<void>): void {
		this.#onScrape.push(tell);
	}

	/** Adds what a process has counted since its last report. What a newer version counts is passed over. */
	add(process: string, { counters, histograms, gauges }: MetricReport): void {
		for (const [key, amount] of toKnown(counters)) this.#counters.set(key, (this.#counters.get(key) ?? 0) + amount);
		for (const [key, values] of toKnown(histograms)) {
			const before = this.#histograms.get(key);
			this.#histograms.set(
				key,
				values.map((value, index) => value + (before?.[index] ?? 0)),
			);
		}
		const before = this.#told.delete(process) ? {} : (this.#gauges.get(process) ?? {});
		const merged = toKnown(gauges).map(([key, value]) => [key, isPeak(key) ? Math.max(value, before[key] ?? 0) : value] as const);
		this.#gauges.set(process, Object.fromEntries(merged));
	}

	/** The gauges of processes that are gone go with them. */
	keepProcesses(names: readonly string[]): void {
		for (const name of this.#gauges.keys()) {
			if (name === ownProcess || names.includes(name)) continue;
			this.#gauges.delete(name);
			this.#told.delete(name);
		}
	}

	/** What a process has last told of a gauge without labels. */
	gaugeOf(process: string, name: MetricName): number | undefined {
		return this.#gauges.get(process)?.[toSeriesKey(name, [])];
	}

	/** Everything in the text format of Prometheus. */
	async text(): Promise<string> {
		this.add(ownProcess, this.counts.take());
		const told = new Map<string, number>();
		for (const tell of this.#onScrape) await tell((name, labels, value) => told.set(toSeriesKey(name, labels), value));
		const values = new Map<MetricName, PromValue[]>(toNames().map((name) => [name, []]));
		const put = (series: Series, value: number, extra: Readonly<Record<string, string>> = {}) =>
			values.get(series.name)?.push({ labels: { ...toLabels(series), ...extra }, value });
		for (const [key, value] of this.#counters) put(toSeries(key), value);
		for (const [key, value] of told) put(toSeries(key), value);
		for (const [process, gauges] of this.#gauges) {
			this.#told.add(process);
			for (const [key, value] of Object.entries(gauges)) {
				const series = toSeries(key);
				put(series, value, metricRowOf(series.name).ofProcess === true ? { process } : {});
			}
		}
		for (const [key, buckets] of this.#histograms) values.get(toSeries(key).name)?.push(...toHistogramValues(toSeries(key), buckets));
		const metrics = [...values].map(([name, own]) => {
			const { type, help } = metricRowOf(name);
			return { name, help, type, aggregator: 'sum', values: own };
		});
		return AggregatorRegistry.aggregate([metrics]).metrics();
	}
}

function toNames(): readonly MetricName[] {
	return Object.keys(metricTable) as MetricName[];
}

/** Workers that are started after an upgrade may know more than the process that they report to. */
function toKnown<Value>(series: Readonly<Record<string, Value>>): readonly (readonly [string, Value])[] {
	return Object.entries(series).filter(([key]) => Object.hasOwn(metricTable, toSeries(key).name));
}

function isPeak(key: string): boolean {
	return metricRowOf(toSeries(key).name).isPeak === true;
}

/** Keys come from our own processes. */
function toSeries(key: string): Series {
	const [name, ...labels] = JSON.parse(key) as [MetricName, ...string[]];
	return { name, labels };
}

function toLabels({ name, labels }: Series): Readonly<Record<string, string>> {
	return Object.fromEntries(metricRowOf(name).labels.map((label, index) => [label, labels[index] ?? '']));
}

/** Prometheus wants each bucket with all that lies below it. */
function toHistogramValues(series: Series, buckets: readonly number[]): readonly PromValue[] {
	const { name } = series;
	const labels = toLabels(series);
	const bounds = metricRowOf(name).buckets ?? [];
	let count = 0;
	const values: PromValue[] = bounds.map((le, index) => {
		count += buckets[index] ?? 0;
		return { labels: { ...labels, le }, value: count, metricName: `${name}_bucket` };
	});
	count += buckets[bounds.length] ?? 0;
	return [
		...values,
		{ labels: { ...labels, le: '+Inf' }, value: count, metricName: `${name}_bucket` },
		{ labels, value: buckets[bounds.length + 1] ?? 0, metricName: `${name}_sum` },
		{ labels, value: count, metricName: `${name}_count` },
	];
}
