import type { FileAuthentication, NewDeviceTypeFile } from '../domain/device-type-file.ts';
import { escapeModes, fileCategories, fileCustomizations, proofCombinations, typeFileSources } from '../domain/device-type-file.ts';
import { readAuthenticationDefaults } from './authentication-elements.ts';
import type { ElementReader } from './element-reader.ts';

/** The elements of one file with their values, in the order of the schema. */
export type FileElements = readonly { readonly name: string; readonly value: string | boolean }[];

/**
 * Name and value of every element of a file but its content; an optional one that the file has not is left out.
 * `combine` and `escape` are ours, the others are those of OCI-P SystemSIPDeviceTypeFileAddRequest22V2.
 */
export function toFileElements(file: NewDeviceTypeFile): FileElements {
	const { authentication } = file;
	const elements: { name: string; value: string | boolean | undefined }[] = [
		{ name: 'fileFormat', value: file.fileFormat },
		{ name: 'remoteFileFormat', value: file.remoteFileFormat },
		{ name: 'fileCategory', value: file.fileCategory },
		{ name: 'fileCustomization', value: file.fileCustomization },
		{ name: 'fileSource', value: file.fileSource },
		{ name: 'useHttpDigestAuthentication', value: authentication.useHttpDigestAuthentication },
		{ name: 'macBasedFileAuthentication', value: authentication.macBasedFileAuthentication },
		{ name: 'userNamePasswordFileAuthentication', value: authentication.userNamePasswordFileAuthentication },
		{ name: 'bearerFileAuthentication', value: authentication.bearerFileAuthentication },
		{ name: 'macInNonRequestURI', value: authentication.macInNonRequestUri },
		{ name: 'macInCert', value: authentication.macInCert },
		{ name: 'macFormatInNonRequestURI', value: authentication.macFormatInNonRequestUri },
		{ name: 'combine', value: authentication.combine },
		{ name: 'allowHttp', value: file.allowHttp },
		{ name: 'allowHttps', value: file.allowHttps },
		{ name: 'allowTftp', value: file.allowTftp },
		{ name: 'enableCaching', value: file.enableCaching },
		{ name: 'allowUploadFromDevice', value: file.allowUploadFromDevice },
		{ name: 'defaultExtendedFileCaptureMode', value: file.extendedCaptureMode },
		{ name: 'escape', value: file.escape },
	];
	return elements.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
}

/** The counterpart of `toFileElements`; what the schema demands must be there, so that no file is open by omission. */
export function readFileElements(reader: ElementReader): NewDeviceTypeFile {
	const extendedCaptureMode = reader.optionalFlag('defaultExtendedFileCaptureMode');
	const escape = reader.optionalChoice('escape', escapeModes);
	return {
		fileFormat: reader.text('fileFormat'),
		remoteFileFormat: reader.text('remoteFileFormat'),
		fileCategory: reader.choice('fileCategory', fileCategories),
		fileCustomization: reader.choice('fileCustomization', fileCustomizations),
		fileSource: reader.choice('fileSource', typeFileSources),
		authentication: readAuthentication(reader),
		allowHttp: reader.flag('allowHttp'),
		allowHttps: reader.flag('allowHttps'),
		allowTftp: reader.flag('allowTftp'),
		enableCaching: reader.flag('enableCaching'),
		allowUploadFromDevice: reader.flag('allowUploadFromDevice'),
		...(extendedCaptureMode === undefined ? {} : { extendedCaptureMode }),
		...(escape === undefined ? {} : { escape }),
	};
}

function readAuthentication(reader: ElementReader): FileAuthentication {
	return {
		...readAuthenticationDefaults(reader),
		combine: reader.optionalChoice('combine', proofCombinations) ?? 'Any',
		bearerFileAuthentication: reader.optionalFlag('bearerFileAuthentication') ?? false,
	};
}
