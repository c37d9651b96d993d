import type { ApiSchema } from '../../api/client.ts';
import type { DeviceType } from '../queries.ts';

/** As the form has them: texts are empty where there is no value. */
export interface SettingsValues {
	readonly deviceAccessProtocol: DeviceType['deviceAccessProtocol'];
	readonly deviceAccessNetAddress: string;
	readonly deviceAccessPort: number | string;
	readonly userName: string;
	readonly password: string;
	readonly tagMode: DeviceType['tagMode'];
	readonly tagSet: string | null;
	readonly allowDeviceProfileCustomTagSet: boolean;
	readonly allowGroupCustomTagSet: boolean;
	readonly allowSpCustomTagSet: boolean;
	readonly defaultDeviceLanguage: string;
	readonly defaultDeviceEncoding: string;
	readonly isObsolete: boolean;
}

export function toSettingsValues(type: DeviceType): SettingsValues {
	return {
		deviceAccessProtocol: type.deviceAccessProtocol,
		deviceAccessNetAddress: type.deviceAccessNetAddress ?? '',
		deviceAccessPort: type.deviceAccessPort ?? '',
		userName: type.userName ?? '',
		password: '',
		tagMode: type.tagMode,
		tagSet: type.tagSet,
		allowDeviceProfileCustomTagSet: type.allowDeviceProfileCustomTagSet,
		allowGroupCustomTagSet: type.allowGroupCustomTagSet,
		allowSpCustomTagSet: type.allowSpCustomTagSet,
		defaultDeviceLanguage: type.defaultDeviceLanguage ?? '',
		defaultDeviceEncoding: type.defaultDeviceEncoding ?? '',
		isObsolete: type.isObsolete,
	};
}

export function toSettingsChange(values: SettingsValues, type: DeviceType): ApiSchema<'DeviceTypeChange'> {
	const { userName, password, deviceAccessPort, deviceAccessNetAddress, defaultDeviceLanguage, defaultDeviceEncoding, tagSet, ...rest } =
		values;
	return {
		...rest,
		// A tag set belongs to this mode alone.
		tagSet: values.tagMode === 'System And Custom' ? tagSet : null,
		deviceAccessNetAddress: toNullable(deviceAccessNetAddress),
		deviceAccessPort: deviceAccessPort === '' ? null : Number(deviceAccessPort),
		defaultDeviceLanguage: toNullable(defaultDeviceLanguage),
		defaultDeviceEncoding: toNullable(defaultDeviceEncoding),
		...toCredentials(userName.trim(), password, type),
	};
}

/** What is left alone is left out: the password is not known here. */
function toCredentials(
	userName: string,
	password: string,
	type: DeviceType,
): Pick<ApiSchema<'DeviceTypeChange'>, 'accessDeviceCredentials'> {
	if (userName === '') return type.userName === null ? {} : { accessDeviceCredentials: null };
	if (userName === type.userName && password === '') return {};
	return { accessDeviceCredentials: { userName, ...(password === '' ? {} : { password }) } };
}

function toNullable(text: string): string | null {
	return text.trim() === '' ? null : text.trim();
}
