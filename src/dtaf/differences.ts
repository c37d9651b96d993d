import type { DeviceType, NewDeviceType } from '../domain/device-type.ts';
import type { NewDeviceTypeFile } from '../domain/device-type-file.ts';
import { toFileElements } from './file-elements.ts';
import { type ArchivedTagSet, toTagSetElement } from './tag-set-elements.ts';
import { toTypeElements } from './type-elements.ts';
import { toXml, type WrittenElement } from './xml-tree.ts';

/** One field that the archive has otherwise than the store; a side that has it not is undefined. */
export interface FieldDifference {
	/** Element name of the schema, with the names around it: `cpeDeviceOptions.configType`. */
	readonly field: string;
	readonly before?: string | number | boolean;
	readonly after?: string | number | boolean;
	/** False where the import tells the difference and leaves the store as it is. */
	readonly applied: boolean;
}

type Fields = ReadonlyMap<string, string | number | boolean>;

/** Fields that cannot change after a file was added. */
const immutableFields = ['fileFormat', 'remoteFileFormat', 'fileCategory'];
/** Fields that keep their stored value where the archive does not have them. */
const keptFields = ['defaultExtendedFileCaptureMode', 'escape', 'content'];

/**
 * How a file of the archive differs from the stored one. An absent `escape`, `defaultExtendedFileCaptureMode` or
 * content is no difference; the authentication is taken as a whole, so an absent pattern clears the stored one.
 */
export function compareFiles(before: NewDeviceTypeFile, after: NewDeviceTypeFile): readonly FieldDifference[] {
	return compareFields(toFileFields(before), toFileFields(after))
		.filter(({ field, after: value }) => value !== undefined || !keptFields.includes(field))
		.map((difference) => ({ ...difference, applied: !immutableFields.includes(difference.field) }));
}

/** How a device type of the archive differs from the stored one, files apart. */
export function compareTypes(before: DeviceType, after: NewDeviceType): readonly FieldDifference[] {
	return compareFields(toTypeFields(before), toTypeFields(after));
}

/** Whether two tag sets of one name hold the same. */
export function areSameTagSets(left: ArchivedTagSet, right: ArchivedTagSet): boolean {
	return toXml(toTagSetElement(left)) === toXml(toTagSetElement(right));
}

function compareFields(before: Fields, after: Fields): FieldDifference[] {
	const names = new Set([...before.keys(), ...after.keys()]);
	return [...names].flatMap((field) => {
		const [left, right] = [before.get(field), after.get(field)];
		if (left === right) return [];
		return [{ field, ...(left === undefined ? {} : { before: left }), ...(right === undefined ? {} : { after: right }), applied: false }];
	});
}

function toFileFields(file: NewDeviceTypeFile): Fields {
	const fields = new Map<string, string | number | boolean>(toFileElements(file).map(({ name, value }) => [name, value]));
	if (file.content !== undefined) fields.set('content', file.content.sha256);
	return fields;
}

function toTypeFields(type: NewDeviceType): Fields {
	const fields = new Map<string, string | number | boolean>();
	flatten(toTypeElements(type), '', fields);
	for (const { language, deviceLanguage } of type.languageMappings) fields.set(`languageMappings.${language}`, deviceLanguage);
	return fields;
}

function flatten(elements: readonly WrittenElement[], prefix: string, into: Map<string, string | number | boolean>): void {
	for (const { name, value } of elements) {
		if (typeof value === 'object') flatten(value, `${prefix}${name}.`, into);
		else into.set(`${prefix}${name}`, value);
	}
}
