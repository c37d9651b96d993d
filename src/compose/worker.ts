import { systemClock } from '../runtime/clock.ts';
import { joinCluster } from '../runtime/cluster-worker.ts';
import { type ConfigurationOverrides, listCertificateFiles, loadConfiguration } from '../runtime/config.ts';
import { createLog, logError } from '../runtime/log.ts';
import { loadServerCredentials } from '../tls/server-credentials.ts';
import { openConfiguredStore } from './data-directory.ts';
import { openDeviceService } from './device-service.ts';
import { toWorkerStart } from './worker-start.ts';

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
	const store = await openConfiguredStore(configuration, systemClock, false);
	const { credentials } = await loadServerCredentials({
		dataDirectory: configuration.data,
		configured: listCertificateFiles(configuration.tls),
		now: systemClock.now(),
	});
	const service = await openDeviceService({ configuration, store, credentials, clock: systemClock, log, reusePort: true });
	worker.reportReady();
	await worker.onStop(async () => {
		try {
			await service.close();
		} catch (cause) {
			logError(log, cause, 'the device plane could not be closed');
		} finally {
			await store.close();
		}
	});
}
