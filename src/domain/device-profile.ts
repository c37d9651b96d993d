import type { AccessCredentials } from './device-type.ts';
import type { ContentReference, OverrideSource } from './device-type-file.ts';
import type { MacAddress } from './mac-address.ts';
import type { Tag } from './tag.ts';

export const deviceLevels = ['System', 'Service Provider', 'Group'] as const;
export type DeviceLevel = (typeof deviceLevels)[number];

/** Identity of a device profile: system level has neither id, service provider level the first, group level both. OCI-P AccessDeviceKey. */
export interface DeviceKey {
	readonly serviceProviderId?: string;
	readonly groupId?: string;
	readonly name: string;
}

/** A position below a device type: a service provider, or a group of one. */
export interface Scope {
	readonly serviceProviderId: string;
	readonly groupId?: string;
}

/** One line of a device; its position in the profile is its line number, from 1. */
export interface Line {
	/** `user@host`, or the user part alone. */
	readonly linePort: string;
	readonly isPrimary: boolean;
	readonly userId?: string;
	readonly externalUserId?: string;
	readonly authUser?: string;
	/** In clear here, encrypted in the store. */
	readonly authPassword?: string;
	readonly displayName?: string;
	readonly firstName?: string;
	readonly lastName?: string;
	readonly callingLineId?: string;
	readonly extension?: string;
	readonly e164?: string;
	readonly label?: string;
	readonly shared?: boolean;
	readonly timeZone?: string;
	readonly language?: string;
	readonly department?: string;
	/** Values of built-in line tags that have no field of their own, by tag name without percent signs and suffix, e.g. `BWVOICE-PORTAL-NUMBER`. */
	readonly attributes?: Readonly<Record<string, string>>;
}

/** What a scope or a device puts in place of a file of the type. */
export interface FileOverride {
	/** Id of the device type file. */
	readonly fileId: string;
	readonly source: OverrideSource;
	/** Absent with `Default`. */
	readonly content?: ContentReference;
	readonly updatedAt: Date;
}

/** BroadWorks also says access device. OCI-P GroupAccessDeviceAddRequest22V2. */
export interface DeviceProfile extends DeviceKey {
	readonly id: string;
	/** Id of the device type. */
	readonly typeId: string;
	readonly enabled: boolean;
	readonly mac?: MacAddress;
	readonly serialNumber?: string;
	readonly description?: string;
	readonly physicalLocation?: string;
	readonly netAddress?: string;
	/** ISO 3166-1 alpha-2; chooses the region of a tag set. */
	readonly country?: string;
	readonly useCustomUserNamePassword: boolean;
	/** Used only with `useCustomUserNamePassword`. */
	readonly credentials?: AccessCredentials;
	readonly lines: readonly Line[];
	readonly tags: readonly Tag[];
	/** Where the type allows one of the device's own. */
	readonly tagSet?: string;
	readonly fileOverrides: readonly FileOverride[];
	/** Until when an expired certificate of this device is accepted, an exception that an administrator made. */
	readonly expiredCertificateUntil?: Date;
	/** SHA-256 of the one certificate that proves this device, lower-case hexadecimal; absent: any that names its MAC address and is vouched for. */
	readonly pinnedFingerprint?: string;
	/** Grows with every change. */
	readonly version: number;
	readonly createdAt: Date;
	readonly updatedAt: Date;
}

export type NewDeviceProfile = Omit<DeviceProfile, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'fileOverrides'>;

export function levelOf(key: Pick<DeviceKey, 'serviceProviderId' | 'groupId'>): DeviceLevel {
	if (key.groupId !== undefined) return 'Group';
	return key.serviceProviderId === undefined ? 'System' : 'Service Provider';
}

/** `service provider/group/name`, with only the parts that the device has. */
export function toQualifiedName(key: DeviceKey): string {
	return [key.serviceProviderId, key.groupId, key.name].filter((part) => part !== undefined).join('/');
}
