import type { Scope } from '../../domain/device-profile.ts';
import { checkScope } from '../../domain/device-profile-rules.ts';
import type { DeviceType } from '../../domain/device-type.ts';
import { DmsError } from '../../domain/errors.ts';
import { toToken } from '../../domain/limits.ts';
import type { Store } from '../../domain/ports.ts';
import { checkTagSetName, requireCountry, type TagSet } from '../../domain/tag.ts';
import { quote } from '../../domain/text-rules.ts';
import { type Administration, applyAudited } from './administration.ts';
import { findDeviceType } from './find-device-type.ts';
import { requireTagSet } from './require-tag-set.ts';

export type TagSetContent = Pick<TagSet, 'name' | 'tags' | 'regions'>;

const mostTagsOfSet = 10_000;
const mostRegions = 300;

/** Reads, changes and saves one set. @throws DmsError `tag-set.not-found`, `value.too-long`. */
export async function changeTagSet(store: Store, name: string, change: (set: TagSetContent) => TagSetContent): Promise<TagSet> {
	return store.tagSets.save(checkTagSetContent(change(await findTagSet(store, name))));
}

/** @throws DmsError `value.too-long`. */
export function checkTagSetContent(set: TagSetContent): TagSetContent {
	const count = [set, ...set.regions].reduce((sum, { tags }) => sum + tags.length, 0);
	if (count > mostTagsOfSet) throw new DmsError('value.too-long', `the tag set has ${count} tags; the limit is ${mostTagsOfSet}`);
	return set;
}

/** @throws DmsError `tag-set.not-found`. */
export async function findTagSet(store: Pick<Store, 'tagSets'>, name: string): Promise<TagSet> {
	const set = await store.tagSets.findByName(name);
	if (set === undefined) throw new DmsError('tag-set.not-found', `no tag set ${quote(name)}`, { field: 'tagSet' });
	return set;
}

/** @throws DmsError `tag-set.exists`, `value.*`. */
export function addTagSet(administration: Administration, name: string): Promise<TagSet> {
	const checked = checkTagSetName(name);
	return applyAudited(administration, 'tag-set add', async (store) => {
		if ((await store.tagSets.findByName(checked)) !== undefined) {
			throw new DmsError('tag-set.exists', `tag set ${quote(checked)} exists`, { field: 'tagSet' });
		}
		return { value: await store.tagSets.save({ name: checked, tags: [], regions: [] }), subject: checked };
	});
}

/** @throws DmsError `tag-set.not-found`; `value.contradiction` while a device type uses it. */
export function deleteTagSet(administration: Administration, name: string): Promise<void> {
	return applyAudited(administration, 'tag-set delete', async (store) => {
		const set = await findTagSet(store, name);
		const users = (await store.deviceTypes.list()).filter((type) => type.cpe.deviceManagement.tagSet === set.name);
		if (users.length > 0) {
			throw new DmsError('value.contradiction', `${users.length} device types use tag set ${quote(set.name)}`, {
				field: 'tagSet',
				findings: users.map((type) => type.name),
			});
		}
		await store.tagSets.delete(set.name);
		return { value: undefined, subject: set.name };
	});
}

/** Adds a region to a set, or gives it other countries. @throws DmsError `tag-set.not-found`, `value.*`. */
export function setTagSetRegion(
	administration: Administration,
	setName: string,
	region: { readonly name: string; readonly countries: readonly string[] },
): Promise<TagSet> {
	const name = toToken('regionName', region.name, 'regionName');
	const countries = [...new Set(region.countries.map(requireCountry))];
	if (countries.length === 0) throw new DmsError('value.invalid', 'a region needs a country', { field: 'country' });
	return applyAudited(administration, 'tag-set region set', async (store) => {
		const set = await changeTagSet(store, setName, (existing) => {
			const others = existing.regions.filter((other) => other.name !== name);
			const tags = existing.regions.find((other) => other.name === name)?.tags ?? [];
			for (const other of others) {
				const shared = countries.find((country) => other.countries.includes(country));
				if (shared === undefined) continue;
				throw new DmsError('value.contradiction', `country ${shared} is in region ${quote(other.name)} already`, { field: 'country' });
			}
			if (others.length >= mostRegions) throw new DmsError('value.too-long', `a tag set has at most ${mostRegions} regions`);
			return { ...existing, regions: [...others, { name, countries, tags }] };
		});
		return { value: set, subject: `${setName}/${name}`, detail: countries.join(', ') };
	});
}

/** With its tags. @throws DmsError `tag-set.not-found`; `value.invalid` where there is no such region. */
export function deleteTagSetRegion(administration: Administration, setName: string, regionName: string): Promise<TagSet> {
	return applyAudited(administration, 'tag-set region delete', async (store) => {
		const set = await changeTagSet(store, setName, (existing) => {
			const regions = existing.regions.filter(({ name }) => name !== regionName);
			if (regions.length === existing.regions.length) {
				throw new DmsError('value.invalid', `the tag set has no region ${quote(regionName)}`, { field: 'regionName' });
			}
			return { ...existing, regions };
		});
		return { value: set, subject: `${setName}/${regionName}` };
	});
}

/**
 * The tag set that a service provider or a group uses for a type; `null`: none of its own.
 * @throws DmsError `device-type.not-found`, `tag-set.not-found`; `value.contradiction` where the type does not allow it. OCI-P GroupDeviceTypeTagSetModifyRequest.
 */
export function setScopeTagSet(administration: Administration, typeName: string, scope: Scope, tagSet: string | null): Promise<void> {
	return applyAudited(administration, 'tag-set use', async (store) => {
		const type = await findDeviceType(store, typeName);
		const checked = checkScope(scope);
		if (tagSet !== null) requireOwnTagSetAllowed(type, checked);
		await requireTagSet(store, tagSet);
		const { tags } = await store.scopes.find(type.id, checked);
		await store.scopes.save(type.id, checked, { tags, ...(tagSet === null ? {} : { tagSet }) });
		const where = `${checked.serviceProviderId}${checked.groupId === undefined ? '' : `/${checked.groupId}`}`;
		return { value: undefined, subject: `${where}, type ${type.name}`, detail: tagSet === null ? 'none' : tagSet };
	});
}

/** @throws DmsError `value.contradiction` where the type allows no tag set to a service provider, or to a group. */
export function requireOwnTagSetAllowed(type: DeviceType, { groupId }: Scope): void {
	const { tagMode, allowGroupCustomTagSet, allowSpCustomTagSet } = type.cpe.deviceManagement;
	if (tagMode === 'System And Custom' && (groupId === undefined ? allowSpCustomTagSet : allowGroupCustomTagSet)) return;
	const who = groupId === undefined ? 'service providers' : 'groups';
	throw new DmsError('value.contradiction', `device type ${quote(type.name)} allows ${who} no tag set of their own`, { field: 'tagSet' });
}
