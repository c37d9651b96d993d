import type { ContentReference, DeviceTypeFile, OverrideSource } from '../../domain/device-type-file.ts';
import { DmsError } from '../../domain/errors.ts';
import type { RevisionState } from '../../domain/revision.ts';
import { checkTagValue, type TagName } from '../../domain/tag.ts';
import { checkRequestedAuthentication, type RequestedTypeFileChange, toFileChange } from '../administration/change-device-type-file.ts';
import { changeInSet, type RequestedTag, type TagChange, toDeletion, toSetting } from '../administration/change-tag.ts';
import type { TagSetContent } from '../administration/change-tag-set.ts';
import { toFileState } from './open-subject.ts';

/** What a draft changes, on top of what it is already, or of what is live. */
export type DraftChange =
	| { readonly kind: 'file'; readonly change: RequestedTypeFileChange }
	| { readonly kind: 'override'; readonly source?: OverrideSource; readonly content?: ContentReference }
	| {
			readonly kind: 'tags';
			readonly set?: readonly RequestedTag[];
			readonly delete?: readonly TagName[];
			/** Of a tag set. */
			readonly regionName?: string;
			/** Of a scope or a device; `null`: none of its own. */
			readonly tagSet?: string | null;
	  };

/** @throws DmsError `value.*`, `tag.not-found`, `usage.invalid` for a change of another kind of thing. */
export function applyDraftChange(state: RevisionState, change: DraftChange, file: DeviceTypeFile | undefined): RevisionState {
	if (state.kind === 'file' && change.kind === 'file' && file !== undefined) return changeFile(state, change.change, file);
	if (state.kind === 'override' && change.kind === 'override') return changeOverride(state, change);
	if (state.kind === 'tag-set' && change.kind === 'tags') {
		if (change.tagSet !== undefined) throw new DmsError('usage.invalid', 'a tag set uses no other tag set', { field: 'tagSet' });
		let set: TagSetContent = { name: '', tags: state.tags, regions: state.regions };
		for (const each of toTagChanges(change)) set = changeInSet(set, change.regionName, each);
		const { tags, regions } = set;
		return { kind: 'tag-set', tags, regions };
	}
	if (state.kind === 'tags' && change.kind === 'tags') return changeTags(state, change);
	if (state.kind === 'deleted') throw new DmsError('tag-set.not-found', 'the tag set is deleted; restore a revision of it first');
	throw new DmsError('usage.invalid', `a change of ${change.kind} does not fit here`);
}

type StateOf<Kind extends RevisionState['kind']> = Extract<RevisionState, { kind: Kind }>;
type ChangeOf<Kind extends DraftChange['kind']> = Extract<DraftChange, { kind: Kind }>;

function changeFile(state: StateOf<'file'>, requested: RequestedTypeFileChange, file: DeviceTypeFile): RevisionState {
	checkRequestedAuthentication(requested);
	const { id, fileFormat, remoteFileFormat, fileCategory, updatedAt } = file;
	const { options, content } = state;
	const existing = { id, fileFormat, remoteFileFormat, fileCategory, updatedAt, ...options, ...(content === undefined ? {} : { content }) };
	return toFileState({ ...existing, ...toFileChange(existing, requested) });
}

function changeOverride(state: StateOf<'override'>, { source = state.source, content }: ChangeOf<'override'>): RevisionState {
	if (source === 'Default') {
		if (content === undefined) return { kind: 'override', source };
		throw new DmsError('value.contradiction', 'source Default takes no content', { field: 'content' });
	}
	const chosen = content ?? state.content;
	if (chosen === undefined) throw new DmsError('value.contradiction', `source ${source} needs a content`, { field: 'content' });
	return { kind: 'override', source, content: chosen };
}

function changeTags(state: StateOf<'tags'>, change: ChangeOf<'tags'>): RevisionState {
	if (change.regionName !== undefined) throw new DmsError('usage.invalid', 'only a tag set has regions', { field: 'regionName' });
	if (change.set?.some(({ overridable }) => overridable !== undefined)) {
		throw new DmsError('value.contradiction', 'overridable belongs to a tag of a tag set', { field: 'overridable' });
	}
	const tags = toTagChanges(change).reduce((list, { ofList }) => ofList(list), state.tags);
	const tagSet = change.tagSet === undefined ? state.tagSet : (change.tagSet ?? undefined);
	return { kind: 'tags', tags, ...(tagSet === undefined ? {} : { tagSet }) };
}

function toTagChanges({ set = [], delete: deleted = [] }: ChangeOf<'tags'>): readonly TagChange[] {
	for (const { name, value } of set) checkTagValue(name, value);
	return [...deleted.map(toDeletion), ...set.map(toSetting)];
}
