import type { Insertable, Selectable } from 'kysely';
import type { DeviceKey, DeviceProfile, FileOverride, Line, NewDeviceProfile } from '../domain/device-profile.ts';
import type { AccessCredentials } from '../domain/device-type.ts';
import type { DeviceSummary } from '../domain/ports.ts';
import type { Tag } from '../domain/tag.ts';
import { fromJson, present, toDate, toFlag, toMs, toRowId } from './row-values.ts';
import type { DeviceTable } from './schema.ts';
import { sealList } from './sealed-json.ts';
import type { SecretPlace } from './secret-box.ts';
import type { Sealer } from './secrets.ts';

export type DeviceRow = Selectable<DeviceTable>;

type LongColumn = 'password_sealed' | 'line_passwords_sealed' | 'lines' | 'tags_sealed';

export type DeviceSummaryRow = Omit<DeviceRow, LongColumn | 'name_folded'>;

export const summaryColumns = [
	'id',
	'type_id',
	'service_provider_id',
	'group_id',
	'name',
	'enabled',
	'mac',
	'serial_number',
	'description',
	'physical_location',
	'net_address',
	'country',
	'use_custom_user_name_password',
	'user_name',
	'line_count',
	'tag_set',
	'expired_certificate_until',
	'pinned_fingerprint',
	'version',
	'created_at',
	'updated_at',
] as const satisfies readonly (keyof DeviceSummaryRow)[];

export const foldName = (name: string): string => name.toLowerCase();

export const passwordPlace = (key: DeviceKey): SecretPlace => ({ column: 'device.password_sealed', row: toPlaceRow(key) });

export const linePasswordsPlace = (key: DeviceKey): SecretPlace => ({ column: 'device.line_passwords_sealed', row: toPlaceRow(key) });

export const tagsPlace = (key: DeviceKey): SecretPlace => ({ column: 'device.tags_sealed', row: toPlaceRow(key) });

const toPlaceRow = ({ serviceProviderId = '', groupId = '', name }: DeviceKey) => [serviceProviderId, groupId, name];

export function toDeviceRow(device: NewDeviceProfile, sealer: Sealer, now: Date): Insertable<DeviceTable> {
	const { credentials } = device;
	return {
		type_id: toRowId(device.typeId),
		service_provider_id: device.serviceProviderId ?? '',
		group_id: device.groupId ?? '',
		name: device.name,
		name_folded: foldName(device.name),
		enabled: toFlag(device.enabled),
		mac: device.mac ?? null,
		serial_number: device.serialNumber ?? null,
		description: device.description ?? null,
		physical_location: device.physicalLocation ?? null,
		net_address: device.netAddress ?? null,
		country: device.country ?? null,
		use_custom_user_name_password: toFlag(device.useCustomUserNamePassword),
		user_name: credentials?.userName ?? null,
		line_count: device.lines.length,
		tag_set: device.tagSet ?? null,
		expired_certificate_until: toMs(device.expiredCertificateUntil),
		pinned_fingerprint: device.pinnedFingerprint ?? null,
		version: 1,
		created_at: now.getTime(),
		updated_at: now.getTime(),
		password_sealed: credentials === undefined ? null : sealer(passwordPlace(device), credentials.password),
		line_passwords_sealed: sealLinePasswords(device, device.lines, sealer),
		lines: toLinesJson(device.lines),
		tags_sealed: sealList(sealer, tagsPlace(device), device.tags),
	};
}

/** One sealed value for all lines: a device with 400 lines costs one decryption. */
export function sealLinePasswords(key: DeviceKey, lines: readonly Line[], sealer: Sealer): Uint8Array | null {
	if (lines.every(({ authPassword }) => authPassword === undefined)) return null;
	return sealer(linePasswordsPlace(key), JSON.stringify(lines.map(({ authPassword }) => authPassword ?? null)));
}

export function toLinesJson(lines: readonly Line[]): string {
	return JSON.stringify(lines.map(({ authPassword: _, ...line }) => line));
}

export function toSummary(row: DeviceSummaryRow): DeviceSummary {
	return {
		id: String(row.id),
		typeId: String(row.type_id),
		name: row.name,
		enabled: row.enabled === 1,
		useCustomUserNamePassword: row.use_custom_user_name_password === 1,
		lineCount: row.line_count,
		version: row.version,
		createdAt: new Date(row.created_at),
		updatedAt: new Date(row.updated_at),
		...toKeyParts(row),
		...present({
			mac: row.mac,
			serialNumber: row.serial_number,
			description: row.description,
			physicalLocation: row.physical_location,
			netAddress: row.net_address,
			country: row.country,
			userName: row.user_name,
			tagSet: row.tag_set,
			expiredCertificateUntil: toDate(row.expired_certificate_until),
			pinnedFingerprint: row.pinned_fingerprint,
		}),
	};
}

export function toDeviceKey(row: Pick<DeviceRow, 'service_provider_id' | 'group_id' | 'name'>): DeviceKey {
	return { name: row.name, ...toKeyParts(row) };
}

/** What a row says apart from its secrets, which are decrypted elsewhere. */
export interface DeviceSecrets {
	readonly credentials: AccessCredentials | undefined;
	readonly linePasswords: readonly (string | null)[];
	readonly tags: readonly Tag[];
}

export function toDevice(row: DeviceRow, secrets: DeviceSecrets, fileOverrides: readonly FileOverride[]): DeviceProfile {
	const { lineCount: _count, userName: _user, ...summary } = toSummary(row);
	const lines = fromJson<readonly Omit<Line, 'authPassword'>[]>(row.lines);
	return {
		...summary,
		...present({ credentials: secrets.credentials }),
		lines: lines.map((line, index) => ({ ...line, ...present({ authPassword: secrets.linePasswords[index] }) })),
		tags: secrets.tags,
		fileOverrides,
	};
}

function toKeyParts(row: Pick<DeviceRow, 'service_provider_id' | 'group_id'>): Omit<DeviceKey, 'name'> {
	return present({ serviceProviderId: row.service_provider_id || null, groupId: row.group_id || null });
}
