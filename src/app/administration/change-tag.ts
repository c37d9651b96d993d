import { toQualifiedName } from '../../domain/device-profile.ts';
import { checkScope, checkTags } from '../../domain/device-profile-rules.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import { checkTagValue, type Tag, type TagName, type TagSetTag } from '../../domain/tag.ts';
import { quote } from '../../domain/text-rules.ts';
import { type Administration, applyAudited } from './administration.ts';
import { changeTagSet, type TagSetContent } from './change-tag-set.ts';
import { loadDevice } from './find-device.ts';
import { findDeviceType } from './find-device-type.ts';
import type { TagPlace } from './tag-place.ts';

/** `overridable` belongs to a set; undefined leaves it as it is, and true for a new tag. */
export interface RequestedTag extends Tag {
	readonly overridable?: boolean;
}

/** Adds the tag, or gives it a new value. @throws DmsError `tag-set.not-found`, `device.not-found`, `device-type.not-found`, `value.*`. */
export function setTag(administration: Administration, place: TagPlace, tag: RequestedTag): Promise<void> {
	checkTagValue(tag.name, tag.value);
	if (place.kind !== 'set' && tag.overridable !== undefined) {
		throw new DmsError('value.contradiction', 'overridable belongs to a tag of a tag set', { field: 'overridable' });
	}
	return applyAudited(administration, 'tag set', async (store) => {
		const where = await changeAt(store, place, toSetting(tag));
		return { value: undefined, subject: tag.name, detail: where };
	});
}

/** @throws DmsError `tag.not-found`, and as `setTag`. */
export function deleteTag(administration: Administration, place: TagPlace, name: TagName): Promise<void> {
	return applyAudited(administration, 'tag delete', async (store) => {
		const where = await changeAt(store, place, toDeletion(name));
		return { value: undefined, subject: name, detail: where };
	});
}

/** A change of the tags of a set, or of the list of a scope or a device. */
export interface TagChange {
	readonly ofSet: (tags: readonly TagSetTag[]) => readonly TagSetTag[];
	readonly ofList: (tags: readonly Tag[]) => readonly Tag[];
}

export function toSetting(tag: RequestedTag): TagChange {
	return {
		ofSet: (tags) => withSetTag(tags, tag),
		ofList: (tags) => checkTags([...tags.filter(({ name }) => name !== tag.name), { name: tag.name, value: tag.value }]),
	};
}

/** It throws `tag.not-found` where the tag is not there. */
export function toDeletion(name: TagName): TagChange {
	return { ofSet: (tags) => without(tags, name), ofList: (tags) => without(tags, name) };
}

/** @returns the place in words. */
export async function changeAt(store: Store, place: TagPlace, change: TagChange): Promise<string> {
	switch (place.kind) {
		case 'set':
			await changeTagSet(store, place.setName, (set) => changeInSet(set, place.regionName, change));
			return `${toSetTitle(place.setName)}${place.regionName === undefined ? '' : `, region ${place.regionName}`}`;
		case 'scope': {
			const type = await findDeviceType(store, place.typeName);
			const scope = checkScope(place.scope);
			const { tags, tagSet } = await store.scopes.find(type.id, scope);
			await store.scopes.save(type.id, scope, { tags: change.ofList(tags), ...(tagSet === undefined ? {} : { tagSet }) });
			return `${scope.serviceProviderId}${scope.groupId === undefined ? '' : `/${scope.groupId}`}, type ${type.name}`;
		}
		case 'device': {
			const device = await loadDevice(store, place.device);
			await store.devices.update(device.id, { tags: change.ofList(device.tags) });
			return `device ${toQualifiedName(device)}`;
		}
	}
}

/** @throws DmsError `value.invalid` where the set has no such region. */
export function changeInSet(set: TagSetContent, regionName: string | undefined, change: TagChange): TagSetContent {
	if (regionName === undefined) return { ...set, tags: change.ofSet(set.tags) };
	if (!set.regions.some(({ name }) => name === regionName)) {
		throw new DmsError('value.invalid', `${toSetTitle(set.name)} has no region ${quote(regionName)}`, { field: 'regionName' });
	}
	return {
		...set,
		regions: set.regions.map((region) => (region.name === regionName ? { ...region, tags: change.ofSet(region.tags) } : region)),
	};
}

function withSetTag(tags: readonly TagSetTag[], { name, value, overridable }: RequestedTag): readonly TagSetTag[] {
	const existing = tags.find((tag) => tag.name === name);
	const changed = { name, value, overridable: overridable ?? existing?.overridable ?? true };
	return existing === undefined ? [...tags, changed] : tags.map((tag) => (tag === existing ? changed : tag));
}

function without<Each extends Tag>(tags: readonly Each[], name: TagName): readonly Each[] {
	const left = tags.filter((tag) => tag.name !== name);
	if (left.length === tags.length) throw new DmsError('tag.not-found', `no tag ${name} there`, { field: 'tagName' });
	return left;
}

function toSetTitle(setName: string): string {
	return setName === '' ? 'the system default set' : `tag set ${quote(setName)}`;
}
