import type { DeviceTypeFile } from './device-type-file.ts';
import type { TagMode } from './tag.ts';

export const deviceAccessProtocols = ['Http', 'Https', 'FTP', 'FTPS', 'SFTP', 'TFTP'] as const;
export type DeviceAccessProtocol = (typeof deviceAccessProtocols)[number];

export const configurationOptions = ['Not Supported', 'Device Management', 'Legacy'] as const;
export type ConfigurationOption = (typeof configurationOptions)[number];

export const configTypes = ['2 File Configuration', '3 File Configuration', 'SNAP'] as const;
export type ConfigType = (typeof configTypes)[number];

export const resetEvents = ['Resync', 'CheckSync', 'ResetString'] as const;
export type ResetEvent = (typeof resetEvents)[number];

export const signalingAddressTypes = [
	'Non-intelligent Device Addressing',
	'Non-intelligent Proxy Addressing',
	'Intelligent Device Addressing',
	'Intelligent Proxy Addressing',
] as const;
export type SignalingAddressType = (typeof signalingAddressTypes)[number];

/** A user name and a password; the password is in clear here and encrypted in the store. */
export interface AccessCredentials {
	readonly userName: string;
	readonly password: string;
}

/**
 * The authentication elements at type level. They govern no file (each file has its own); they are kept as they came
 * and are the defaults of a new file. OCI-P DeviceManagementDeviceTypeOptions22V6.
 */
export interface TypeAuthenticationDefaults {
	readonly useHttpDigestAuthentication: boolean;
	readonly macBasedFileAuthentication: boolean;
	readonly userNamePasswordFileAuthentication: boolean;
	readonly macInNonRequestUri: boolean;
	readonly macInCert: boolean;
	readonly macFormatInNonRequestUri?: string;
}

/** OCI-P DeviceManagementDeviceTypeOptions22V6. */
export interface DeviceManagementOptions {
	readonly deviceAccessProtocol: DeviceAccessProtocol;
	readonly tagMode: TagMode;
	/** Name of a tag set; only with tag mode `System And Custom`. */
	readonly tagSet?: string;
	readonly allowDeviceProfileCustomTagSet: boolean;
	readonly allowGroupCustomTagSet: boolean;
	readonly allowSpCustomTagSet: boolean;
	readonly sendEmailUponResetFailure: boolean;
	readonly deviceAccessNetAddress?: string;
	readonly deviceAccessPort?: number;
	readonly deviceAccessContext?: string;
	/** Path below the context, without slashes at its ends; cannot change after creation. */
	readonly deviceAccessUri?: string;
	readonly defaultDeviceLanguage?: string;
	readonly defaultDeviceEncoding?: string;
	/** Credentials of every device that has none of its own. An archive gives a user name alone: then `password` is empty and nobody can log in with it. */
	readonly accessDeviceCredentials?: AccessCredentials;
	readonly authenticationDefaults: TypeAuthenticationDefaults;
	/** Elements outside this product's scope (device activation, linked devices, bearer), kept as they came. */
	readonly other: readonly OpaqueOption[];
}

/** A schema element that the product carries along without giving it a meaning. */
export interface OpaqueOption {
	readonly name: string;
	readonly value: string;
}

/** OCI-P SystemSIPDeviceTypeAddRequest23V9, reduced to what a file server reads; the rest is in `callProcessing`. */
export interface DeviceType {
	readonly id: string;
	readonly name: string;
	readonly isObsolete: boolean;
	readonly resellerId?: string;
	/** Undefined: unlimited. */
	readonly numberOfPorts?: number;
	readonly profile: SignalingAddressType;
	readonly staticLineOrdering: boolean;
	readonly configurationOption: ConfigurationOption;
	readonly resetEvent?: ResetEvent;
	readonly resetString?: string;
	readonly cpe: CpeOptions;
	/** SIP call-processing flags in the order they came, exported again unchanged. */
	readonly callProcessing: readonly OpaqueOption[];
	readonly files: readonly DeviceTypeFile[];
	/** Maps a user's language to the device's name for it. */
	readonly languageMappings: readonly LanguageMapping[];
	readonly createdAt: Date;
	readonly updatedAt: Date;
}

/** OCI-P CPEDeviceOptions22V6. */
export interface CpeOptions {
	readonly enableMonitoring: boolean;
	readonly configType?: ConfigType;
	readonly systemFileName?: string;
	readonly deviceFileFormat?: string;
	readonly deviceManagement: DeviceManagementOptions;
}

export interface LanguageMapping {
	readonly language: string;
	readonly deviceLanguage: string;
}

export type NewDeviceType = Omit<DeviceType, 'id' | 'createdAt' | 'updatedAt' | 'files'>;

/** The context where a device type names none. */
export const defaultDeviceAccessContext = 'dms';
