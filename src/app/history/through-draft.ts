import type { DeviceProfile } from '../../domain/device-profile.ts';
import type { DeviceTypeFile } from '../../domain/device-type-file.ts';
import type { DeviceRepository, ScopeSettings, Store } from '../../domain/ports.ts';
import type { Draft, SubjectOwner } from '../../domain/revision.ts';
import type { RenderSources } from '../render-sources.ts';
import { withFile, withOverride, withSet, withTags } from './with-state.ts';

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
