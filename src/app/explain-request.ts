import type { AccessReason } from '../domain/reason.ts';
import type { CatalogCache } from './catalog.ts';
import type { DeviceFiles } from './device-files.ts';
import { type DecisionPorts, decideDeviceRequest } from './device-request/decide-device-request.ts';
import type { Decision, DecisionStep, DeviceRequest } from './device-request/device-request.ts';

export interface ExplainPorts extends DecisionPorts {
	readonly catalog: CatalogCache;
	readonly files: DeviceFiles;
}

/** The decision on a request that nobody has made, with each step in the words of the code that took it. */
export interface Explanation {
	readonly steps: readonly { readonly step: DecisionStep; readonly text: string }[];
	readonly status: number;
	readonly reason: AccessReason;
	readonly decision: Decision;
}

/** Runs the request code itself; credentials of the kind `assumed` change nothing in the store. */
export async function explainRequest(ports: ExplainPorts, request: DeviceRequest): Promise<Explanation> {
	const steps: { step: DecisionStep; text: string }[] = [];
	const catalog = await ports.catalog.current();
	const decision = await decideDeviceRequest(ports, catalog, request, (step, text) => steps.push({ step, text: text() }));
	if (decision.outcome === 'refuse') return { steps, decision, status: decision.status, reason: decision.reason };
	if (decision.outcome === 'upload') return { steps, decision, status: 204, reason: decision.reason };
	const file = await ports.files.open(catalog, decision.located, decision.profile);
	if (file !== undefined) return { steps, decision, status: 200, reason: decision.reason };
	steps.push({ step: 'refuse', text: '404: the file has no content' });
	return { steps, decision, status: 404, reason: 'content.missing' };
}
