import { systemClock } from '../runtime/clock.ts';
import { joinCluster } from '../runtime/cluster-worker.ts';
import { type ConfigurationOverrides, listCertificateFiles, loadConfiguration } from '../runtime/config.ts';
import { createLog, logError } from '../runtime/log.ts';
import { MetricCounts } from '../runtime/metric-counts.ts';
import { watchProcess } from '../runtime/process-metrics.ts';
import { loadServerCredentials } from '../tls/server-credentials.ts';
import { openConfiguredStore } from './data-directory.ts';
import { openDeviceService } from './device-service.ts';
import { toStoreObserver } from './store-metrics.ts';
import { toWorkerStart } from './worker-start.ts';

const reportIntervalMs = 1_000;

// The module that every worker process runs.
const worker = joinCluster();
const { file, overrides } = toWorkerStart(process.argv[2] ?? '');
try {
	await work(file, overrides);
} catch (cause) {
	await worker.reportFailure(cause);
}

async function work(configFile: string | undefined, settings: ConfigurationOverrides): Promise<void> {
	const configuration = loadConfiguration({ file: configFile, env: process.env, overrides: settings });
	const log = createLog({ level: configuration.log.level, worker: worker.id });
	const counts = new MetricCounts();
	watchProcess(counts);
	const store = await openConfiguredStore(configuration, systemClock, false, toStoreObserver(counts, systemClock));
	const { credentials } = await loadServerCredentials({
		dataDirectory: configuration.data,
		configured: listCertificateFiles(configuration.tls),
		now: systemClock.now(),
	});
	let claimed = new Set(await worker.firstNotice);
	const service = await openDeviceService({
		configuration,
		store,
		credentials,
		clock: systemClock,
		log,
		counts,
		reusePort: true,
		isClaimed: ({ name }) => claimed.has(name),
		takeSocket: (name) => worker.takeSocket(name),
	});
	worker.onNotice((notice) => {
		claimed = new Set(notice);
		void service.lookAtInterfaces();
	});
	worker.onHandOver(() => service.sockets());
	worker.reportReady();
	const report = () => void worker.reportMetrics(counts.take());
	report();
	const reports = setInterval(report, reportIntervalMs);
	await worker.onStop(async () => {
		try {
			await service.close();
		} catch (cause) {
			logError(log, cause, 'the listeners could not be closed');
		} finally {
			clearInterval(reports);
			await worker.reportMetrics(counts.take());
			await store.close();
		}
	});
}
