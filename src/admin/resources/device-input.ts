import { z } from 'zod';
import type { RequestedDeviceChange } from '../../app/administration/change-device.ts';
import { requireFingerprint } from '../../app/administration/deny-certificate.ts';
import { presentFields } from '../../app/administration/present-fields.ts';
import type { NewDeviceProfile } from '../../domain/device-profile.ts';
import { DmsError } from '../../domain/errors.ts';
import { requireMacAddress } from '../../domain/mac-address.ts';
import { requireCountry } from '../../domain/tag.ts';
import { text, time } from '../schemas.ts';

const pin = text.describe('SHA-256 of the one certificate that is to prove the device, hexadecimal, with or without colons.');
const ownCredentials = z.strictObject({ userName: text, password: text });

export const newDevice = z
	.strictObject({
		deviceType: text,
		deviceName: text,
		serviceProviderId: text.exactOptional(),
		groupId: text.exactOptional(),
		enabled: z.boolean().exactOptional(),
		useCustomUserNamePassword: z.boolean().exactOptional(),
		credentials: ownCredentials.exactOptional(),
		macAddress: text.exactOptional(),
		serialNumber: text.exactOptional(),
		description: text.exactOptional(),
		physicalLocation: text.exactOptional(),
		netAddress: text.exactOptional(),
		country: text.exactOptional(),
		tagSet: text.exactOptional(),
		pinnedFingerprint: pin.exactOptional(),
	})
	.meta({ id: 'NewDevice' });

export const deviceChange = z
	.strictObject({
		enabled: z.boolean().exactOptional(),
		useCustomUserNamePassword: z.boolean().exactOptional(),
		credentials: z.strictObject({ userName: text.exactOptional(), password: text.exactOptional() }).nullable().exactOptional(),
		expiredCertificateUntil: time.nullable().exactOptional(),
		macAddress: text.nullable().exactOptional(),
		serialNumber: text.nullable().exactOptional(),
		description: text.nullable().exactOptional(),
		physicalLocation: text.nullable().exactOptional(),
		netAddress: text.nullable().exactOptional(),
		country: text.nullable().exactOptional(),
		tagSet: text.nullable().exactOptional(),
		pinnedFingerprint: pin.nullable().exactOptional(),
	})
	.meta({ id: 'DeviceChange' });

export interface RequestedDevice {
	readonly typeName: string;
	readonly device: Omit<NewDeviceProfile, 'typeId'>;
}

/** @throws DmsError `mac.invalid`, `value.invalid`. */
export function toRequestedDevice(body: z.output<typeof newDevice>): RequestedDevice {
	const { deviceType, deviceName, serviceProviderId, groupId, credentials, macAddress, country, pinnedFingerprint, ...rest } = body;
	return {
		typeName: deviceType,
		device: {
			...{ enabled: true, useCustomUserNamePassword: credentials !== undefined, lines: [], tags: [] },
			...rest,
			...presentFields({ credentials, mac: read(macAddress, requireMacAddress), country: read(country, requireCountry) }),
			...presentFields({ pinnedFingerprint: read(pinnedFingerprint, requirePin) }),
			...{ name: deviceName, ...presentFields({ serviceProviderId, groupId }) },
		},
	};
}

/** @throws DmsError `mac.invalid`, `value.invalid`. */
export function toRequestedChange(body: z.output<typeof deviceChange>): RequestedDeviceChange {
	const { expiredCertificateUntil, macAddress, country, pinnedFingerprint, ...rest } = body;
	return presentFields({
		...rest,
		mac: read(macAddress, requireMacAddress),
		country: read(country, requireCountry),
		expiredCertificateUntil: read(expiredCertificateUntil, (until) => new Date(until)),
		pinnedFingerprint: read(pinnedFingerprint, requirePin),
	});
}

function requirePin(value: string): string {
	return requireFingerprint(value, 'pinnedFingerprint');
}

/** Null clears and undefined leaves: both stay what they are. */
function read<Absent extends null | undefined, Value>(value: string | Absent, parse: (value: string) => Value): Value | Absent {
	return typeof value === 'string' ? parse(value) : value;
}

/** Members of a body under the names that rules and the store have for them. */
const members: Readonly<Record<string, string>> = {
	name: 'deviceName',
	mac: 'macAddress',
	typeId: 'deviceType',
	userName: 'credentials/userName',
	password: 'credentials/password',
	'credentials.userName': 'credentials/userName',
};

/** The same refusal with a pointer into the body, which may stand `within` another one. */
export function pointingAt({ code, message, field, hint, findings, cause }: DmsError, within = ''): DmsError {
	const pointer = field === undefined ? within : `${within}/${members[field] ?? field}`;
	return new DmsError(code, message, { findings, cause, ...presentFields({ field: pointer === '' ? undefined : pointer, hint }) });
}
