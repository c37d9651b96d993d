import { type DeviceProfile, type NewDeviceProfile, toQualifiedName } from '../../domain/device-profile.ts';
import { checkNewDevice } from '../../domain/device-profile-rules.ts';
import type { Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';
import { type Administration, applyAudited, type ChangeStep } from './administration.ts';
import { findDeviceType } from './find-device-type.ts';
import { findMacElsewhere } from './find-mac-elsewhere.ts';
import { requireTagSet } from './require-tag-set.ts';

export interface ChangedDevice {
	readonly device: DeviceProfile;
	/** What is allowed and still worth a look. */
	readonly warnings: readonly string[];
}

/** @throws DmsError `device-type.not-found`, `device.*-exists`, `tag-set.not-found`, `value.*`. OCI-P GroupAccessDeviceAddRequest22V2. */
export function addDevice(
	administration: Administration,
	typeName: string,
	device: Omit<NewDeviceProfile, 'typeId'>,
): Promise<ChangedDevice> {
	const { action, apply } = toDeviceAddition(typeName, device);
	return applyAudited(administration, action, apply);
}

/** The same as one of several changes. */
export function toDeviceAddition(typeName: string, device: Omit<NewDeviceProfile, 'typeId'>): ChangeStep<ChangedDevice> {
	const apply = async (store: Store) => {
		const type = await findDeviceType(store, typeName);
		const checked = checkNewDevice({ ...device, typeId: type.id }, type);
		await requireTagSet(store, checked.tagSet);
		const added = await store.devices.add(checked);
		const mac = added.mac === undefined ? '' : `, mac=${added.mac}`;
		return {
			value: { device: added, warnings: await findMacElsewhere(store, added) },
			subject: toQualifiedName(added),
			detail: `type=${quote(type.name)}${mac}`,
		};
	};
	return { action: 'device add', apply };
}
