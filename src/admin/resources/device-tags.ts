import { loadOwn } from '../own-device.ts';
import type { AdminRoute } from '../route.ts';
import { deviceParameters, devicePath } from './device-path.ts';
import { createEffectiveTagRoute, createTagRoutes, type TagRoutesOptions } from './tag-routes.ts';

/** Tags of one device; their entity tag is that of the device. */
export function createDeviceTagRoutes(): readonly AdminRoute[] {
	const options: TagRoutesOptions<typeof deviceParameters> = {
		path: devicePath,
		scope: 'device',
		parameters: deviceParameters,
		title: 'a device',
		toPlace: async (call) => ({ kind: 'device', device: { key: await loadOwn(call, call.parameters.deviceId) } }),
	};
	return [...createTagRoutes(options), createEffectiveTagRoute(options)];
}
