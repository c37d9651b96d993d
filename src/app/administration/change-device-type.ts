import type { DeviceManagementOptions, DeviceType, NewDeviceType } from '../../domain/device-type.ts';
import { checkDeviceTypeChange } from '../../domain/device-type-rules.ts';
import { invalid } from '../../domain/text-rules.ts';
import { type Administration, applyAudited } from './administration.ts';
import { toAuditDetail, toAuditedFields } from './audit-detail.ts';
import { findDeviceType } from './find-device-type.ts';
import { type FieldChange, mergeChange } from './merge-change.ts';
import { requireTagSet } from './require-tag-set.ts';

type ManagementField =
	| 'deviceAccessProtocol'
	| 'deviceAccessNetAddress'
	| 'deviceAccessPort'
	| 'deviceAccessContext'
	| 'tagMode'
	| 'tagSet'
	| 'allowDeviceProfileCustomTagSet'
	| 'allowGroupCustomTagSet'
	| 'allowSpCustomTagSet'
	| 'defaultDeviceLanguage'
	| 'defaultDeviceEncoding';

/** Options of a type that may change after it was imported. Credentials may come by halves, the other half stays. */
export type RequestedTypeChange = FieldChange<DeviceManagementOptions, ManagementField> &
	FieldChange<DeviceType, 'isObsolete' | 'numberOfPorts'> & {
		readonly accessDeviceCredentials?: { readonly userName?: string; readonly password?: string } | null | undefined;
	};

/** @throws DmsError `device-type.not-found`, `tag-set.not-found`, `value.*`. OCI-P SystemSIPDeviceTypeModifyRequest22V7. */
export function changeDeviceType(administration: Administration, name: string, requested: RequestedTypeChange): Promise<DeviceType> {
	return applyAudited(administration, 'type set', async (store) => {
		const existing = await findDeviceType(store, name);
		const changed = checkDeviceTypeChange(existing, toChangedType(existing, requested));
		await requireTagSet(store, requested.tagSet);
		const type = await store.deviceTypes.update(existing.id, changed);
		const fields = toAuditedFields(requested, toOptions(existing), toOptions(type));
		return { value: type, subject: type.name, detail: toAuditDetail(requested), ...fields };
	});
}

function toOptions(type: DeviceType): object {
	return { ...type, ...type.cpe.deviceManagement };
}

function toChangedType(existing: DeviceType, requested: RequestedTypeChange): NewDeviceType {
	const { id: _id, files: _files, createdAt: _createdAt, updatedAt: _updatedAt, ...type } = existing;
	const { isObsolete, numberOfPorts, accessDeviceCredentials, ...management } = requested;
	const deviceManagement = withCredentials(mergeChange(type.cpe.deviceManagement, management), accessDeviceCredentials);
	return mergeChange<NewDeviceType>(type, { isObsolete, numberOfPorts, cpe: { ...type.cpe, deviceManagement } });
}

function withCredentials(
	{ accessDeviceCredentials: existing, ...options }: DeviceManagementOptions,
	requested: RequestedTypeChange['accessDeviceCredentials'],
): DeviceManagementOptions {
	if (requested === null) return options;
	const userName = requested?.userName ?? existing?.userName;
	if (userName === undefined) {
		if (requested?.password === undefined) return options;
		throw invalid('userName', 'a password of the device type needs a user name');
	}
	return { ...options, accessDeviceCredentials: { userName, password: requested?.password ?? existing?.password ?? '' } };
}
