import { type DeviceKey, type DeviceProfile, toQualifiedName } from '../../domain/device-profile.ts';
import { checkDeviceKey } from '../../domain/device-profile-rules.ts';
import { DmsError } from '../../domain/errors.ts';
import type { DeviceRepository, DeviceSummary } from '../../domain/ports.ts';
import { collapse, quote } from '../../domain/text-rules.ts';

/** How a person names a device: by its name alone, or by its whole key. */
export type DeviceReference = { readonly name: string } | { readonly key: DeviceKey };

/** Most devices of one name that a message lists. */
const mostListed = 10;

/**
 * `name`, `service provider/name`, `service provider/group/name`, or `/name` for one at system level; a scope beside a
 * plain name makes it a whole key.
 * @throws DmsError `value.*` for a key that breaks its limits, or two ways at once.
 */
export function parseDeviceReference(
	text: string,
	scope: { readonly serviceProviderId?: string; readonly groupId?: string } = {},
): DeviceReference {
	const parts = text.split('/');
	const hasScope = scope.serviceProviderId !== undefined || scope.groupId !== undefined;
	if (parts.length === 1) return hasScope ? { key: checkDeviceKey({ ...scope, name: text }) } : { name: collapse(text) };
	if (hasScope) throw new DmsError('value.contradiction', `${quote(text)} names a service provider already`, { field: 'deviceName' });
	const [first = '', second = '', third, ...rest] = parts;
	if (rest.length > 0) throw new DmsError('value.invalid', `${quote(text)} has more than two slashes`, { field: 'deviceName' });
	if (third !== undefined) return { key: checkDeviceKey({ serviceProviderId: first, groupId: second, name: third }) };
	return { key: checkDeviceKey(first === '' ? { name: second } : { serviceProviderId: first, name: second }) };
}

/** A store, or what else finds devices. */
interface Devices<Method extends keyof DeviceRepository> {
	readonly devices: Pick<DeviceRepository, Method>;
}

/** @throws DmsError `device.not-found`; `value.invalid` where several devices have the name, all of them in `findings`. */
export async function findDevice(store: Devices<'findByKey' | 'findByName'>, reference: DeviceReference): Promise<DeviceSummary> {
	if ('key' in reference) {
		const device = await store.devices.findByKey(reference.key);
		if (device === undefined) throw notFound(toQualifiedName(reference.key));
		return device;
	}
	const devices = await store.devices.findByName(reference.name, mostListed);
	const [device] = devices;
	if (device === undefined) throw notFound(reference.name);
	if (devices.length === 1) return device;
	throw new DmsError(
		'value.invalid',
		`${devices.length === mostListed ? 'many' : devices.length} devices are named ${quote(reference.name)}`,
		{
			field: 'deviceName',
			hint: 'Name one of them as service provider/group/name; /name is the one at system level.',
			findings: devices.map((found) => (found.serviceProviderId === undefined ? `/${found.name}` : toQualifiedName(found))),
		},
	);
}

/** The whole profile. @throws DmsError as `findDevice`. */
export async function loadDevice(store: Devices<'findByKey' | 'findByName' | 'load'>, reference: DeviceReference): Promise<DeviceProfile> {
	const { id, name } = await findDevice(store, reference);
	const device = await store.devices.load(id);
	if (device === undefined) throw notFound(name);
	return device;
}

function notFound(name: string): DmsError {
	return new DmsError('device.not-found', `no device profile ${quote(name)}`, { field: 'deviceName' });
}
