import { DmsError } from './errors.ts';
import { checkLength, checkPrintable, toToken } from './limits.ts';

/** `%NAME%`: at most 64 characters with both percent signs; custom ones do not begin with `%BW`. */
export type TagName = string & { readonly __brand: 'TagName' };

/** A custom tag and its value. The value may contain further tags. */
export interface Tag {
	readonly name: TagName;
	readonly value: string;
}

/** A tag of a tag set. A value that is not overridable wins over every lower level. */
export interface TagSetTag extends Tag {
	readonly overridable: boolean;
}

/** Values of a tag set that hold for the countries of a region. */
export interface TagSetRegion {
	readonly name: string;
	/** ISO 3166-1 alpha-2, upper case. */
	readonly countries: readonly string[];
	readonly tags: readonly TagSetTag[];
}

export interface TagSet {
	readonly id: string;
	/** Empty string: the system default tag set. */
	readonly name: string;
	readonly tags: readonly TagSetTag[];
	readonly regions: readonly TagSetRegion[];
	readonly updatedAt: Date;
}

/** From general to specific, as the schema's column "Tag Level" names them. */
export const tagLevels = ['Built-in', 'System Default', 'System', 'Service Provider', 'Group', 'Device Profile'] as const;
export type TagLevel = (typeof tagLevels)[number];

export const tagModes = ['None', 'System', 'System And Custom'] as const;
export type TagMode = (typeof tagModes)[number];

const nameForm = /^%[A-Za-z_][A-Za-z0-9_.-]*%$/;

/**
 * Accepts the name with or without its percent signs. Letters, digits, `_`, `.` and `-`, beginning with a letter or
 * `_`: then a template's `%20` or `100%` is never taken for a tag.
 * @throws DmsError `value.too-long` or `tag.name-invalid`.
 */
export function requireCustomTagName(text: string): TagName {
	const bare = text.trim();
	const name = bare.startsWith('%') && bare.endsWith('%') && bare.length > 1 ? bare : `%${bare}%`;
	checkLength('tag name', name, 'tagName');
	if (!nameForm.test(name)) {
		throw new DmsError(
			'tag.name-invalid',
			`tag name ${JSON.stringify(name)} may have letters, digits, _ . - between its percent signs and begin with a letter`,
			{ field: 'tagName' },
		);
	}
	if (name.startsWith('%BW')) {
		throw new DmsError('tag.name-invalid', `tag name ${JSON.stringify(name)} begins with %BW, which is reserved for built-in tags`, {
			field: 'tagName',
		});
	}
	return name as TagName;
}

/** @throws DmsError `value.too-long`, or `value.invalid` for a control character other than a line break or tab. */
export function checkTagValue(name: string, value: string): string {
	checkPrintable(`value of tag ${name}`, value.replace(/[\r\n\t]/g, ' '));
	return checkLength(`value of tag ${name}`, value, 'tagValue');
}

/** @throws DmsError `value.*`. */
export function checkTagSetName(name: string): string {
	return toToken('tag set name', name, 'tagSetName');
}

/** @throws DmsError `value.invalid` unless the text is an ISO 3166-1 alpha-2 code. */
export function requireCountry(text: string): string {
	const code = text.trim().toUpperCase();
	if (!/^[A-Z]{2}$/.test(code))
		throw new DmsError('value.invalid', `country ${JSON.stringify(text.slice(0, 64))} is not a two-letter code`, { field: 'country' });
	return code;
}

/** A built-in tag: its name without a line suffix, where its value comes from, and whether it takes `-n`. */
export interface BuiltInTag {
	/** With percent signs; a line tag is written with `-n`, e.g. `%BWLINEPORT-n%`. */
	readonly name: string;
	readonly source: BuiltInSource;
	readonly meaning: string;
}

/** What a built-in tag can be bound to. Sources that begin with `line.` need a line number. */
export const builtInSources = [
	'device.macAddress',
	'device.name',
	'device.qualifiedName',
	'device.serialNumber',
	'device.userName',
	'device.serviceProviderId',
	'device.groupId',
	'build.timestamp',
	'type.name',
	'type.accessFqdn',
	'type.accessPort',
	'type.accessContext',
	'type.accessUri',
	'type.language',
	'lines.count',
	'lines.primary',
	'line.number',
	'line.userPart',
	'line.hostPart',
	'line.linePort',
	'line.authUser',
	'line.authPassword',
	'line.displayName',
	'line.firstName',
	'line.lastName',
	'line.name',
	'line.callingLineId',
	'line.extension',
	'line.e164',
	'line.userId',
	'line.externalUserId',
	'line.shared',
	'line.label',
	'line.timeZone',
	'line.language',
	'line.groupId',
	'line.department',
	'line.attribute',
] as const;
export type BuiltInSource = (typeof builtInSources)[number];
