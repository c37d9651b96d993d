import type { Authentication } from '../proof-words.ts';
import type { DeviceTypeFile, FileChange } from '../queries.ts';

export type MacPlace = 'none' | 'certificate' | 'header' | 'path';

/** What the form changes, as the file has it. */
export type EditableFile = Pick<
	DeviceTypeFile,
	| 'fileFormat'
	| 'fileCategory'
	| 'fileCustomization'
	| 'fileSource'
	| 'authentication'
	| 'allowHttp'
	| 'allowHttps'
	| 'enableCaching'
	| 'allowUploadFromDevice'
	| 'escape'
>;

export function toMacPlace({ macBasedFileAuthentication, macInCert, macInNonRequestUri }: Authentication): MacPlace {
	if (!macBasedFileAuthentication) return 'none';
	if (macInCert) return 'certificate';
	return macInNonRequestUri ? 'header' : 'path';
}

export function withMacPlace(authentication: Authentication, place: MacPlace): Authentication {
	return {
		...authentication,
		macBasedFileAuthentication: place !== 'none',
		macInCert: place === 'certificate',
		macInNonRequestUri: place === 'header',
	};
}

/** What differs, as it is sent; the authentication is sent as a whole. */
export function toFileChange(before: EditableFile, after: EditableFile): FileChange {
	const { authentication, allowHttp, allowHttps, allowUploadFromDevice, enableCaching, escape, fileCustomization, fileSource } = after;
	const { macFormatInNonRequestUri, ...rest } = authentication;
	const pattern = macFormatInNonRequestUri?.trim() ?? '';
	return {
		...(isSame(before.authentication, authentication)
			? {}
			: { authentication: { ...rest, macFormatInNonRequestUri: pattern === '' ? null : pattern } }),
		...(before.allowHttp === allowHttp ? {} : { allowHttp }),
		...(before.allowHttps === allowHttps ? {} : { allowHttps }),
		...(before.allowUploadFromDevice === allowUploadFromDevice ? {} : { allowUploadFromDevice }),
		...(before.enableCaching === enableCaching ? {} : { enableCaching }),
		...(before.escape === escape || escape === undefined ? {} : { escape }),
		...(before.fileCustomization === fileCustomization ? {} : { fileCustomization }),
		...(before.fileSource === fileSource ? {} : { fileSource }),
	};
}

function isSame(before: Authentication, after: Authentication): boolean {
	const keys = Object.keys({ ...before, ...after }) as (keyof Authentication)[];
	return keys.every((key) => before[key] === after[key]);
}
