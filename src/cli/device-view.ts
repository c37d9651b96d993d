import { type DeviceProfile, type Line, levelOf } from '../domain/device-profile.ts';
import type { DeviceType } from '../domain/device-type.ts';
import { toColonForm } from '../domain/mac-address.ts';
import type { DeviceSummary } from '../domain/ports.ts';
import { toTagReference } from '../tags/lex.ts';

type CommonFields = Omit<DeviceSummary, 'userName' | 'lineCount'>;

function toCommonJson(device: CommonFields, typeName: string) {
	return {
		id: device.id,
		deviceName: device.name,
		level: levelOf(device),
		serviceProviderId: device.serviceProviderId ?? null,
		groupId: device.groupId ?? null,
		deviceType: typeName,
		macAddress: device.mac ?? null,
		enabled: device.enabled,
		serialNumber: device.serialNumber ?? null,
		description: device.description ?? null,
		physicalLocation: device.physicalLocation ?? null,
		netAddress: device.netAddress ?? null,
		country: device.country ?? null,
		useCustomUserNamePassword: device.useCustomUserNamePassword,
		tagSet: device.tagSet ?? null,
		expiredCertificateUntil: device.expiredCertificateUntil ?? null,
		pinnedFingerprint: device.pinnedFingerprint ?? null,
		version: device.version,
		createdAt: device.createdAt,
		updatedAt: device.updatedAt,
	};
}

/** A row of a list for JSON. */
export function toDeviceSummaryJson(device: DeviceSummary, typeName: string): object {
	return { ...toCommonJson(device, typeName), userName: device.userName ?? null, numberOfLines: device.lineCount };
}

/** A whole profile for JSON, without its passwords; tags that sound like one are masked. */
export function toDeviceJson(device: DeviceProfile, type: DeviceType): object {
	return {
		...toCommonJson(device, type.name),
		userName: device.credentials?.userName ?? null,
		lines: device.lines.map(toLineJson),
		tags: device.tags.map(({ name, value }) => ({ name, value: toShownTagValue(name, value) })),
		files: device.fileOverrides.map(({ fileId, source, content, updatedAt }) => ({
			fileFormat: type.files.find(({ id }) => id === fileId)?.fileFormat ?? null,
			fileSource: source,
			content: content ?? null,
			updatedAt,
		})),
	};
}

/** A line for JSON: whether it has a password, and not which. */
export function toLineJson({ authPassword, ...line }: Line, index: number): object {
	return { line: index + 1, ...line, hasAuthPassword: authPassword !== undefined };
}

/** `0013d1aabbcc` as people write it. */
export function toShownMac(device: Pick<DeviceSummary, 'mac'>): string {
	return device.mac === undefined ? '' : toColonForm(device.mac);
}

function toShownTagValue(name: string, value: string): string {
	return value !== '' && toTagReference(name).hasSecretName ? '********' : value;
}
