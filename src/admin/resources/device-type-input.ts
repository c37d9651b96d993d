import { z } from 'zod';
import { presentFields } from '../../app/administration/present-fields.ts';
import {
	configTypes,
	configurationOptions,
	deviceAccessProtocols,
	type NewDeviceType,
	resetEvents,
	signalingAddressTypes,
} from '../../domain/device-type.ts';
import {
	escapeModes,
	fileCategories,
	fileCustomizations,
	type NewDeviceTypeFile,
	noAuthentication,
	proofCombinations,
	typeFileSources,
} from '../../domain/device-type-file.ts';
import { tagModes } from '../../domain/tag.ts';
import { text } from '../schemas.ts';

const port = z.int().min(1).max(65_535);

export const newType = z
	.strictObject({
		name: text,
		profile: z.enum(signalingAddressTypes).default('Intelligent Proxy Addressing'),
		configurationOption: z.enum(configurationOptions).default('Device Management'),
		configType: z.enum(configTypes).exactOptional().describe('Left out where files are managed: `2 File Configuration`.'),
		numberOfPorts: z.int().min(1).exactOptional().describe('Left out: unlimited.'),
		isObsolete: z.boolean().default(false),
		staticLineOrdering: z.boolean().default(false),
		resellerId: text.exactOptional(),
		resetEvent: z.enum(resetEvents).exactOptional(),
		resetString: text.exactOptional(),
		deviceAccessProtocol: z.enum(deviceAccessProtocols).default('Https'),
		deviceAccessNetAddress: text.exactOptional(),
		deviceAccessPort: port.exactOptional(),
		deviceAccessContext: text.exactOptional(),
		deviceAccessUri: text.exactOptional().describe('It cannot change later.'),
		tagMode: z.enum(tagModes).default('System'),
		tagSet: text.exactOptional(),
		allowDeviceProfileCustomTagSet: z.boolean().default(false),
		allowGroupCustomTagSet: z.boolean().default(false),
		allowSpCustomTagSet: z.boolean().default(false),
		defaultDeviceLanguage: text.exactOptional(),
		defaultDeviceEncoding: text.exactOptional(),
		accessDeviceCredentials: z.strictObject({ userName: text, password: text }).exactOptional(),
		languageMappings: z
			.array(z.strictObject({ language: text, deviceLanguage: text }))
			.max(200)
			.default([]),
	})
	.meta({ id: 'NewDeviceType' });

export const typeChange = z
	.strictObject({
		isObsolete: z.boolean().exactOptional(),
		numberOfPorts: z.int().min(1).nullable().exactOptional(),
		deviceAccessProtocol: z.enum(deviceAccessProtocols).exactOptional(),
		deviceAccessNetAddress: text.nullable().exactOptional(),
		deviceAccessPort: port.nullable().exactOptional(),
		deviceAccessContext: text.nullable().exactOptional(),
		tagMode: z.enum(tagModes).exactOptional(),
		tagSet: text.nullable().exactOptional(),
		allowDeviceProfileCustomTagSet: z.boolean().exactOptional(),
		allowGroupCustomTagSet: z.boolean().exactOptional(),
		allowSpCustomTagSet: z.boolean().exactOptional(),
		defaultDeviceLanguage: text.nullable().exactOptional(),
		defaultDeviceEncoding: text.nullable().exactOptional(),
		accessDeviceCredentials: z
			.strictObject({ userName: text.exactOptional(), password: text.exactOptional() })
			.nullable()
			.exactOptional()
			.describe('One half may be left out; null takes both away.'),
	})
	.meta({ id: 'DeviceTypeChange' });

export function toNewType(body: z.output<typeof newType>): NewDeviceType {
	const { configType, deviceAccessNetAddress, deviceAccessPort, deviceAccessContext, deviceAccessUri, ...more } = body;
	const { tagMode, tagSet, allowDeviceProfileCustomTagSet, allowGroupCustomTagSet, allowSpCustomTagSet, ...rest } = more;
	const { deviceAccessProtocol, defaultDeviceLanguage, defaultDeviceEncoding, accessDeviceCredentials, ...type } = rest;
	const { combine: _combine, bearerFileAuthentication: _bearer, ...authenticationDefaults } = noAuthentication;
	const managed = type.configurationOption !== 'Not Supported';
	return {
		...type,
		callProcessing: [],
		cpe: {
			enableMonitoring: false,
			...presentFields({ configType: configType ?? (managed ? ('2 File Configuration' as const) : undefined) }),
			deviceManagement: {
				...{ deviceAccessProtocol, tagMode, allowDeviceProfileCustomTagSet, allowGroupCustomTagSet, allowSpCustomTagSet },
				...presentFields({ deviceAccessNetAddress, deviceAccessPort, deviceAccessContext, deviceAccessUri, tagSet }),
				...presentFields({ defaultDeviceLanguage, defaultDeviceEncoding, accessDeviceCredentials }),
				...{ sendEmailUponResetFailure: false, authenticationDefaults, other: [] },
			},
		},
	};
}

const authentication = z.strictObject({
	macBasedFileAuthentication: z.boolean().exactOptional(),
	userNamePasswordFileAuthentication: z.boolean().exactOptional(),
	useHttpDigestAuthentication: z.boolean().exactOptional(),
	macInCert: z.boolean().exactOptional(),
	macInNonRequestUri: z.boolean().exactOptional(),
	macFormatInNonRequestUri: text.exactOptional(),
	combine: z.enum(proofCombinations).exactOptional(),
});

export const newTypeFile = z
	.strictObject({
		fileFormat: text,
		remoteFileFormat: text.exactOptional().describe('Left out: as `fileFormat`.'),
		fileCategory: z.enum(fileCategories),
		fileCustomization: z.enum(fileCustomizations).default('Disallow'),
		fileSource: z.enum(typeFileSources).default('Custom'),
		authentication: authentication.exactOptional(),
		allowHttp: z.boolean().default(false),
		allowHttps: z.boolean().default(true),
		allowTftp: z.boolean().default(false),
		enableCaching: z.boolean().default(false),
		allowUploadFromDevice: z.boolean().default(false),
		escape: z.enum(escapeModes).exactOptional(),
	})
	.meta({ id: 'NewDeviceTypeFile' });

export const typeFileChange = z
	.strictObject({
		fileCustomization: z.enum(fileCustomizations).exactOptional(),
		fileSource: z.enum(typeFileSources).exactOptional(),
		authentication: authentication.extend({ macFormatInNonRequestUri: text.nullable().exactOptional() }).exactOptional(),
		allowHttp: z.boolean().exactOptional(),
		allowHttps: z.boolean().exactOptional(),
		allowTftp: z.boolean().exactOptional(),
		enableCaching: z.boolean().exactOptional(),
		allowUploadFromDevice: z.boolean().exactOptional(),
		escape: z.enum(escapeModes).exactOptional(),
	})
	.meta({ id: 'DeviceTypeFileChange' });

export function toNewTypeFile({ authentication: requested = {}, ...file }: z.output<typeof newTypeFile>): NewDeviceTypeFile {
	return { ...file, remoteFileFormat: file.remoteFileFormat ?? file.fileFormat, authentication: { ...noAuthentication, ...requested } };
}
