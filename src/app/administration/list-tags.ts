import type { DeviceProfile } from '../../domain/device-profile.ts';
import { checkScope } from '../../domain/device-profile-rules.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import type { Tag, TagLevel } from '../../domain/tag.ts';
import { toTagReference } from '../../tags/lex.ts';
import type { RenderContext } from '../../tags/render-context.ts';
import { listEffectiveTags } from '../../tags/tag-list.ts';
import type { TagSetIndex } from '../../tags/tag-set-index.ts';
import { type Catalog, loadCatalog } from '../catalog.ts';
import { loadScopeChain, toRenderContext } from '../render-context.ts';
import { findTagSet } from './change-tag-set.ts';
import { loadDevice } from './find-device.ts';
import { findDeviceType } from './find-device-type.ts';
import type { TagPlace } from './tag-place.ts';

/** One definition of a tag. A value with a password in it is `********`. */
export interface ListedTag {
	readonly name: string;
	/** As it was entered. */
	readonly value: string;
	/** With the tags in it resolved, where the definition is the one in effect for a device or a scope. */
	readonly actualValue?: string;
	readonly level: TagLevel;
	/** Empty: the system default set. Absent: in no set. */
	readonly tagSetName?: string;
	readonly regionName?: string;
	readonly overridable?: boolean;
	/** Whether this definition wins at the place that was asked for. */
	readonly inEffect: boolean;
}

const mask = '********';

/**
 * Of a set: what it defines, region by region. Of a scope or a device: every definition on every level above it, and
 * which one wins. OCI-P GroupAccessDeviceGetAvailableCustomTagListResponse.
 * @throws DmsError `tag-set.not-found`, `device-type.not-found`, `device.not-found`.
 */
export async function listTags(store: Store, place: TagPlace): Promise<readonly ListedTag[]> {
	if (place.kind === 'set') return listTagsOfSet(store, place.setName, place.regionName);
	const catalog = await loadCatalog(store, store.changes.revision('catalog'));
	return listTagsInContext(await toContext(store, catalog, place));
}

async function listTagsOfSet(store: Store, setName: string, regionName: string | undefined): Promise<readonly ListedTag[]> {
	const set = await findTagSet(store, setName);
	const level = setName === '' ? 'System Default' : 'System';
	const regions = set.regions.map(({ name, tags }) => ({ name, tags }));
	const parts: readonly { name?: string; tags: typeof set.tags }[] = [{ tags: set.tags }, ...regions];
	return parts
		.filter((part) => regionName === undefined || part.name === regionName)
		.flatMap(({ name: region, tags }) =>
			tags.map(({ name, value, overridable }) => ({
				name,
				value: toShownValue(name, value),
				level,
				tagSetName: setName,
				...(region === undefined ? {} : { regionName: region }),
				overridable,
				inEffect: true,
			})),
		);
}

async function toContext(store: Store, catalog: Catalog, place: Exclude<TagPlace, { kind: 'set' }>): Promise<RenderContext> {
	const device: DeviceProfile | undefined = place.kind === 'device' ? await loadDevice(store, place.device) : undefined;
	const typeId = place.kind === 'scope' ? (await findDeviceType(store, place.typeName)).id : device?.typeId;
	const type = catalog.typesById.get(typeId ?? '');
	if (type === undefined) throw new DmsError('device-type.not-found', 'the device type of the device is gone');
	const scope = place.kind === 'scope' ? checkScope(place.scope) : undefined;
	const chain = await loadScopeChain(store, type.type.id, scope ?? device ?? {});
	const target = device === undefined ? (scope === undefined ? {} : { scope }) : { device };
	return toRenderContext(catalog, type, chain, target, new Date(0));
}

function listTagsInContext(context: RenderContext): readonly ListedTag[] {
	const effective = new Map(listEffectiveTags(context).map((row) => [row.name, row]));
	return definitionsIn(context)
		.map((definition): ListedTag => {
			const winner = effective.get(definition.name);
			const origin = winner?.origin;
			const inEffect =
				origin !== undefined &&
				origin.level === definition.level &&
				origin.tagSetName === definition.tagSetName &&
				origin.regionName === definition.regionName;
			return {
				...definition,
				value: toShownValue(definition.name, definition.value),
				...(inEffect && winner !== undefined ? { actualValue: winner.actualValue } : {}),
				inEffect,
			};
		})
		.toSorted((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
}

type TagDefinition = Omit<ListedTag, 'actualValue' | 'inEffect'>;

/** From general to specific. */
function definitionsIn({ device, scopeTags, tagSets }: RenderContext): readonly TagDefinition[] {
	const country = device?.country;
	return [
		...definitionsInSet('System Default', tagSets.systemDefault, country),
		...(tagSets.inEffect === undefined ? [] : definitionsInSet('System', tagSets.inEffect, country)),
		...definitionsInList('Service Provider', scopeTags.serviceProvider ?? []),
		...definitionsInList('Group', scopeTags.group ?? []),
		...definitionsInList('Device Profile', device?.tags ?? []),
	];
}

function definitionsInSet(level: TagLevel, set: TagSetIndex, country: string | undefined): readonly TagDefinition[] {
	const own = [...set.tags.values()].map(({ name, value, overridable }) => ({ name, value, overridable, level, tagSetName: set.name }));
	if (country === undefined) return own;
	const regional = set.regions
		.filter(({ countries }) => countries.has(country))
		.flatMap((region) =>
			[...region.tags.values()].map(({ name, value, overridable }) => ({
				name,
				value,
				overridable,
				level,
				tagSetName: set.name,
				regionName: region.name,
			})),
		);
	return [...own, ...regional];
}

function definitionsInList(level: TagLevel, tags: readonly Tag[]): readonly TagDefinition[] {
	return tags.map(({ name, value }) => ({ name, value, level }));
}

function toShownValue(name: string, value: string): string {
	return value !== '' && toTagReference(name).hasSecretName ? mask : value;
}
