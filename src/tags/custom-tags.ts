import type { Tag, TagLevel } from '../domain/tag.ts';
import type { RenderContext } from './render-context.ts';
import type { TagOrigin } from './resolved-tag.ts';
import { findInTagSet, namesInTagSet, type TagSetIndex } from './tag-set-index.ts';

/** The value of a custom tag that is in effect. */
export interface CustomTag {
	readonly value: string;
	readonly origin: TagOrigin;
	readonly isOverridable: boolean;
}

interface TagLayer {
	find(name: string): CustomTag | undefined;
	names(): Iterable<string>;
}

/** The custom tags that a device sees, over all levels. */
export class CustomTags {
	readonly #layers: readonly TagLayer[];

	constructor(context: RenderContext) {
		this.#layers = toLayers(context);
	}

	/** From general to specific, each level replaces the value, until one closes it for those below. */
	find(name: string): CustomTag | undefined {
		let inEffect: CustomTag | undefined;
		for (const layer of this.#layers) {
			const found = layer.find(name);
			if (found === undefined) continue;
			inEffect = found;
			if (!found.isOverridable) break;
		}
		return inEffect;
	}

	/** Every name that some level defines, sorted. */
	names(): readonly string[] {
		return [...new Set(this.#layers.flatMap((layer) => [...layer.names()]))].sort();
	}
}

function toLayers({ type, device, scopeTags, tagSets }: RenderContext): readonly TagLayer[] {
	const { tagMode } = type.cpe.deviceManagement;
	if (tagMode === 'None') return [];
	const country = device?.country;
	const layers = [toSetLayer('System Default', tagSets.systemDefault, country)];
	if (tagMode === 'System And Custom' && tagSets.inEffect !== undefined) layers.push(toSetLayer('System', tagSets.inEffect, country));
	if (scopeTags.serviceProvider !== undefined) layers.push(toListLayer('Service Provider', scopeTags.serviceProvider));
	if (scopeTags.group !== undefined) layers.push(toListLayer('Group', scopeTags.group));
	if (device !== undefined) layers.push(toListLayer('Device Profile', device.tags));
	return layers;
}

function toSetLayer(level: TagLevel, set: TagSetIndex, country: string | undefined): TagLayer {
	const ofSet: TagOrigin = { level, tagSetName: set.name };
	return {
		find(name) {
			const match = findInTagSet(set, name, country);
			if (match === undefined) return undefined;
			const { value, regionName, isOverridable } = match;
			return { value, origin: regionName === undefined ? ofSet : { ...ofSet, regionName }, isOverridable };
		},
		names: () => namesInTagSet(set, country),
	};
}

function toListLayer(level: TagLevel, tags: readonly Tag[]): TagLayer {
	const origin: TagOrigin = { level };
	let values: Map<string, string> | undefined;
	return {
		find(name) {
			if (tags.length === 0) return undefined;
			values ??= toValues(tags);
			const value = values.get(name);
			return value === undefined ? undefined : { value, origin, isOverridable: true };
		},
		names: () => tags.map((tag) => tag.name),
	};
}

// The first of two tags of one name wins, as in a tag set.
function toValues(tags: readonly Tag[]): Map<string, string> {
	const values = new Map<string, string>();
	for (const { name, value } of tags) if (!values.has(name)) values.set(name, value);
	return values;
}
