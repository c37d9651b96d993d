import type { Updateable } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import type { DeviceChange } from '../domain/ports.ts';
import { type DeviceRow, passwordPlace, sealLinePasswords, tagsPlace, toDeviceKey, toLinesJson } from './device-rows.ts';
import { type Given, given, toFlag, toMs, toRowId } from './row-values.ts';
import type { DeviceTable } from './schema.ts';
import { sealList } from './sealed-json.ts';
import type { Sealer } from './secrets.ts';

/** The columns that a change sets; what it does not name stays. @throws DmsError `value.immutable`. */
export function toDeviceColumns(row: DeviceRow, change: DeviceChange, sealer: Sealer): Updateable<DeviceTable> {
	refuseImmutable(row, change);
	return {
		...given({
			mac: change.mac,
			serial_number: change.serialNumber,
			description: change.description,
			physical_location: change.physicalLocation,
			net_address: change.netAddress,
			country: change.country,
			tag_set: change.tagSet,
			expired_certificate_until: change.expiredCertificateUntil === undefined ? undefined : toMs(change.expiredCertificateUntil),
			pinned_fingerprint: change.pinnedFingerprint,
			enabled: toGivenFlag(change.enabled),
			use_custom_user_name_password: toGivenFlag(change.useCustomUserNamePassword),
			tags_sealed: change.tags === undefined ? undefined : sealList(sealer, tagsPlace(toDeviceKey(row)), change.tags ?? []),
		}),
		...toCredentialColumns(row, change.credentials, sealer),
		...toLineColumns(row, change.lines, sealer),
	};
}

/** These fields have no empty value, so `null` leaves them. */
const toGivenFlag = (value: boolean | null | undefined) => (value === null || value === undefined ? undefined : toFlag(value));

function toCredentialColumns(row: DeviceRow, credentials: DeviceChange['credentials'], sealer: Sealer): Updateable<DeviceTable> {
	if (credentials === undefined) return {};
	if (credentials === null) return { user_name: null, password_sealed: null };
	return { user_name: credentials.userName, password_sealed: sealer(passwordPlace(toDeviceKey(row)), credentials.password) };
}

function toLineColumns(row: DeviceRow, change: DeviceChange['lines'], sealer: Sealer): Given<Updateable<DeviceTable>> {
	if (change === undefined) return {};
	const lines = change ?? [];
	return {
		lines: toLinesJson(lines),
		line_count: lines.length,
		line_passwords_sealed: sealLinePasswords(toDeviceKey(row), lines, sealer),
	};
}

/** The secrets of a device are bound to its level and name, and its files to its type. */
function refuseImmutable(row: DeviceRow, change: DeviceChange): void {
	const kept = {
		name: change.name === undefined || change.name === row.name,
		typeId: change.typeId === undefined || toRowId(change.typeId ?? '') === row.type_id,
		serviceProviderId: change.serviceProviderId === undefined || (change.serviceProviderId ?? '') === row.service_provider_id,
		groupId: change.groupId === undefined || (change.groupId ?? '') === row.group_id,
	};
	for (const [field, same] of Object.entries(kept)) {
		if (!same) throw new DmsError('value.immutable', `${field} of device ${JSON.stringify(row.name)} cannot be changed`, { field });
	}
}
