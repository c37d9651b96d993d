import { toFileElements } from './file-elements.ts';
import type { DtafArchive } from './read-archive.ts';
import type { ArchivedTagSet } from './tag-set-elements.ts';
import { toTypeElements } from './type-elements.ts';
import type { WrittenElement } from './xml-tree.ts';

/** A value of an inspection, ready for JSON. */
export type InspectedValue = string | number | boolean | null | readonly InspectedValue[] | { readonly [name: string]: InspectedValue };

/**
 * What an archive says, for people and for JSON, under the element names of the schema:
 * `{deviceType, deviceAccessURI, files: [{fileFormat, …, content}], tagSets, languageMappings, warnings, …}`.
 * No password: none is ever read.
 */
export function inspectArchive({ descriptor }: DtafArchive): { readonly [name: string]: InspectedValue } {
	const { type, files, tagSets, warnings } = descriptor;
	const { deviceType = type.name, ...elements } = toObject(toTypeElements(type));
	return {
		deviceType,
		deviceAccessURI: type.cpe.deviceManagement.deviceAccessUri ?? null,
		...elements,
		files: files.map(({ file, contentPath }) => ({
			...Object.fromEntries(toFileElements(file).map(({ name, value }) => [name, value])),
			content: file.content === undefined ? null : { path: contentPath ?? null, sha256: file.content.sha256, size: file.content.size },
		})),
		tagSets: tagSets.map(toTagSetObject),
		languageMappings: type.languageMappings.map(({ language, deviceLanguage }) => ({ language, deviceLanguage })),
		warnings,
	};
}

function toObject(elements: readonly WrittenElement[]): { readonly [name: string]: InspectedValue } {
	return Object.fromEntries(elements.map(({ name, value }) => [name, typeof value === 'object' ? toObject(value) : value]));
}

function toTagSetObject(set: ArchivedTagSet): InspectedValue {
	const toTags = (tags: ArchivedTagSet['tags']): InspectedValue =>
		tags.map(({ name, value, overridable }) => ({ tagName: name, tagValue: value, isTagValueOverridable: overridable }));
	return {
		tagSetName: set.name,
		tags: toTags(set.tags),
		regions: set.regions.map((region) => ({ regionName: region.name, countries: region.countries, tags: toTags(region.tags) })),
	};
}
