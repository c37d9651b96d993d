import { callProcessingElements, carriedManagementElements } from '../domain/carried-options.ts';
import {
	type CpeOptions,
	configTypes,
	configurationOptions,
	type DeviceManagementOptions,
	deviceAccessProtocols,
	type NewDeviceType,
	resetEvents,
	signalingAddressTypes,
} from '../domain/device-type.ts';
import { tagModes } from '../domain/tag.ts';
import { readAuthenticationDefaults } from './authentication-elements.ts';
import type { ElementReader } from './element-reader.ts';
import type { WrittenElement } from './xml-tree.ts';

/** The elements of a device type but its files, named as in OCI-P SystemSIPDeviceTypeAddRequest23V9; never a password. */
export function toTypeElements(type: NewDeviceType): readonly WrittenElement[] {
	const ports: WrittenElement =
		type.numberOfPorts === undefined ? { name: 'unlimited', value: true } : { name: 'quantity', value: type.numberOfPorts };
	return [
		{ name: 'deviceType', value: type.name },
		{ name: 'numberOfPorts', value: [ports] },
		{ name: 'profile', value: type.profile },
		...type.callProcessing,
		{ name: 'cpeDeviceOptions', value: toCpeElements(type.cpe) },
		...optional('resetEvent', type.resetEvent),
		...optional('resetString', type.resetString),
		{ name: 'deviceTypeConfigurationOption', value: type.configurationOption },
		{ name: 'staticLineOrdering', value: type.staticLineOrdering },
		...optional('resellerId', type.resellerId),
		{ name: 'isObsolete', value: type.isObsolete },
	];
}

/** The counterpart of `toTypeElements`. A password is dropped with a warning; language mappings are read elsewhere. */
export function readTypeElements(reader: ElementReader): NewDeviceType {
	const numberOfPorts = readPorts(reader);
	const resetEvent = reader.optionalChoice('resetEvent', resetEvents);
	const resetString = reader.optionalText('resetString');
	const resellerId = reader.optionalText('resellerId');
	return {
		name: reader.text('deviceType'),
		isObsolete: reader.optionalFlag('isObsolete') ?? false,
		...(resellerId === undefined ? {} : { resellerId }),
		...(numberOfPorts === undefined ? {} : { numberOfPorts }),
		profile: reader.choice('profile', signalingAddressTypes),
		staticLineOrdering: reader.flag('staticLineOrdering'),
		configurationOption: reader.choice('deviceTypeConfigurationOption', configurationOptions),
		...(resetEvent === undefined ? {} : { resetEvent }),
		...(resetString === undefined ? {} : { resetString }),
		cpe: readCpe(reader),
		callProcessing: reader.carried(callProcessingElements),
		languageMappings: [],
	};
}

function toCpeElements(cpe: CpeOptions): readonly WrittenElement[] {
	return [
		{ name: 'enableMonitoring', value: cpe.enableMonitoring },
		...optional('configType', cpe.configType),
		...optional('systemFileName', cpe.systemFileName),
		...optional('deviceFileFormat', cpe.deviceFileFormat),
		{ name: 'deviceManagementDeviceTypeOptions', value: toManagementElements(cpe.deviceManagement) },
	];
}

function toManagementElements(options: DeviceManagementOptions): readonly WrittenElement[] {
	const defaults = options.authenticationDefaults;
	const userName = options.accessDeviceCredentials?.userName;
	return [
		{ name: 'deviceAccessProtocol', value: options.deviceAccessProtocol },
		{ name: 'tagMode', value: options.tagMode },
		...optional('tagSet', options.tagSet),
		{ name: 'allowDeviceProfileCustomTagSet', value: options.allowDeviceProfileCustomTagSet },
		{ name: 'allowGroupCustomTagSet', value: options.allowGroupCustomTagSet },
		{ name: 'allowSpCustomTagSet', value: options.allowSpCustomTagSet },
		{ name: 'sendEmailUponResetFailure', value: options.sendEmailUponResetFailure },
		...optional('deviceAccessNetAddress', options.deviceAccessNetAddress),
		...optional('deviceAccessPort', options.deviceAccessPort),
		...optional('deviceAccessContext', options.deviceAccessContext),
		...optional('deviceAccessURI', options.deviceAccessUri),
		...optional('defaultDeviceLanguage', options.defaultDeviceLanguage),
		...optional('defaultDeviceEncoding', options.defaultDeviceEncoding),
		...(userName === undefined ? [] : [{ name: 'accessDeviceCredentials', value: [{ name: 'userName', value: userName }] }]),
		{ name: 'useHttpDigestAuthentication', value: defaults.useHttpDigestAuthentication },
		{ name: 'macBasedFileAuthentication', value: defaults.macBasedFileAuthentication },
		{ name: 'userNamePasswordFileAuthentication', value: defaults.userNamePasswordFileAuthentication },
		{ name: 'macInNonRequestURI', value: defaults.macInNonRequestUri },
		{ name: 'macInCert', value: defaults.macInCert },
		...optional('macFormatInNonRequestURI', defaults.macFormatInNonRequestUri),
		...options.other,
	];
}

function readPorts(reader: ElementReader): number | undefined {
	const ports = reader.required('numberOfPorts');
	const unlimited = ports.optionalFlag('unlimited') ?? false;
	const quantity = ports.optionalNumber('quantity');
	if (unlimited === (quantity !== undefined)) ports.problem('numberOfPorts needs either unlimited true or a quantity');
	ports.finish();
	return quantity;
}

function readCpe(reader: ElementReader): CpeOptions {
	const cpe = reader.required('cpeDeviceOptions');
	const configType = cpe.optionalChoice('configType', configTypes);
	const systemFileName = cpe.optionalText('systemFileName');
	const deviceFileFormat = cpe.optionalText('deviceFileFormat');
	const options: CpeOptions = {
		enableMonitoring: cpe.flag('enableMonitoring'),
		...(configType === undefined ? {} : { configType }),
		...(systemFileName === undefined ? {} : { systemFileName }),
		...(deviceFileFormat === undefined ? {} : { deviceFileFormat }),
		deviceManagement: readManagement(cpe.required('deviceManagementDeviceTypeOptions')),
	};
	cpe.finish();
	return options;
}

function readManagement(reader: ElementReader): DeviceManagementOptions {
	const texts = defined({
		tagSet: reader.optionalText('tagSet'),
		deviceAccessNetAddress: reader.optionalText('deviceAccessNetAddress'),
		deviceAccessContext: reader.optionalText('deviceAccessContext'),
		deviceAccessUri: reader.optionalText('deviceAccessURI'),
		defaultDeviceLanguage: reader.optionalText('defaultDeviceLanguage'),
		defaultDeviceEncoding: reader.optionalText('defaultDeviceEncoding'),
	});
	const deviceAccessPort = reader.optionalNumber('deviceAccessPort');
	const userName = readUserName(reader);
	const options: DeviceManagementOptions = {
		deviceAccessProtocol: reader.choice('deviceAccessProtocol', deviceAccessProtocols),
		tagMode: reader.choice('tagMode', tagModes),
		allowDeviceProfileCustomTagSet: reader.flag('allowDeviceProfileCustomTagSet'),
		allowGroupCustomTagSet: reader.flag('allowGroupCustomTagSet'),
		allowSpCustomTagSet: reader.flag('allowSpCustomTagSet'),
		sendEmailUponResetFailure: reader.flag('sendEmailUponResetFailure'),
		...texts,
		...(deviceAccessPort === undefined ? {} : { deviceAccessPort }),
		...(userName === undefined ? {} : { accessDeviceCredentials: { userName, password: '' } }),
		authenticationDefaults: readAuthenticationDefaults(reader),
		other: reader.carried(carriedManagementElements),
	};
	reader.finish();
	return options;
}

/** An archive is handed around, so a password in it is neither written nor taken. */
function readUserName(reader: ElementReader): string | undefined {
	const credentials = reader.child('accessDeviceCredentials');
	if (credentials === undefined) return undefined;
	if (credentials.optionalText('password') !== undefined) {
		credentials.findings.warnings.push(
			'the password in accessDeviceCredentials was dropped: an archive must not hold one; set it after the import',
		);
	}
	const userName = credentials.text('userName');
	credentials.finish();
	return userName;
}

function optional(name: string, value: string | number | undefined): readonly WrittenElement[] {
	return value === undefined ? [] : [{ name, value }];
}

function defined<Key extends string>(texts: Readonly<Record<Key, string | undefined>>): { readonly [K in Key]?: string } {
	const entries = Object.entries<string | undefined>(texts).filter(([, value]) => value !== undefined);
	return Object.fromEntries(entries) as { readonly [K in Key]?: string };
}
