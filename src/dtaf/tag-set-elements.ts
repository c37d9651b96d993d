import { DmsError } from '../domain/errors.ts';
import { toToken } from '../domain/limits.ts';
import {
	checkTagSetName,
	checkTagValue,
	requireCountry,
	requireCustomTagName,
	type TagSet,
	type TagSetRegion,
	type TagSetTag,
} from '../domain/tag.ts';
import type { ElementReader } from './element-reader.ts';
import type { WrittenElement } from './xml-tree.ts';

/** A named tag set as an archive holds it. The system default set belongs to the system and is in no archive. */
export type ArchivedTagSet = Pick<TagSet, 'name' | 'tags' | 'regions'>;

/** One `tagSet` element. OCI-P SystemDeviceManagementTagAddRequest22 for the names inside a tag. */
export function toTagSetElement(set: ArchivedTagSet): WrittenElement {
	return {
		name: 'tagSet',
		value: [
			{ name: 'tagSetName', value: set.name },
			...set.tags.map(toTagElement),
			...set.regions.map((region) => ({
				name: 'region',
				value: [
					{ name: 'regionName', value: region.name },
					...region.countries.map((country) => ({ name: 'country', value: country })),
					...region.tags.map(toTagElement),
				],
			})),
		],
	};
}

/** The counterpart of `toTagSetElement`. Undefined after a problem. */
export function readTagSet(reader: ElementReader): ArchivedTagSet | undefined {
	const name = checked(reader, () => checkTagSetName(reader.text('tagSetName')));
	const tags = readTags(reader);
	const regions = reader.children('region').flatMap((region) => readRegion(region) ?? []);
	reader.finish();
	noteTwice(
		reader,
		'region',
		regions.map((region) => region.name),
	);
	noteTwice(
		reader,
		'country',
		regions.flatMap(({ countries }) => countries),
	);
	return name === undefined ? undefined : { name, tags, regions };
}

function readRegion(reader: ElementReader): TagSetRegion | undefined {
	const name = checked(reader, () => toToken('regionName', reader.text('regionName'), 'regionName'));
	const countries = reader.texts('country').flatMap((country) => checked(reader, () => requireCountry(country)) ?? []);
	const tags = readTags(reader);
	reader.finish();
	return name === undefined ? undefined : { name, countries, tags };
}

function readTags(reader: ElementReader): TagSetTag[] {
	const tags = reader.children('tag').flatMap((tag) => readTag(tag) ?? []);
	noteTwice(
		reader,
		'tag',
		tags.map(({ name }) => name),
	);
	return tags;
}

function readTag(reader: ElementReader): TagSetTag | undefined {
	const tagName = reader.text('tagName');
	// The schema knows no empty value: a tag without one has no element.
	const value = reader.optionalExactText('tagValue') ?? '';
	const overridable = reader.optionalFlag('isTagValueOverridable') ?? true;
	reader.finish();
	return checked(reader, () => {
		const name = requireCustomTagName(tagName);
		return { name, value: checkTagValue(name, value), overridable };
	});
}

function toTagElement(tag: TagSetTag): WrittenElement {
	return {
		name: 'tag',
		value: [
			{ name: 'tagName', value: tag.name },
			...(tag.value === '' ? [] : [{ name: 'tagValue', value: tag.value }]),
			{ name: 'isTagValueOverridable', value: tag.overridable },
		],
	};
}

function noteTwice(reader: ElementReader, what: string, names: readonly string[]): void {
	const seen = new Set<string>();
	const twice = new Set(names.filter((name) => seen.size === seen.add(name).size));
	for (const name of twice) reader.problem(`${what} ${JSON.stringify(name)} is there twice`);
}

function checked<Value>(reader: ElementReader, check: () => Value): Value | undefined {
	try {
		return check();
	} catch (error) {
		if (!(error instanceof DmsError)) throw error;
		reader.problem(error.message);
		return undefined;
	}
}
