import type { RevisionState } from '../../domain/revision.ts';
import type { Tag, TagSetTag } from '../../domain/tag.ts';
import { toTagReference } from '../../tags/lex.ts';

/** A field with another value; an absent value is null. */
export interface FieldDifference {
	/** Fields of fields with a point between, e.g. `authentication.macInCert`. */
	readonly field: string;
	readonly before: FieldValue;
	readonly after: FieldValue;
}

type FieldValue = string | number | boolean | null;

/** A tag that was added, changed or removed. Values of tags that sound like passwords are masked. */
export interface TagDifference {
	readonly change: 'added' | 'changed' | 'removed';
	readonly name: string;
	readonly regionName?: string;
	readonly before?: ShownTag;
	readonly after?: ShownTag;
}

export interface ShownTag {
	readonly value: string;
	readonly overridable?: boolean;
}

export interface StateDifference {
	readonly fields: readonly FieldDifference[];
	readonly tags: readonly TagDifference[];
}

/** All but contents, which are compared by their bytes. */
export function compareStates(before: RevisionState, after: RevisionState): StateDifference {
	return { fields: compareFields(toFields(before), toFields(after)), tags: compareTags(toPlacedTags(before), toPlacedTags(after)) };
}

/** Masked where the name says that the value is a password. */
export function toShownTag(tag: Tag | TagSetTag): ShownTag {
	const value = tag.value !== '' && toTagReference(tag.name).hasSecretName ? '********' : tag.value;
	return 'overridable' in tag ? { value, overridable: tag.overridable } : { value };
}

type Fields = ReadonlyMap<string, FieldValue>;

function compareFields(before: Fields, after: Fields): readonly FieldDifference[] {
	return [...new Set([...before.keys(), ...after.keys()])]
		.map((field) => ({ field, before: before.get(field) ?? null, after: after.get(field) ?? null }))
		.filter((difference) => difference.before !== difference.after);
}

function toFields(state: RevisionState): Fields {
	switch (state.kind) {
		case 'file':
			return new Map(flatten(state.options));
		case 'override':
			return new Map([['source', state.source]]);
		case 'tags':
			return new Map(state.tagSet === undefined ? [] : [['tagSet', state.tagSet]]);
		case 'tag-set':
			return new Map(state.regions.map(({ name, countries }) => [`region ${name}`, countries.join(' ')]));
		case 'deleted':
			return new Map([['deleted', true]]);
	}
}

function* flatten(value: object, prefix = ''): Generator<[string, FieldValue]> {
	for (const [name, each] of Object.entries(value) as [string, unknown][]) {
		if (typeof each === 'object' && each !== null) yield* flatten(each, `${prefix}${name}.`);
		else if (typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean') yield [`${prefix}${name}`, each];
	}
}

interface PlacedTag {
	readonly tag: Tag | TagSetTag;
	readonly regionName?: string;
}

function toPlacedTags(state: RevisionState): ReadonlyMap<string, PlacedTag> {
	const placed: PlacedTag[] = [];
	if (state.kind === 'tags' || state.kind === 'tag-set') placed.push(...state.tags.map((tag) => ({ tag })));
	if (state.kind === 'tag-set') {
		for (const { name: regionName, tags } of state.regions) placed.push(...tags.map((tag) => ({ tag, regionName })));
	}
	return new Map(placed.map((each) => [`${each.regionName ?? ''}\n${each.tag.name}`, each]));
}

function compareTags(before: ReadonlyMap<string, PlacedTag>, after: ReadonlyMap<string, PlacedTag>): readonly TagDifference[] {
	return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((key) => {
		const [one, other] = [before.get(key), after.get(key)];
		const { tag, regionName } = one ?? other ?? {};
		if (tag === undefined || areSame(one?.tag, other?.tag)) return [];
		return [
			{
				change: one === undefined ? ('added' as const) : other === undefined ? ('removed' as const) : ('changed' as const),
				name: tag.name,
				...(regionName === undefined ? {} : { regionName }),
				...(one === undefined ? {} : { before: toShownTag(one.tag) }),
				...(other === undefined ? {} : { after: toShownTag(other.tag) }),
			},
		];
	});
}

function areSame(one: Tag | TagSetTag | undefined, other: Tag | TagSetTag | undefined): boolean {
	const overridable = (tag: Tag | TagSetTag | undefined) => tag !== undefined && 'overridable' in tag && tag.overridable;
	return one?.value === other?.value && overridable(one) === overridable(other);
}
