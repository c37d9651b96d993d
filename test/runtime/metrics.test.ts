import { describe, expect, it } from 'vitest';
import { MetricCounts, toSeriesKey } from '../../src/runtime/metric-counts.ts';
import { type MetricName, metricRowOf, metricTable } from '../../src/runtime/metric-table.ts';
import { Metrics } from '../../src/runtime/metrics.ts';
import { watchProcess } from '../../src/runtime/process-metrics.ts';

const names = Object.keys(metricTable) as MetricName[];

/** `name{labels}` and the value of every line. */
async function scrape(metrics: Metrics): Promise<ReadonlyMap<string, number>> {
	const lines = (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
	return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}

describe('the table of metrics', () => {
	it.each(names)('%s is named as Prometheus wants it', (name) => {
		const { type, buckets = [], labels } = metricRowOf(name);
		expect(name).toMatch(/^(?:opendms|process|nodejs)_[a-z0-9]+(?:_[a-z0-9]+)*$/);
		expect(name.endsWith('_total')).toBe(type === 'counter');
		expect(name).not.toMatch(/_(?:ms|milliseconds|kib|mib|percent|days)(?:_|$)/);
		expect(buckets).toEqual(buckets.toSorted((one, other) => one - other));
		expect(buckets.length > 0).toBe(type === 'histogram');
		for (const label of labels) expect(label).toMatch(/^[a-z][a-z_]*$/);
	});
});

describe('what a process counts', () => {
	it('is handed over as what came since the last time', () => {
		const counts = new MetricCounts();
		const counter = counts.counter('opendms_tls_handshakes_total', ['Http']);
		counter.add();
		counter.add(2);
		counts.histogram('opendms_render_duration_seconds').observe(0.003);
		const key = toSeriesKey('opendms_tls_handshakes_total', ['Http']);
		const first = counts.take();
		expect(first.counters).toEqual({ [key]: 3 });
		expect(Object.values(first.histograms)[0]?.at(-1)).toBeCloseTo(0.003);
		expect(counts.take()).toEqual({ counters: {}, histograms: {}, gauges: {} });
		counter.add();
		expect(counts.take().counters).toEqual({ [key]: 1 });
	});

	it('is the same counter for the same labels', () => {
		const counts = new MetricCounts();
		expect(counts.counter('opendms_tls_handshakes_total', ['Http'])).toBe(counts.counter('opendms_tls_handshakes_total', ['Http']));
		expect(counts.counter('opendms_tls_handshakes_total', ['Http'])).not.toBe(counts.counter('opendms_tls_handshakes_total', ['CTI']));
	});

	it('has an end, whatever labels come from outside', () => {
		const counts = new MetricCounts();
		for (let code = 0; code < 1000; code++) counts.counter('opendms_tls_handshake_failures_total', ['Http', `CODE_${code}`]).add();
		const { counters } = counts.take();
		expect(Object.keys(counters).length).toBeLessThan(70);
		expect(Object.values(counters).reduce((sum, amount) => sum + amount)).toBe(1000);
		expect(counters[toSeriesKey('opendms_tls_handshake_failures_total', ['Http', 'other'])]).toBeGreaterThan(900);
	});

	it('tells how it fares itself', () => {
		const counts = new MetricCounts();
		watchProcess(counts);
		const { gauges } = counts.take();
		expect(gauges[toSeriesKey('process_resident_memory_bytes', [])]).toBeGreaterThan(1024 * 1024);
		expect(gauges[toSeriesKey('process_cpu_seconds_total', [])]).toBeGreaterThan(0);
		expect(Math.abs((gauges[toSeriesKey('process_start_time_seconds', [])] ?? 0) - Date.now() / 1000)).toBeLessThan(3600);
		for (const value of Object.values(gauges)) expect(Number.isFinite(value)).toBe(true);
	});
});

describe('the metrics of a node', () => {
	it('add up what its processes report, and outlive them', async () => {
		const metrics = new Metrics();
		metrics.counts.counter('opendms_requests_total', ['admin', 'GET', '2xx']).add();
		for (const process of ['worker-1', 'worker-2']) {
			const counts = new MetricCounts();
			counts.counter('opendms_tls_handshakes_total', ['Http']).add(5);
			counts.histogram('opendms_render_duration_seconds').observe(0.003);
			counts.gauge('opendms_connections', ['Http'], () => 7);
			counts.gauge('process_resident_memory_bytes', [], () => 100);
			metrics.add(process, counts.take());
		}
		const before = await scrape(metrics);
		expect(before.get('opendms_requests_total{plane="admin",method="GET",status_class="2xx"}')).toBe(1);
		expect(before.get('opendms_tls_handshakes_total{kind="Http"}')).toBe(10);
		expect(before.get('opendms_connections{kind="Http"}')).toBe(14);
		expect(before.get('process_resident_memory_bytes{process="worker-2"}')).toBe(100);
		expect(before.get('opendms_render_duration_seconds_bucket{le="0.0025"}')).toBe(0);
		expect(before.get('opendms_render_duration_seconds_bucket{le="0.005"}')).toBe(2);
		expect(before.get('opendms_render_duration_seconds_bucket{le="+Inf"}')).toBe(2);
		expect(before.get('opendms_render_duration_seconds_count')).toBe(2);
		expect(before.get('opendms_render_duration_seconds_sum')).toBeCloseTo(0.006);

		metrics.keepProcesses(['worker-2']);
		const after = await scrape(metrics);
		expect(after.get('opendms_tls_handshakes_total{kind="Http"}')).toBe(10);
		expect(after.get('opendms_connections{kind="Http"}')).toBe(7);
		expect([...after.keys()].filter((key) => key.includes('worker-1'))).toEqual([]);
	});

	it('keep the peaks between two scrapes', async () => {
		const metrics = new Metrics();
		const key = toSeriesKey('nodejs_eventloop_lag_max_seconds', []);
		const report = (seconds: number) => metrics.add('worker-1', { counters: {}, histograms: {}, gauges: { [key]: seconds } });
		const told = async () => (await scrape(metrics)).get('nodejs_eventloop_lag_max_seconds{process="worker-1"}');
		report(0.1);
		report(0.7);
		report(0.2);
		expect(await told()).toBe(0.7);
		report(0.3);
		expect(await told()).toBe(0.3);
	});

	it('are 0 before anything has happened, and not absent', async () => {
		const values = await scrape(new Metrics());
		const isToldAlone = (name: MetricName) => metricRowOf(name).labels.length === 0 && metricRowOf(name).ofProcess !== true;
		const toldAs = { counter: '', histogram: '_count', gauge: undefined } as const;
		const told = names.filter(isToldAlone).flatMap((name) => {
			const ending = toldAs[metricRowOf(name).type];
			return ending === undefined ? [] : [values.get(`${name}${ending}`)];
		});
		expect(told.length).toBeGreaterThan(8);
		expect(new Set(told)).toEqual(new Set([0]));
	});

	it('pass over what a newer worker knows, and bear any text in a label', async () => {
		const metrics = new Metrics();
		metrics.add('worker-1', { counters: { '["opendms_of_tomorrow_total"]': 1 }, histograms: {}, gauges: {} });
		metrics.onScrape((tell) => tell('opendms_crl_fetch_failed', ['Http', 'a "quoted"\\ name\nwith a line'], 1));
		const text = await metrics.text();
		expect(text).not.toContain('tomorrow');
		expect(text).toContain('opendms_crl_fetch_failed{kind="Http",anchor="a \\"quoted\\"\\\\ name\\nwith a line"} 1\n');
	});
});
