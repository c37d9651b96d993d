import { type Administration, applyAudited } from './administration.ts';
import { findDeviceType } from './find-device-type.ts';

/** With its files and what scopes have set for it. @throws DmsError `device-type.not-found`, `device-type.in-use`. */
export function deleteDeviceType(administration: Administration, name: string): Promise<void> {
	return applyAudited(administration, 'type delete', async (store) => {
		const type = await findDeviceType(store, name);
		await store.deviceTypes.delete(type.id);
		return { value: undefined, subject: type.name };
	});
}
