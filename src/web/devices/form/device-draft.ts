import type { ApiSchema } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { presentFields } from '../present-fields.ts';
import type { Device, DeviceChange } from '../queries.ts';

/** What stands in the fields of a form; empty: nothing. */
export interface DeviceDraft {
	readonly macAddress: string;
	readonly enabled: boolean;
	readonly useCustomUserNamePassword: boolean;
	readonly userName: string;
	readonly password: string;
	readonly description: string;
	readonly physicalLocation: string;
	readonly serialNumber: string;
	readonly netAddress: string;
	readonly country: string;
	readonly tagSet: string;
}

/** What of a device never changes. */
export interface DeviceKeyDraft {
	readonly deviceType: string;
	readonly deviceName: string;
	readonly level: 'system' | 'provider' | 'group';
	readonly serviceProviderId: string;
	readonly groupId: string;
}

export const emptyDraft: DeviceDraft = {
	...{ macAddress: '', enabled: true, useCustomUserNamePassword: false, userName: '', password: '' },
	...{ description: '', physicalLocation: '', serialNumber: '', netAddress: '', country: '', tagSet: '' },
};

const textFields = ['macAddress', 'description', 'physicalLocation', 'serialNumber', 'netAddress', 'country', 'tagSet'] as const;

export function toDraft(device: Device): DeviceDraft {
	const { enabled, useCustomUserNamePassword, userName } = device;
	const fields = Object.fromEntries(textFields.map((field) => [field, device[field] ?? '']));
	return { ...emptyDraft, ...fields, enabled, useCustomUserNamePassword, userName: userName ?? '' };
}

export function toNewDevice(key: DeviceKeyDraft, draft: DeviceDraft): ApiSchema<'NewDevice'> {
	const { deviceType, level, serviceProviderId, groupId } = key;
	const texts = presentFields(textFields, (field) => toText(draft[field]));
	return {
		...texts,
		...{ deviceType, deviceName: key.deviceName.trim(), enabled: draft.enabled },
		...(level === 'system' ? {} : { serviceProviderId: serviceProviderId.trim() }),
		...(level === 'group' ? { groupId: groupId.trim() } : {}),
		...(draft.useCustomUserNamePassword
			? { useCustomUserNamePassword: true, credentials: { userName: draft.userName, password: draft.password } }
			: {}),
	};
}

function toText(typed: string): string | undefined {
	const text = typed.trim();
	return text === '' ? undefined : text;
}

/** Only what is another than before; null clears. */
export function toDeviceChange(before: DeviceDraft, after: DeviceDraft): DeviceChange {
	const texts = presentFields(textFields, (field) => (before[field] === after[field].trim() ? undefined : (toText(after[field]) ?? null)));
	const isOwn = after.useCustomUserNamePassword;
	return {
		...texts,
		...(before.enabled === after.enabled ? {} : { enabled: after.enabled }),
		...(before.useCustomUserNamePassword === isOwn ? {} : { useCustomUserNamePassword: isOwn }),
		...(isOwn ? toCredentialsChange(before, after) : {}),
	};
}

function toCredentialsChange(before: DeviceDraft, after: DeviceDraft): Pick<DeviceChange, 'credentials'> {
	const credentials = {
		...(before.userName === after.userName ? {} : { userName: after.userName }),
		...(after.password === '' ? {} : { password: after.password }),
	};
	return Object.keys(credentials).length === 0 ? {} : { credentials };
}

/** What a refusal says of one field. */
export function toFieldError(failure: unknown, field: string): string | undefined {
	if (!(failure instanceof ApiProblem)) return undefined;
	const { pointer, detail, title } = failure.problem;
	return pointer?.replace(/^#/, '').startsWith(`/${field}`) === true ? (detail ?? title) : undefined;
}
