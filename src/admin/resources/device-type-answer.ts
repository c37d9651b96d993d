import { z } from 'zod';
import { prefixOf } from '../../app/catalog.ts';
import { configurationOptions, type DeviceType, deviceAccessProtocols, signalingAddressTypes } from '../../domain/device-type.ts';
import {
	type DeviceTypeFile,
	escapeModes,
	fileCategories,
	fileCustomizations,
	proofCombinations,
	typeFileSources,
} from '../../domain/device-type-file.ts';
import { tagModes } from '../../domain/tag.ts';
import { fileProof, toFileProofs } from './file-proofs.ts';

export const contentAnswer = z.object({ sha256: z.string(), size: z.int() }).nullable();

export const typeSummary = z
	.object({
		name: z.string(),
		isObsolete: z.boolean(),
		numberOfPorts: z.int().nullable(),
		profile: z.enum(signalingAddressTypes),
		configurationOption: z.enum(configurationOptions),
		path: z.string().describe('What the paths of its files begin with.'),
		hasPassword: z.boolean().describe('Whether devices without credentials of their own have those of the type.'),
		numberOfFiles: z.int(),
		proofs: z.array(fileProof).describe('How devices prove who they are for its files, the most frequent first; building blocks apart.'),
		createdAt: z.string(),
		updatedAt: z.string(),
	})
	.meta({ id: 'DeviceTypeSummary' });

export const typeFileAnswer = z
	.object({
		fileFormat: z.string(),
		remoteFileFormat: z.string(),
		fileCategory: z.enum(fileCategories),
		fileCustomization: z.enum(fileCustomizations),
		fileSource: z.enum(typeFileSources),
		authentication: z.object({
			macBasedFileAuthentication: z.boolean(),
			userNamePasswordFileAuthentication: z.boolean(),
			useHttpDigestAuthentication: z.boolean(),
			macInCert: z.boolean(),
			macInNonRequestUri: z.boolean(),
			macFormatInNonRequestUri: z.string().optional(),
			combine: z.enum(proofCombinations),
		}),
		allowHttp: z.boolean(),
		allowHttps: z.boolean(),
		allowTftp: z.boolean(),
		enableCaching: z.boolean(),
		allowUploadFromDevice: z.boolean(),
		escape: z.enum(escapeModes).optional(),
		content: contentAnswer,
		updatedAt: z.string(),
	})
	.meta({ id: 'DeviceTypeFile' });

const management = z.object({
	deviceAccessProtocol: z.enum(deviceAccessProtocols),
	deviceAccessNetAddress: z.string().nullable(),
	deviceAccessPort: z.int().nullable(),
	deviceAccessContext: z.string().nullable(),
	deviceAccessUri: z.string().nullable(),
	tagMode: z.enum(tagModes),
	tagSet: z.string().nullable(),
	allowDeviceProfileCustomTagSet: z.boolean(),
	allowGroupCustomTagSet: z.boolean(),
	allowSpCustomTagSet: z.boolean(),
	defaultDeviceLanguage: z.string().nullable(),
	defaultDeviceEncoding: z.string().nullable(),
	userName: z.string().nullable(),
});

export const typeAnswer = z
	.object({ ...typeSummary.shape, ...management.shape, files: z.array(typeFileAnswer) })
	.meta({ id: 'DeviceType' });

export function toTypeSummary(type: DeviceType): z.input<typeof typeSummary> {
	return {
		name: type.name,
		isObsolete: type.isObsolete,
		numberOfPorts: type.numberOfPorts ?? null,
		profile: type.profile,
		configurationOption: type.configurationOption,
		path: prefixOf(type),
		hasPassword: (type.cpe.deviceManagement.accessDeviceCredentials?.password ?? '') !== '',
		numberOfFiles: type.files.length,
		proofs: toFileProofs(type.files),
		createdAt: type.createdAt.toISOString(),
		updatedAt: type.updatedAt.toISOString(),
	};
}

/** Without the password of the type. */
export function toTypeAnswer(type: DeviceType): z.input<typeof typeAnswer> {
	const options = type.cpe.deviceManagement;
	return {
		...toTypeSummary(type),
		deviceAccessProtocol: options.deviceAccessProtocol,
		deviceAccessNetAddress: options.deviceAccessNetAddress ?? null,
		deviceAccessPort: options.deviceAccessPort ?? null,
		deviceAccessContext: options.deviceAccessContext ?? null,
		deviceAccessUri: options.deviceAccessUri ?? null,
		tagMode: options.tagMode,
		tagSet: options.tagSet ?? null,
		allowDeviceProfileCustomTagSet: options.allowDeviceProfileCustomTagSet,
		allowGroupCustomTagSet: options.allowGroupCustomTagSet,
		allowSpCustomTagSet: options.allowSpCustomTagSet,
		defaultDeviceLanguage: options.defaultDeviceLanguage ?? null,
		defaultDeviceEncoding: options.defaultDeviceEncoding ?? null,
		userName: options.accessDeviceCredentials?.userName ?? null,
		files: type.files.map(toTypeFileAnswer),
	};
}

export function toTypeFileAnswer({ content, updatedAt, ...fields }: DeviceTypeFile): z.input<typeof typeFileAnswer> {
	return { ...fields, content: content ?? null, updatedAt: updatedAt.toISOString() };
}
