import type { DeviceKey, Scope } from '../domain/device-profile.ts';
import { DmsError } from '../domain/errors.ts';
import type { DeviceFilter } from '../domain/ports.ts';
import { collapse } from '../domain/text-rules.ts';

/** Whether a device belongs to the scope; everything belongs to none. */
export function isWithin(device: Pick<DeviceKey, 'serviceProviderId' | 'groupId'>, scope: Scope | undefined): boolean {
	if (scope === undefined) return true;
	if (collapse(device.serviceProviderId ?? '') !== scope.serviceProviderId) return false;
	return scope.groupId === undefined || collapse(device.groupId ?? '') === scope.groupId;
}

/** The filter without what lies outside the scope. @throws DmsError `permission.denied` for one that asks for something outside. */
export function toScopedFilter(filter: DeviceFilter, scope: Scope | undefined): DeviceFilter {
	const scoped = { ...filter, ...scope };
	const isOutside = (['serviceProviderId', 'groupId'] as const).some(
		(field) => filter[field] !== undefined && filter[field] !== scoped[field],
	);
	if (isOutside) throw new DmsError('permission.denied', 'the filter asks for devices outside the service provider or group of the caller');
	return scoped;
}
