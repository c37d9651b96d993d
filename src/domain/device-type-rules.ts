import { callProcessingElements, carriedManagementElements } from './carried-options.ts';
import type { CpeOptions, DeviceManagementOptions, DeviceType, NewDeviceType, OpaqueOption } from './device-type.ts';
import { configTypes, configurationOptions, deviceAccessProtocols, resetEvents, signalingAddressTypes } from './device-type.ts';
import type { ContentReference, DeviceTypeFile, DeviceTypeFileChange, FileAuthentication, NewDeviceTypeFile } from './device-type-file.ts';
import { escapeModes, fileCategories, fileCustomizations, proofCombinations, typeFileSources } from './device-type-file.ts';
import { DmsError } from './errors.ts';
import { type Check, checkAll } from './findings.ts';
import { checkChoice, checkLength, checkWholeNumber } from './limits.ts';
import { tagModes } from './tag.ts';
import {
	checkCollapsed,
	checkContext,
	checkDeviceAccessUri,
	checkFileName,
	checkNetAddress,
	checkText,
	checkToken,
	collapse,
	invalid,
	quote,
} from './text-rules.ts';

/** Limits that have no row in the table of limits, in characters unless a name says bytes. */
const localLimits = {
	resellerIdBytes: [1, 36],
	systemFileName: [1, 265],
	deviceFileFormat: [1, 265],
	carriedValue: [0, 1024],
} as const satisfies Record<string, readonly [number, number]>;

const mostLanguageMappings = 200;
const mostFileBytes = 2 ** 40;

/** A file that may change, and the fields that may not, as a caller may send them. */
export type RequestedFileChange = DeviceTypeFileChange &
	Partial<Pick<NewDeviceTypeFile, 'fileFormat' | 'remoteFileFormat' | 'fileCategory'>>;

/**
 * Every limit and rule of a device type; white space in names is collapsed as `xs:token` does.
 * @throws DmsError `value.*` for the first finding, with all of them in `findings`. OCI-P SystemSIPDeviceTypeAddRequest23V9.
 */
export function checkNewDeviceType(type: NewDeviceType): NewDeviceType {
	const checked: NewDeviceType = {
		...type,
		name: collapse(type.name),
		...(type.resellerId === undefined ? {} : { resellerId: collapse(type.resellerId) }),
		cpe: { ...type.cpe, deviceManagement: toCollapsedManagement(type.cpe.deviceManagement) },
	};
	checkAll([...typeChecks(checked), ...cpeChecks(checked), ...managementChecks(checked.cpe.deviceManagement)]);
	return checked;
}

/**
 * As `checkNewDeviceType`, and that nothing changes that is fixed at creation.
 * @throws DmsError `value.immutable`, `value.*`.
 */
export function checkDeviceTypeChange(existing: DeviceType, changed: NewDeviceType): NewDeviceType {
	const checked = checkNewDeviceType(changed);
	const before = immutableFields(existing);
	const after = immutableFields(checked);
	checkAll(
		Object.entries(before).map(([field, value]) => () => {
			if (after[field] !== value) throw new DmsError('value.immutable', `${field} cannot be changed after creation`, { field });
		}),
	);
	return checked;
}

/**
 * Every limit and rule of a file of a device type; white space in names is collapsed.
 * @throws DmsError `value.*` for the first finding, with all of them in `findings`. OCI-P SystemSIPDeviceTypeFileAddRequest22V2.
 */
export function checkNewDeviceTypeFile(file: NewDeviceTypeFile): NewDeviceTypeFile {
	const checked = { ...file, fileFormat: collapse(file.fileFormat), remoteFileFormat: collapse(file.remoteFileFormat) };
	checkAll([
		() => checkFileName('fileFormat', checked.fileFormat),
		() => checkFileName('remoteFileFormat', checked.remoteFileFormat),
		() => checkChoice('fileCategory', checked.fileCategory, fileCategories),
		() => checkChoice('fileCustomization', checked.fileCustomization, fileCustomizations),
		() => checkChoice('fileSource', checked.fileSource, typeFileSources),
		() => checked.escape !== undefined && checkChoice('escape', checked.escape, escapeModes),
		() => checked.content !== undefined && checkContent(checked.content),
		...authenticationChecks(checked.authentication),
		...transportChecks(checked),
	]);
	return checked;
}

/**
 * The change as it must be stored: setting one of macInCert and macInNonRequestURI resets the other. A change to what
 * is already there of a field that cannot change is dropped.
 * @throws DmsError `value.immutable`, `value.contradiction` when one change sets both, `value.*`. OCI-P SystemSIPDeviceTypeFileModifyRequest16sp1.
 */
export function checkFileChange(existing: DeviceTypeFile, requested: RequestedFileChange): DeviceTypeFileChange {
	const { fileFormat, remoteFileFormat, fileCategory, ...change } = requested;
	const fixed = { fileFormat, remoteFileFormat, fileCategory };
	checkAll(
		(['fileFormat', 'remoteFileFormat', 'fileCategory'] as const).map((field) => () => {
			if (fixed[field] !== undefined && fixed[field] !== existing[field]) {
				throw new DmsError('value.immutable', `${field} cannot be changed after creation`, { field });
			}
		}),
	);
	const { id: _id, updatedAt: _updatedAt, ...before } = existing;
	const after = { ...before, ...change };
	if (change.authentication === undefined) {
		checkNewDeviceTypeFile(after);
		return change;
	}
	const authentication = toExclusive(existing.authentication, change.authentication);
	checkNewDeviceTypeFile({ ...after, authentication });
	return { ...change, authentication };
}

/**
 * Formats that differ in case alone count as the same, because file names with a MAC are matched in any case.
 * @throws DmsError `device-type-file.exists`.
 */
export function checkDistinctFileFormats(files: readonly Pick<NewDeviceTypeFile, 'fileFormat'>[]): void {
	const seen = new Set<string>();
	for (const { fileFormat } of files) {
		const key = fileFormat.toLowerCase();
		if (seen.has(key)) {
			throw new DmsError('device-type-file.exists', `fileFormat ${quote(fileFormat)} is there twice (case does not count)`, {
				field: 'fileFormat',
			});
		}
		seen.add(key);
	}
}

function typeChecks(type: NewDeviceType): Check[] {
	return [
		() => checkToken('deviceType', type.name, 'deviceTypeName'),
		() => type.resellerId !== undefined && checkLocal('resellerId', type.resellerId, 'resellerIdBytes'),
		() => type.numberOfPorts !== undefined && checkWholeNumber('numberOfPorts', type.numberOfPorts, 1, Number.MAX_SAFE_INTEGER),
		() => checkChoice('profile', type.profile, signalingAddressTypes),
		() => checkChoice('deviceTypeConfigurationOption', type.configurationOption, configurationOptions),
		() => type.resetEvent !== undefined && checkChoice('resetEvent', type.resetEvent, resetEvents),
		() => type.resetString !== undefined && checkToken('resetString', type.resetString, 'resetString'),
		() => checkCarried('callProcessing', type.callProcessing, callProcessingElements),
		() => checkLanguageMappings(type),
	];
}

function cpeChecks(type: NewDeviceType): Check[] {
	const cpe: CpeOptions = type.cpe;
	return [
		() => cpe.configType !== undefined && checkChoice('configType', cpe.configType, configTypes),
		() => cpe.systemFileName !== undefined && checkLocal('systemFileName', cpe.systemFileName, 'systemFileName'),
		() => cpe.deviceFileFormat !== undefined && checkLocal('deviceFileFormat', cpe.deviceFileFormat, 'deviceFileFormat'),
		() => {
			const managed = type.configurationOption !== 'Not Supported';
			if (managed && cpe.configType === undefined)
				contradict('configType', `deviceTypeConfigurationOption ${type.configurationOption} needs a configType`);
			if (!managed && cpe.configType !== undefined)
				contradict('configType', 'deviceTypeConfigurationOption Not Supported excludes a configType');
		},
	];
}

function managementChecks(options: DeviceManagementOptions): Check[] {
	return [
		() => checkChoice('deviceAccessProtocol', options.deviceAccessProtocol, deviceAccessProtocols),
		() => checkChoice('tagMode', options.tagMode, tagModes),
		() => options.tagSet !== undefined && checkToken('tagSet', options.tagSet, 'tagSetName'),
		() => {
			if (options.tagSet !== undefined && options.tagMode !== 'System And Custom') {
				contradict('tagSet', `tagSet needs tagMode System And Custom; tagMode is ${options.tagMode}`);
			}
		},
		() => options.deviceAccessNetAddress !== undefined && checkNetAddress(options.deviceAccessNetAddress),
		() => options.deviceAccessPort !== undefined && checkWholeNumber('deviceAccessPort', options.deviceAccessPort, 1, 65535),
		() => options.deviceAccessContext !== undefined && checkContext(options.deviceAccessContext),
		() => options.deviceAccessUri !== undefined && checkDeviceAccessUri(options.deviceAccessUri),
		() => options.defaultDeviceLanguage !== undefined && checkToken('defaultDeviceLanguage', options.defaultDeviceLanguage, 'language'),
		() => options.defaultDeviceEncoding !== undefined && checkToken('defaultDeviceEncoding', options.defaultDeviceEncoding, 'encoding'),
		() => options.accessDeviceCredentials !== undefined && checkToken('userName', options.accessDeviceCredentials.userName, 'userName'),
		() => {
			// An archive gives a user name alone; nobody can log in with an empty password.
			const password = options.accessDeviceCredentials?.password ?? '';
			if (password !== '') checkLength('password', password, 'password');
		},
		...macPlaceChecks(options.authenticationDefaults),
		() => checkCarried('deviceManagementDeviceTypeOptions', options.other, carriedManagementElements),
	];
}

type MacPlace = Pick<FileAuthentication, 'macInCert' | 'macInNonRequestUri' | 'macFormatInNonRequestUri'>;

function macPlaceChecks(place: MacPlace): Check[] {
	return [
		() => {
			if (place.macInCert && place.macInNonRequestUri) contradict('macInCert', 'macInCert and macInNonRequestURI exclude each other');
		},
		() => {
			const pattern = place.macFormatInNonRequestUri;
			if (pattern === undefined) return;
			checkLength('macFormatInNonRequestURI', checkText('macFormatInNonRequestURI', pattern), 'macFormatInNonRequestUri');
		},
	];
}

function authenticationChecks(authentication: FileAuthentication): Check[] {
	const { macInCert, macInNonRequestUri, macBasedFileAuthentication, userNamePasswordFileAuthentication } = authentication;
	return [
		...macPlaceChecks(authentication),
		() => checkChoice('combine', authentication.combine, proofCombinations),
		() => {
			if (macInCert && !macBasedFileAuthentication) contradict('macInCert', 'macInCert needs macBasedFileAuthentication');
		},
		() => {
			if (!macInNonRequestUri) return;
			if (!macBasedFileAuthentication) contradict('macInNonRequestURI', 'macInNonRequestURI needs macBasedFileAuthentication');
			if (authentication.macFormatInNonRequestUri === undefined)
				contradict('macFormatInNonRequestURI', 'macInNonRequestURI needs macFormatInNonRequestURI');
		},
		() => {
			// Bearer tokens are not checked here, so a file that asks for nothing else would be open to everybody.
			if (authentication.bearerFileAuthentication && !macBasedFileAuthentication && !userNamePasswordFileAuthentication) {
				contradict(
					'bearerFileAuthentication',
					'bearerFileAuthentication is not supported and must not be the only authentication of a file',
				);
			}
		},
	];
}

function transportChecks(file: NewDeviceTypeFile): Check[] {
	return [
		() => {
			if (file.authentication.macInCert && !file.allowHttps)
				contradict('allowHttps', 'macInCert needs allowHttps: there is no client certificate without TLS');
		},
		() => {
			if (file.fileCategory === 'Template Only' && file.allowUploadFromDevice)
				contradict('allowUploadFromDevice', 'fileCategory Template Only excludes allowUploadFromDevice: such a file is never served');
		},
	];
}

/** A modify that sets one of the two flags resets the other; both are only refused when one change sets both. */
function toExclusive(before: FileAuthentication, after: FileAuthentication): FileAuthentication {
	if (!after.macInCert || !after.macInNonRequestUri || before.macInCert === before.macInNonRequestUri) return after;
	return before.macInCert ? { ...after, macInCert: false } : { ...after, macInNonRequestUri: false };
}

function toCollapsedManagement(options: DeviceManagementOptions): DeviceManagementOptions {
	const { tagSet, accessDeviceCredentials } = options;
	return {
		...options,
		...(tagSet === undefined ? {} : { tagSet: collapse(tagSet) }),
		...(accessDeviceCredentials === undefined
			? {}
			: { accessDeviceCredentials: { ...accessDeviceCredentials, userName: collapse(accessDeviceCredentials.userName) } }),
	};
}

function immutableFields(type: NewDeviceType): Record<string, string | boolean | undefined> {
	return {
		profile: type.profile,
		deviceTypeConfigurationOption: type.configurationOption,
		staticLineOrdering: type.staticLineOrdering,
		configType: type.cpe.configType,
		systemFileName: type.cpe.systemFileName,
		deviceFileFormat: type.cpe.deviceFileFormat,
		deviceAccessURI: type.cpe.deviceManagement.deviceAccessUri,
	};
}

function checkContent(content: ContentReference): void {
	if (!/^[0-9a-f]{64}$/.test(content.sha256)) throw invalid('content', 'sha256 of content is not 64 lower-case hexadecimal digits');
	checkWholeNumber('size of content', content.size, 0, mostFileBytes);
}

function checkCarried(field: string, options: readonly OpaqueOption[], known: readonly string[]): void {
	const seen = new Set<string>();
	for (const { name, value } of options) {
		if (!known.includes(name)) throw invalid(field, `${field} knows no element ${quote(name)}`);
		if (seen.has(name)) throw invalid(field, `${name} of ${field} is there twice`);
		seen.add(name);
		checkLocal(name, value, 'carriedValue');
	}
}

function checkLanguageMappings(type: NewDeviceType): void {
	const field = 'languageMappings';
	if (type.languageMappings.length > mostLanguageMappings)
		throw new DmsError('value.too-long', `${field} has ${type.languageMappings.length} rows; the limit is ${mostLanguageMappings}`, {
			field,
		});
	const seen = new Set<string>();
	for (const { language, deviceLanguage } of type.languageMappings) {
		checkToken('language', language, 'language');
		checkToken('deviceLanguage', deviceLanguage, 'language');
		if (seen.has(language)) throw invalid(field, `language ${quote(language)} is mapped twice`);
		seen.add(language);
	}
}

function checkLocal(field: string, value: string, limit: keyof typeof localLimits): void {
	const [least, most] = localLimits[limit];
	checkCollapsed(field, value);
	const [length, unit] = limit.endsWith('Bytes') ? [new TextEncoder().encode(value).length, 'bytes'] : [[...value].length, 'characters'];
	if (length > most) throw new DmsError('value.too-long', `${field} has ${length} ${unit}; the limit is ${most}`, { field });
	if (length < least) throw new DmsError('value.too-short', `${field} has ${length} ${unit}; at least ${least} are needed`, { field });
}

function contradict(field: string, detail: string): never {
	throw new DmsError('value.contradiction', detail, { field });
}
