import type { DeviceProfile } from '../../domain/device-profile.ts';
import type { DeviceTypeFile } from '../../domain/device-type-file.ts';
import type { ScopeSettings, Store } from '../../domain/ports.ts';
import { type Revision, type RevisionState, type RevisionSubject, revisionsKept, type SubjectOwner } from '../../domain/revision.ts';
import type { TagSet } from '../../domain/tag.ts';
import type { RenderSources } from '../render-sources.ts';
import { withFile, withOverride, withSet, withTags } from './with-state.ts';

/**
 * The store as it was at a time, as far as revisions tell; only what building one file reads. What has no history (fields and lines of a
 * device, options of a device type, settings) is as it is now.
 */
export function throughPast(store: Store, fileId: string, at: Date): RenderSources {
	const changeFile = async (file: DeviceTypeFile): Promise<DeviceTypeFile> => {
		if (file.id !== fileId || file.updatedAt <= at) return file;
		const past = await findStateAt(store, { kind: 'file', fileId }, at);
		return past === undefined ? file : withFile(file, past.state, past.at);
	};
	const changeSet = async (set: TagSet): Promise<TagSet> => {
		if (set.updatedAt <= at) return set;
		const past = await findStateAt(store, { kind: 'tag-set', name: set.name }, at);
		return past === undefined ? set : (withSet([set], set.name, past.state, past.at)[0] ?? set);
	};
	const ofOwner = <Settings extends DeviceProfile | ScopeSettings>(settings: Settings, owner: SubjectOwner) =>
		ownerAt(store, settings, owner, fileId, at);
	return {
		...store,
		deviceTypes: {
			list: async () =>
				Promise.all(
					(await store.deviceTypes.list()).map(async (type) => ({ ...type, files: await Promise.all(type.files.map(changeFile)) })),
				),
		},
		tagSets: { list: async () => Promise.all((await store.tagSets.list()).map(changeSet)) },
		scopes: { find: async (typeId, scope) => ofOwner(await store.scopes.find(typeId, scope), { typeId, scope }) },
		devices: {
			load: async (id) => {
				const device = await store.devices.load(id);
				return device === undefined || device.updatedAt <= at ? device : ofOwner(device, { deviceId: id });
			},
			findByKey: (key) => store.devices.findByKey(key),
			findByName: (name, limit) => store.devices.findByName(name, limit),
		},
	};
}

/** The later of the two is when the settings last changed. */
async function ownerAt<Settings extends DeviceProfile | ScopeSettings>(
	store: Store,
	settings: Settings,
	owner: SubjectOwner,
	fileId: string,
	at: Date,
): Promise<Settings> {
	const subjects: readonly RevisionSubject[] = [
		{ kind: 'tags', owner },
		{ kind: 'override', fileId, owner },
	];
	const found = await Promise.all(subjects.map((subject) => findStateAt(store, subject, at)));
	return found
		.filter((past) => past !== undefined)
		.toSorted((one, other) => one.at.getTime() - other.at.getTime())
		.reduce((before, past) => withTags(withOverride(before, fileId, past.state, past.at), past.state, past.at), settings);
}

type PastState = Pick<Revision, 'state' | 'at'>;

/** What was live then; undefined where nobody knows. */
async function findStateAt(store: Store, subject: RevisionSubject, at: Date): Promise<PastState | undefined> {
	const revisions = await store.revisions.list(subject, { limit: revisionsKept });
	const found = revisions.find((revision) => revision.at <= at);
	const state = emptyStates[subject.kind];
	return found ?? (revisions.at(-1)?.number === 1 && state !== undefined ? { state, at: new Date(0) } : undefined);
}

/** What a subject was before its first revision. */
const emptyStates: Readonly<Record<RevisionSubject['kind'], RevisionState | undefined>> = {
	file: undefined,
	override: { kind: 'override', source: 'Default' },
	'tag-set': { kind: 'tag-set', tags: [], regions: [] },
	tags: { kind: 'tags', tags: [] },
};
