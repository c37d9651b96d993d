import type { TagSet, TagSetTag } from '../domain/tag.ts';

/** A tag set made ready for look-ups; worth keeping for as long as the set does not change. */
export interface TagSetIndex {
	readonly name: string;
	readonly tags: ReadonlyMap<string, TagSetTag>;
	readonly regions: readonly TagSetRegionIndex[];
}

interface TagSetRegionIndex {
	readonly name: string;
	readonly countries: ReadonlySet<string>;
	readonly tags: ReadonlyMap<string, TagSetTag>;
}

export interface TagSetMatch {
	readonly value: string;
	readonly regionName?: string;
	/** False: no level below may replace the value. */
	readonly isOverridable: boolean;
}

export function toTagSetIndex(set: Pick<TagSet, 'name' | 'tags' | 'regions'>): TagSetIndex {
	return {
		name: set.name,
		tags: toTagMap(set.tags),
		regions: set.regions.map(({ name, countries, tags }) => ({ name, countries: new Set(countries), tags: toTagMap(tags) })),
	};
}

/**
 * The value of a region of the country, else the set's own. Overridable only where both say so: a region changes a
 * value, it does not open what the set has closed.
 */
export function findInTagSet(set: TagSetIndex, name: string, country: string | undefined): TagSetMatch | undefined {
	const own = set.tags.get(name);
	const region = country === undefined ? undefined : set.regions.find(({ countries, tags }) => countries.has(country) && tags.has(name));
	const regional = region?.tags.get(name);
	if (region !== undefined && regional !== undefined) {
		return { value: regional.value, regionName: region.name, isOverridable: regional.overridable && own?.overridable !== false };
	}
	return own === undefined ? undefined : { value: own.value, isOverridable: own.overridable };
}

/** Names that the set defines for the country. */
export function* namesInTagSet(set: TagSetIndex, country: string | undefined): Generator<string> {
	yield* set.tags.keys();
	if (country === undefined) return;
	for (const { countries, tags } of set.regions) if (countries.has(country)) yield* tags.keys();
}

// The first of two tags of one name wins, as it does where a list is searched.
function toTagMap(tags: readonly TagSetTag[]): ReadonlyMap<string, TagSetTag> {
	const map = new Map<string, TagSetTag>();
	for (const tag of tags) if (!map.has(tag.name)) map.set(tag.name, tag);
	return map;
}
