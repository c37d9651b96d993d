import { toQualifiedName } from '../../domain/device-profile.ts';
import type { Store } from '../../domain/ports.ts';
import { type Administration, applyAudited, type ChangeStep } from './administration.ts';
import { type DeviceReference, findDevice } from './find-device.ts';
import { requireVersion } from './require-version.ts';

/** @returns the qualified name of what was deleted. @throws DmsError `device.not-found`, `precondition.failed`. */
export function deleteDevice(administration: Administration, reference: DeviceReference, expectedVersion?: number): Promise<string> {
	const { action, apply } = toDeviceDeletion(reference, expectedVersion);
	return applyAudited(administration, action, apply);
}

/** The same as one of several changes. */
export function toDeviceDeletion(reference: DeviceReference, expectedVersion?: number): ChangeStep<string> {
	const apply = async (store: Store) => {
		const device = await findDevice(store, reference);
		requireVersion(device, expectedVersion);
		await store.devices.delete(device.id);
		const name = toQualifiedName(device);
		return { value: name, subject: name, ...(device.mac === undefined ? {} : { detail: `mac=${device.mac}` }) };
	};
	return { action: 'device delete', apply };
}
