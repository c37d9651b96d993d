import { join } from 'node:path';
import type { Cluster, ClusterEvent, WorkerStatus } from '../runtime/cluster.ts';
import type { Metrics } from '../runtime/metrics.ts';
import { listSpoolFiles } from '../store/record-spool-files.ts';

const states: readonly WorkerStatus['state'][] = ['starting', 'serving', 'stopping'];

/** Tells at each scrape which version runs and what waits in the spool. */
export function tellNode(metrics: Metrics, { version, dataDirectory }: { readonly version: string; readonly dataDirectory: string }): void {
	const spool = join(dataDirectory, 'spool');
	metrics.onScrape((tell) => {
		tell('opendms_build_info', [version], 1);
		tell(
			'opendms_access_record_spool_bytes',
			[],
			listSpoolFiles(spool).reduce((sum, { bytes }) => sum + bytes, 0),
		);
	});
}

/** Tells at each scrape how the workers fare; those that are gone tell nothing any more. */
export function tellWorkers(metrics: Metrics, findCluster: () => Pick<Cluster, 'status'> | undefined): void {
	metrics.onScrape((tell) => {
		const workers = findCluster()?.status() ?? [];
		metrics.keepProcesses(workers.map(({ id }) => toProcessName(id)));
		for (const state of states) tell('opendms_workers', [state], workers.filter((worker) => worker.state === state).length);
	});
}

export function countClusterEvent({ counts }: Pick<Metrics, 'counts'>, { kind }: ClusterEvent): void {
	if (kind === 'worker-ready') counts.counter('opendms_worker_starts_total').add();
	if (kind === 'worker-died') counts.counter('opendms_worker_deaths_total').add();
	if (kind === 'worker-killed') counts.counter('opendms_worker_kills_total').add();
}

/** As the label `process` has it. */
export function toProcessName(worker: number): string {
	return `worker-${worker}`;
}
