import { hostname } from 'node:os';
import { join } from 'node:path';
import type { NodePorts, WorkerState } from '../app/overview/node-status.ts';
import type { WorkerStatus } from '../runtime/cluster.ts';
import type { Configuration } from '../runtime/config.ts';
import type { Metrics } from '../runtime/metrics.ts';
import { listSpoolFiles } from '../store/record-spool-files.ts';
import type { ServerCredential } from '../tls/secure-context.ts';
import { toNamedCertificate } from './certificate-watch.ts';
import { toProcessName } from './node-metrics.ts';

export interface NodeStateOptions {
	readonly configuration: Configuration;
	/** Of the product. */
	readonly version: string;
	readonly metrics: Metrics;
	/** What listeners of the configuration show. */
	readonly credentials: readonly ServerCredential[];
	readonly workers: () => readonly WorkerStatus[];
}

/** What this process knows of itself and of its workers. */
export function toNodePorts({ configuration, version, metrics, credentials, workers }: NodeStateOptions): NodePorts {
	const startedAt = new Date(Math.round(performance.timeOrigin));
	const spool = join(configuration.data, 'spool');
	const { url, urlFile } = configuration.store;
	const store = url === undefined && urlFile === undefined ? 'SQLite' : 'PostgreSQL';
	return {
		ownCertificates: credentials.map(toNamedCertificate),
		state: () => ({
			...{ name: hostname(), pid: process.pid, version, nodeVersion: process.versions.node, startedAt, store },
			residentBytes: process.memoryUsage.rss(),
			spoolBytes: listSpoolFiles(spool).reduce((sum, { bytes }) => sum + bytes, 0),
			workers: workers().map((worker) => toWorkerState(worker, metrics)),
		}),
	};
}

function toWorkerState({ id, pid, state, startedAt }: WorkerStatus, metrics: Metrics): WorkerState {
	const residentBytes = metrics.gaugeOf(toProcessName(id), 'process_resident_memory_bytes');
	return { id, pid, state, startedAt, ...(residentBytes === undefined ? {} : { residentBytes }) };
}
