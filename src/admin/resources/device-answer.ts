import { z } from 'zod';
import { toShownTagValue } from '../../app/administration/change-tags.ts';
import { type DeviceProfile, deviceLevels, type Line, levelOf } from '../../domain/device-profile.ts';
import type { DeviceType } from '../../domain/device-type.ts';
import { overrideSources } from '../../domain/device-type-file.ts';
import type { DeviceSummary } from '../../domain/ports.ts';

const common = {
	id: z.string(),
	deviceName: z.string(),
	level: z.enum(deviceLevels),
	serviceProviderId: z.string().nullable(),
	groupId: z.string().nullable(),
	deviceType: z.string(),
	macAddress: z.string().nullable(),
	enabled: z.boolean(),
	serialNumber: z.string().nullable(),
	description: z.string().nullable(),
	physicalLocation: z.string().nullable(),
	netAddress: z.string().nullable(),
	country: z.string().nullable(),
	useCustomUserNamePassword: z.boolean(),
	userName: z.string().nullable(),
	tagSet: z.string().nullable(),
	expiredCertificateUntil: z.string().nullable(),
	pinnedFingerprint: z.string().nullable().describe('SHA-256 of the one certificate that proves the device; null: any that does.'),
	version: z.int(),
	createdAt: z.string(),
	updatedAt: z.string(),
};

export const lineAnswer = z
	.object({
		line: z.int(),
		linePort: z.string(),
		isPrimary: z.boolean(),
		hasAuthPassword: z.boolean(),
		userId: z.string().optional(),
		externalUserId: z.string().optional(),
		authUser: z.string().optional(),
		displayName: z.string().optional(),
		firstName: z.string().optional(),
		lastName: z.string().optional(),
		callingLineId: z.string().optional(),
		extension: z.string().optional(),
		e164: z.string().optional(),
		label: z.string().optional(),
		shared: z.boolean().optional(),
		timeZone: z.string().optional(),
		language: z.string().optional(),
		department: z.string().optional(),
		attributes: z.record(z.string(), z.string()).optional(),
	})
	.meta({ id: 'Line' });

export const deviceAnswer = z
	.object({
		...common,
		lines: z.array(lineAnswer),
		tags: z.array(z.object({ name: z.string(), value: z.string() })),
		files: z.array(
			z.object({
				fileFormat: z.string(),
				fileSource: z.enum(overrideSources),
				content: z.object({ sha256: z.string(), size: z.int() }).nullable(),
				updatedAt: z.string(),
			}),
		),
		warnings: z.array(z.string()),
	})
	.meta({ id: 'Device' });

const deviceSummary = z
	.object({
		...common,
		numberOfLines: z.int(),
		lastFetchAt: z.string().nullable().optional().describe('Null: it has fetched nothing yet.'),
		behindFiles: z.array(z.string()).optional().describe('With `standing`: the files of which it has an older version.'),
	})
	.meta({ id: 'DeviceSummary' });

export const deviceListAnswer = z
	.object({
		items: z.array(deviceSummary),
		nextCursor: z.string().nullable().describe('More devices; a page may have fewer than asked for, or none, although there are some.'),
		count: z.int().optional(),
		countIsAtLeast: z.boolean().optional().describe('Whether there may be more than `count`: the search has ended before it had seen all.'),
	})
	.meta({ id: 'DeviceList' });

export function toDeviceListItem(device: DeviceSummary, typeName: string): z.input<typeof deviceListAnswer>['items'][number] {
	return { ...toCommon(device, typeName), userName: device.userName ?? null, numberOfLines: device.lineCount };
}

/** A whole profile without its passwords; tags that sound like one are masked. */
export function toDeviceAnswer(
	device: DeviceProfile,
	type: DeviceType | undefined,
	warnings: readonly string[],
): z.input<typeof deviceAnswer> {
	return {
		...toCommon(device, type?.name ?? ''),
		userName: device.credentials?.userName ?? null,
		lines: device.lines.map(toLineAnswer),
		tags: device.tags.map((tag) => ({ name: tag.name, value: toShownTagValue(tag) })),
		files: device.fileOverrides.map(({ fileId, source, content, updatedAt }) => ({
			fileFormat: type?.files.find(({ id }) => id === fileId)?.fileFormat ?? '',
			fileSource: source,
			content: content ?? null,
			updatedAt: updatedAt.toISOString(),
		})),
		warnings: [...warnings],
	};
}

/** Whether it has a password, and not which. */
export function toLineAnswer({ authPassword, ...fields }: Line, index: number): z.input<typeof lineAnswer> {
	return { ...fields, line: index + 1, hasAuthPassword: authPassword !== undefined };
}

function toCommon(device: Omit<DeviceSummary, 'userName' | 'lineCount'>, typeName: string) {
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
		expiredCertificateUntil: device.expiredCertificateUntil?.toISOString() ?? null,
		pinnedFingerprint: device.pinnedFingerprint ?? null,
		version: device.version,
		createdAt: device.createdAt.toISOString(),
		updatedAt: device.updatedAt.toISOString(),
	};
}
