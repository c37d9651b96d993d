import { toQualifiedName } from '../../domain/device-profile.ts';
import { type Administration, applyAudited } from './administration.ts';
import { type DeviceReference, findDevice } from './find-device.ts';

/** @returns the qualified name of what was deleted. @throws DmsError `device.not-found`. */
export function deleteDevice(administration: Administration, reference: DeviceReference): Promise<string> {
	return applyAudited(administration, 'device delete', async (store) => {
		const device = await findDevice(store, reference);
		await store.devices.delete(device.id);
		const name = toQualifiedName(device);
		return { value: name, subject: name, ...(device.mac === undefined ? {} : { detail: `mac=${device.mac}` }) };
	});
}
