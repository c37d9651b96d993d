import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { MetricCounts } from './metric-counts.ts';

const nanosecond = 1e-9;
/** How often the lag is looked at; the library counts from the interval itself. */
const resolutionMs = 20;

/** Lets each report tell how the process fares: memory, processor time, event loop. */
export function watchProcess(counts: MetricCounts): void {
	const delay = monitorEventLoopDelay({ resolution: resolutionMs });
	delay.enable();
	const startedAtSeconds = performance.timeOrigin / 1000;
	let utilization = performance.eventLoopUtilization();
	// A gauge on its way, a counter where it is told: it is the process's own total.
	counts.gauge('process_cpu_seconds_total', [], () => {
		const { user, system } = process.cpuUsage();
		return (user + system) / 1_000_000;
	});
	counts.gauge('process_resident_memory_bytes', [], () => process.memoryUsage.rss());
	counts.gauge('process_start_time_seconds', [], () => startedAtSeconds);
	counts.gauge('nodejs_heap_size_used_bytes', [], () => process.memoryUsage().heapUsed);
	counts.gauge('nodejs_external_memory_bytes', [], () => process.memoryUsage().external);
	counts.gauge('nodejs_eventloop_lag_p99_seconds', [], () => toLag(delay.percentile(99)));
	counts.gauge('nodejs_eventloop_lag_max_seconds', [], () => {
		const longest = toLag(delay.max);
		delay.reset();
		return longest;
	});
	counts.gauge('nodejs_eventloop_utilization', [], () => {
		const now = performance.eventLoopUtilization();
		const share = performance.eventLoopUtilization(now, utilization).utilization;
		utilization = now;
		return share;
	});
}

function toLag(delayNs: number): number {
	return Number.isFinite(delayNs) ? Math.max(0, delayNs * nanosecond - resolutionMs / 1000) : 0;
}
