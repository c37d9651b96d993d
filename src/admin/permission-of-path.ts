import type { Action, Permission } from '../domain/permission.ts';

/** `/api/v1/devices/{deviceId}/tags` -> `dms.rest.devices.{deviceId}.tags.read`. */
export function toPermissionOf(path: string, action: Action): Permission {
	return `dms.rest.${path.replace('/api/v1/', '').replaceAll('/', '.')}.${action}`;
}
