import { checkScope, checkTags } from '../../domain/device-profile-rules.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import { checkTagValue, requireCustomTagName, type Tag, type TagName } from '../../domain/tag.ts';
import { invalid, quote } from '../../domain/text-rules.ts';
import { toTagReference } from '../../tags/lex.ts';
import { type Administration, applyAudited } from './administration.ts';
import { changeAt, type RequestedTag } from './change-tag.ts';
import { findTagSet } from './change-tag-set.ts';
import { loadDevice } from './find-device.ts';
import { findDeviceType } from './find-device-type.ts';
import type { TagPlace } from './tag-place.ts';

/** What a place defines itself. */
export interface PlacedTags {
	/** In the order of the place; `overridable` in a set alone. */
	readonly tags: readonly RequestedTag[];
	/** Of a device. */
	readonly version?: number;
	/** Absent where nothing was ever set. */
	readonly updatedAt?: Date;
}

/** A tag whose name nobody has looked at. */
export interface TagInput {
	readonly name: string;
	readonly value: string;
	readonly overridable?: boolean;
}

/** Either all tags anew, or some of them. The mask of a password stands for the password that is there. */
export type TagsChange = { readonly all: readonly TagInput[] } | { readonly set: readonly TagInput[]; readonly remove: readonly string[] };

const mask = '********';

/** What people see of a value. */
export function toShownTagValue({ name, value }: TagInput): string {
	return value !== '' && toTagReference(name).hasSecretName ? mask : value;
}

/** @throws DmsError `tag-set.not-found`, `value.invalid` where a set has no such region, `device-type.not-found`, `device.not-found`. */
export async function loadPlacedTags(store: Store, place: TagPlace): Promise<PlacedTags> {
	switch (place.kind) {
		case 'set': {
			const { regionName } = place;
			const set = await findTagSet(store, place.setName);
			const part = regionName === undefined ? set : set.regions.find(({ name }) => name === regionName);
			if (part === undefined) throw invalid('regionName', `the tag set has no region ${quote(regionName ?? '')}`);
			return { tags: part.tags, updatedAt: set.updatedAt };
		}
		case 'scope': {
			const type = await findDeviceType(store, place.typeName);
			const { tags, updatedAt } = await store.scopes.find(type.id, checkScope(place.scope));
			return { tags, ...(updatedAt === undefined ? {} : { updatedAt }) };
		}
		case 'device': {
			const { tags, version, updatedAt } = await loadDevice(store, place.device);
			return { tags, version, updatedAt };
		}
	}
}

/**
 * Changes several tags of a place at once.
 * @throws DmsError `tag.not-found` for one that is removed and not there, `tag.name-invalid`, `value.*`, and as `loadPlacedTags`.
 */
export function changeTags(administration: Administration, place: TagPlace, change: TagsChange): Promise<PlacedTags> {
	return applyAudited(administration, 'tag set', async (store) => {
		const existing = await loadPlacedTags(store, place);
		const tags = planTags(existing.tags, change);
		const where = await changeAt(store, place, {
			ofSet: (before) => {
				const known = byName(before);
				return tags.map((tag) => ({ ...tag, overridable: tag.overridable ?? known.get(tag.name)?.overridable ?? true }));
			},
			ofList: () => checkTags(tags.map(toListTag)),
		});
		return { value: await loadPlacedTags(store, place), subject: where, detail: toDetail(existing.tags, tags) };
	});
}

function planTags(existing: readonly RequestedTag[], change: TagsChange): readonly RequestedTag[] {
	const before = byName(existing);
	const requested = ('all' in change ? change.all : change.set).map((tag) => parseTag(before, tag));
	const changed = byName(requested);
	if (changed.size < requested.length) throw invalid('tags', 'a tag is there twice');
	if ('all' in change) return requested;
	const removed = new Set<TagName>(change.remove.map(requireCustomTagName));
	for (const name of removed) {
		if (!before.has(name)) throw new DmsError('tag.not-found', `no tag ${name} there`, { field: 'remove' });
		if (changed.has(name)) throw new DmsError('value.contradiction', `tag ${name} is both set and removed`, { field: 'remove' });
	}
	const kept = existing.filter(({ name }) => !removed.has(name)).map((tag) => changed.get(tag.name) ?? tag);
	return [...kept, ...requested.filter(({ name }) => !before.has(name))];
}

function parseTag(before: ReadonlyMap<TagName, Tag>, tag: TagInput): RequestedTag {
	const name = requireCustomTagName(tag.name);
	checkTagValue(name, tag.value);
	if (tag.value !== mask || !toTagReference(name).hasSecretName) return { ...tag, name };
	const value = before.get(name)?.value;
	if (value === undefined) throw invalid('value', `the value of tag ${name} is a mask, and there is no value that it could stand for`);
	return { ...tag, name, value };
}

function byName<Each extends Tag>(tags: readonly Each[]): ReadonlyMap<TagName, Each> {
	return new Map(tags.map((tag) => [tag.name, tag]));
}

function toListTag({ name, value, overridable }: RequestedTag): Tag {
	if (overridable === undefined) return { name, value };
	throw new DmsError('value.contradiction', 'overridable belongs to a tag of a tag set', { field: 'overridable' });
}

/** Names alone: values may hold passwords. */
function toDetail(existing: readonly Tag[], changed: readonly Tag[]): string {
	const [before, after] = [byName(existing), byName(changed)];
	const set = changed.filter(({ name, value }) => before.get(name)?.value !== value).map(({ name }) => name);
	const removed = existing.filter(({ name }) => !after.has(name)).map(({ name }) => name);
	return `set=${set.join(' ') || 'none'}, removed=${removed.join(' ') || 'none'}`;
}
