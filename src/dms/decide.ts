import { decideDeviceRequest } from '../app/device-request/decide-device-request.ts';
import { required, type Step } from './device-context.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';

/** Third step: asks `app` and notes the answer. */
export function decide(ports: DevicePlanePorts): Step {
	return async (context, next) => {
		const request = required(context.state.request, 'the request');
		const decision = await decideDeviceRequest(ports, await ports.catalog.current(), request);
		context.state.decision = decision;
		context.state.draft.decided(decision);
		await next();
	};
}
