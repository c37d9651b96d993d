import type { ConfigurationOverrides } from '../runtime/config.ts';

/** What the primary hands to a worker besides its environment: the configuration is read again, with the ports that the primary has chosen. */
export interface WorkerStart {
	readonly file?: string;
	readonly overrides: ConfigurationOverrides;
}

export function toWorkerArgument(start: WorkerStart): string {
	return JSON.stringify(start);
}

/** The argument comes from our own primary. */
export function toWorkerStart(argument: string): WorkerStart {
	return JSON.parse(argument) as WorkerStart;
}
