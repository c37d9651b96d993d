import type { DeviceType, NewDeviceType } from '../../domain/device-type.ts';
import { checkNewDeviceType } from '../../domain/device-type-rules.ts';
import { type Administration, applyAudited } from './administration.ts';
import { requireTagSet } from './require-tag-set.ts';

/** Without files. @throws DmsError `device-type.exists`, `device-access-uri.exists`, `tag-set.not-found`, `value.*`. OCI-P SystemSIPDeviceTypeAddRequest23V9. */
export function addDeviceType(administration: Administration, type: NewDeviceType): Promise<DeviceType> {
	const checked = checkNewDeviceType(type);
	return applyAudited(administration, 'type add', async (store) => {
		const { tagSet, deviceAccessUri } = checked.cpe.deviceManagement;
		await requireTagSet(store, tagSet);
		const added = await store.deviceTypes.add(checked);
		return {
			value: added,
			subject: added.name,
			...(deviceAccessUri === undefined ? {} : { detail: `deviceAccessURI=${deviceAccessUri}` }),
		};
	});
}
