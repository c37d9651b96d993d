import { scopeOf } from '../app/authentication/principal.ts';
import type { DeviceKey, DeviceProfile, Scope } from '../domain/device-profile.ts';
import { checkScope } from '../domain/device-profile-rules.ts';
import { DmsError } from '../domain/errors.ts';
import type { Caller } from './route.ts';
import { isWithin } from './scoping.ts';

/** A device outside the caller's scope is one that does not exist. @throws DmsError `device.not-found`. */
export async function loadOwn({ ports, principal }: Pick<Caller, 'ports' | 'principal'>, id: string): Promise<DeviceProfile> {
	const device = await ports.store.devices.load(id);
	if (device !== undefined && isWithin(device, scopeOf(principal))) return device;
	throw new DmsError('device.not-found', `there is no device with the id ${id}`);
}

/** @throws DmsError `permission.denied` for a device that would stand outside the caller's scope. */
export function requireOwnPlace({ principal }: Pick<Caller, 'principal'>, key: Pick<DeviceKey, 'serviceProviderId' | 'groupId'>): void {
	if (isWithin(key, scopeOf(principal))) return;
	throw new DmsError('permission.denied', 'the device would stand outside the service provider or group of the caller');
}

/** A service provider or a group that the caller administers: that of the caller, or a group of it. @throws DmsError `permission.denied`, `value.*`. */
export function requireOwnScope({ principal }: Pick<Caller, 'principal'>, scope: Scope): Scope {
	const checked = checkScope(scope);
	if (isWithin(checked, scopeOf(principal))) return checked;
	throw new DmsError('permission.denied', 'this belongs to another service provider or group than that of the caller');
}
