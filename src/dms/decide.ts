import type { Catalog } from '../app/catalog.ts';
import { decideDeviceRequest } from '../app/device-request/decide-device-request.ts';
import type { Decision, DeviceRequest } from '../app/device-request/device-request.ts';
import type { DeviceExchange } from './device-exchange.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';

/** Third step: asks `app` and notes the answer. */
export async function decide(
	ports: DevicePlanePorts,
	catalog: Catalog,
	{ draft }: DeviceExchange,
	request: DeviceRequest,
): Promise<Decision> {
	const decision = await decideDeviceRequest(ports, catalog, request);
	draft.decided(decision);
	return decision;
}
