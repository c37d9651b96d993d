import type { DeviceProfile, FileOverride } from '../../domain/device-profile.ts';
import type { DeviceTypeFile } from '../../domain/device-type-file.ts';
import type { DeviceRepository, ScopeSettings, Store } from '../../domain/ports.ts';
import type { Draft, RevisionState, SubjectOwner } from '../../domain/revision.ts';
import type { TagSet } from '../../domain/tag.ts';
import type { RenderSources } from '../render-sources.ts';

/** The store as it would be if the draft were live; only what building a file reads. */
export function throughDraft(store: Store, { subject, state, savedAt }: Draft): RenderSources {
	switch (subject.kind) {
		case 'file': {
			const change = (file: DeviceTypeFile) => (file.id === subject.fileId ? withFile(file, state, savedAt) : file);
			const list = async () => (await store.deviceTypes.list()).map((type) => ({ ...type, files: type.files.map(change) }));
			return { ...store, deviceTypes: { list } };
		}
		case 'tag-set':
			return { ...store, tagSets: { list: async () => withSet(await store.tagSets.list(), subject.name, state, savedAt) } };
		case 'override':
			return throughOwner(store, subject.owner, (settings) => withOverride(settings, subject.fileId, state, savedAt));
		case 'tags':
			return throughOwner(store, subject.owner, (settings) => withTags(settings, state, savedAt));
	}
}

type ChangeSettings = <Settings extends ScopeSettings | DeviceProfile>(settings: Settings) => Settings;

function throughOwner(store: Store, owner: SubjectOwner, change: ChangeSettings): RenderSources {
	if ('deviceId' in owner) return { ...store, devices: throughDevice(store.devices, owner.deviceId, change) };
	const find: RenderSources['scopes']['find'] = async (typeId, scope) => {
		const settings = await store.scopes.find(typeId, scope);
		const { serviceProviderId, groupId } = owner.scope;
		const isOwner = typeId === owner.typeId && scope.serviceProviderId === serviceProviderId && scope.groupId === groupId;
		return isOwner ? change(settings) : settings;
	};
	return { ...store, scopes: { find } };
}

function throughDevice(devices: DeviceRepository, deviceId: string, change: ChangeSettings): RenderSources['devices'] {
	return {
		load: async (id) => {
			const device = await devices.load(id);
			return device === undefined || id !== deviceId ? device : change(device);
		},
		findByKey: (key) => devices.findByKey(key),
		findByName: (name, limit) => devices.findByName(name, limit),
	};
}

function withFile(file: DeviceTypeFile, state: RevisionState, updatedAt: Date): DeviceTypeFile {
	if (state.kind !== 'file') return file;
	const { id, fileFormat, remoteFileFormat, fileCategory } = file;
	const { options, content } = state;
	return { id, fileFormat, remoteFileFormat, fileCategory, updatedAt, ...options, ...(content === undefined ? {} : { content }) };
}

function withSet(sets: readonly TagSet[], name: string, state: RevisionState, updatedAt: Date): readonly TagSet[] {
	if (state.kind !== 'tag-set') return sets;
	const { tags, regions } = state;
	return sets.map((set) => (set.name === name ? { ...set, tags, regions, updatedAt } : set));
}

function withOverride<Settings extends { readonly fileOverrides: readonly FileOverride[] }>(
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

function withTags<Settings extends ScopeSettings | DeviceProfile>(settings: Settings, state: RevisionState, updatedAt: Date): Settings {
	if (state.kind !== 'tags') return settings;
	const { tagSet: _, ...rest } = settings;
	const { tags, tagSet } = state;
	return { ...rest, tags, updatedAt, ...(tagSet === undefined ? {} : { tagSet }) } as Settings;
}
