import type { DeviceProfile, FileOverride } from '../../domain/device-profile.ts';
import type { DeviceTypeFile } from '../../domain/device-type-file.ts';
import type { ScopeSettings } from '../../domain/ports.ts';
import type { RevisionState } from '../../domain/revision.ts';
import type { TagSet } from '../../domain/tag.ts';

/** A file of a device type as it would be in the state. */
export function withFile(file: DeviceTypeFile, state: RevisionState, updatedAt: Date): DeviceTypeFile {
	if (state.kind !== 'file') return file;
	const { id, fileFormat, remoteFileFormat, fileCategory } = file;
	const { options, content } = state;
	return { id, fileFormat, remoteFileFormat, fileCategory, updatedAt, ...options, ...(content === undefined ? {} : { content }) };
}

/** Tag sets, one of them as it would be in the state. */
export function withSet(sets: readonly TagSet[], name: string, state: RevisionState, updatedAt: Date): readonly TagSet[] {
	if (state.kind !== 'tag-set') return sets;
	const { tags, regions } = state;
	return sets.map((set) => (set.name === name ? { ...set, tags, regions, updatedAt } : set));
}

/** What stands in place of a file as it would be in the state. */
export function withOverride<Settings extends { readonly fileOverrides: readonly FileOverride[] }>(
	settings: Settings,
	fileId: string,
	state: RevisionState,
	updatedAt: Date,
): Settings {
	if (state.kind !== 'override') return settings;
	const { kind: _, ...override } = state;
	const others = settings.fileOverrides.filter((other) => other.fileId !== fileId);
	return { ...settings, fileOverrides: [...others, { fileId, ...override, updatedAt }], updatedAt };
}

/** Tags and the chosen tag set as they would be in the state. */
export function withTags<Settings extends ScopeSettings | DeviceProfile>(
	settings: Settings,
	state: RevisionState,
	updatedAt: Date,
): Settings {
	if (state.kind !== 'tags') return settings;
	const { tagSet: _, ...rest } = settings;
	const { tags, tagSet } = state;
	return { ...rest, tags, updatedAt, ...(tagSet === undefined ? {} : { tagSet }) } as Settings;
}
