import type { FileOverride } from '../../domain/device-profile.ts';
import { toQualifiedName } from '../../domain/device-profile.ts';
import { checkDeviceChange, checkScope, checkTags } from '../../domain/device-profile-rules.ts';
import type { DeviceTypeFile } from '../../domain/device-type-file.ts';
import { checkFileChange } from '../../domain/device-type-rules.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import type { RevisionState, RevisionSubject } from '../../domain/revision.ts';
import type { Tag } from '../../domain/tag.ts';
import { checkTagSetContent, requireOwnTagSetAllowed } from '../administration/change-tag-set.ts';
import { checkStoredTemplate } from '../administration/check-template.ts';
import { loadDevice } from '../administration/find-device.ts';
import { findDeviceType, findTypeFile, findTypeOf } from '../administration/find-device-type.ts';
import { requireTagSet } from '../administration/require-tag-set.ts';
import { checkOverride, type OverridePlace, openOverride } from '../administration/set-file-override.ts';
import { parseHeaderPattern } from '../header-pattern.ts';
import type { HistoryPlace } from './history-place.ts';
import { toScopeTitle, toSetTitle } from './subject-titles.ts';

/** A subject as it is now, and the way to give it another state. */
export interface OpenSubject {
	readonly subject: RevisionSubject;
	/** By the name an administrator knows. */
	readonly title: string;
	/** What devices are served of it now. */
	readonly live: RevisionState;
	/** Of a file or an override: the file of the type. */
	readonly file?: DeviceTypeFile;
	/** What a change of it would refuse. @throws DmsError `value.*`, `file-override.not-allowed`, `tag-set.not-found`. */
	check(state: RevisionState): Promise<void>;
	/** Makes the state live, unchecked. */
	write(state: RevisionState): Promise<void>;
}

/** @throws DmsError `device-type.not-found`, `device-type-file.not-found`, `device.not-found`, `tag-set.not-found`, `value.*`. */
export function openSubject(store: Store, place: HistoryPlace): Promise<OpenSubject> {
	switch (place.kind) {
		case 'file':
			return openFile(store, place.typeName, place.fileFormat);
		case 'override':
			return openOverrideSubject(store, place.place, place.fileFormat);
		case 'tag-set':
			return openTagSet(store, place.name);
		case 'tags':
			return 'device' in place.place ? openDeviceTags(store, place.place) : openScopeTags(store, place.place);
	}
}

async function openFile(store: Store, typeName: string, fileFormat: string): Promise<OpenSubject> {
	const type = await findDeviceType(store, typeName);
	const file = findTypeFile(type, fileFormat);
	const charset = type.cpe.deviceManagement.defaultDeviceEncoding;
	return {
		subject: { kind: 'file', fileId: file.id },
		title: `${type.name}/${file.fileFormat}`,
		live: toFileState(file),
		file,
		check: async (state) => {
			const { options, content } = requireKind(state, 'file');
			const { macFormatInNonRequestUri } = options.authentication;
			if (macFormatInNonRequestUri !== undefined) parseHeaderPattern(macFormatInNonRequestUri);
			const { escape: _escape, ...fixed } = file;
			checkFileChange(fixed, options);
			await checkStoredTemplate(store, { ...fixed, ...options }, { source: options.fileSource, content, charset });
		},
		write: async (state) => {
			const { options, content } = requireKind(state, 'file');
			await store.deviceTypes.replaceFile(file.id, options, content);
		},
	};
}

export function toFileState(file: DeviceTypeFile): Extract<RevisionState, { kind: 'file' }> {
	const { id: _id, fileFormat: _f, remoteFileFormat: _r, fileCategory: _c, updatedAt: _u, content, ...options } = file;
	return { kind: 'file', options, ...(content === undefined ? {} : { content }) };
}

async function openOverrideSubject(store: Store, place: OverridePlace, fileFormat: string): Promise<OpenSubject> {
	const opened = await openOverride(store, place, fileFormat);
	const { owner, file, existing, title } = opened;
	const toOverride = (state: RevisionState): Omit<FileOverride, 'updatedAt'> => {
		const { kind: _, ...override } = requireKind(state, 'override');
		return { fileId: file.id, ...override };
	};
	return {
		subject: { kind: 'override', fileId: file.id, owner },
		title: `${title}/${file.fileFormat}`,
		live: toOverrideState(existing),
		file,
		check: (state) => checkOverride(store, opened, toOverride(state)),
		write: (state) => opened.write(toOverride(state)),
	};
}

function toOverrideState(override: FileOverride | undefined): RevisionState {
	if (override === undefined) return { kind: 'override', source: 'Default' };
	const { source, content } = override;
	return { kind: 'override', source, ...(content === undefined ? {} : { content }) };
}

/** A set that is gone can be opened as long as it has a history. */
async function openTagSet(store: Store, name: string): Promise<OpenSubject> {
	const subject = { kind: 'tag-set', name } as const;
	const set = await store.tagSets.findByName(name);
	if (set === undefined && (await store.revisions.list(subject, { limit: 1 })).length === 0) {
		throw new DmsError('tag-set.not-found', `no tag set ${JSON.stringify(name)}`, { field: 'tagSet' });
	}
	const toSet = (state: RevisionState) => {
		const { tags, regions } = requireKind(state, 'tag-set');
		return { name, tags, regions };
	};
	return {
		subject,
		title: toSetTitle(name),
		live: set === undefined ? { kind: 'deleted' } : { kind: 'tag-set', tags: set.tags, regions: set.regions },
		check: async (state) => void checkTagSetContent(toSet(state)),
		write: async (state) => void (await store.tagSets.save(toSet(state))),
	};
}

async function openScopeTags(store: Store, place: Exclude<OverridePlace, { device: unknown }>): Promise<OpenSubject> {
	const type = await findDeviceType(store, place.typeName);
	const scope = checkScope(place.scope);
	const { tags, tagSet } = await store.scopes.find(type.id, scope);
	return {
		subject: { kind: 'tags', owner: { typeId: type.id, scope } },
		title: `tags of ${toScopeTitle(scope, type.name)}`,
		live: toTagState(tags, tagSet),
		check: async (state) => {
			const wanted = requireKind(state, 'tags');
			checkTags(wanted.tags);
			if (wanted.tagSet !== undefined) requireOwnTagSetAllowed(type, scope);
			await requireTagSet(store, wanted.tagSet);
		},
		write: async (state) => {
			const { kind: _, ...settings } = requireKind(state, 'tags');
			await store.scopes.save(type.id, scope, settings);
		},
	};
}

async function openDeviceTags(store: Store, place: Extract<OverridePlace, { device: unknown }>): Promise<OpenSubject> {
	const device = await loadDevice(store, place.device);
	const toChange = (state: RevisionState) => {
		const { tags, tagSet = null } = requireKind(state, 'tags');
		return { tags, tagSet };
	};
	return {
		subject: { kind: 'tags', owner: { deviceId: device.id } },
		title: `tags of device ${toQualifiedName(device)}`,
		live: toTagState(device.tags, device.tagSet),
		check: async (state) => {
			checkDeviceChange(device, toChange(state), await findTypeOf(store, device));
			await requireTagSet(store, toChange(state).tagSet);
		},
		write: async (state) => void (await store.devices.update(device.id, toChange(state))),
	};
}

function toTagState(tags: readonly Tag[], tagSet: string | undefined): RevisionState {
	return { kind: 'tags', tags, ...(tagSet === undefined ? {} : { tagSet }) };
}

type StateOf<Kind extends RevisionState['kind']> = Extract<RevisionState, { kind: Kind }>;

/** @throws DmsError `value.invalid` for the state of a tag set that is gone, which is no state to come to. */
function requireKind<Kind extends RevisionState['kind']>(state: RevisionState, kind: Kind): StateOf<Kind> {
	if (isKind(state, kind)) return state;
	if (state.kind !== 'deleted') throw new DmsError('internal', `the state is of a ${state.kind} and not of a ${kind}`);
	throw new DmsError('value.invalid', 'at this revision the tag set was deleted', {
		field: 'revision',
		hint: 'Take the revision before it, or delete the tag set.',
	});
}

function isKind<Kind extends RevisionState['kind']>(state: RevisionState, kind: Kind): state is StateOf<Kind> {
	return state.kind === kind;
}
