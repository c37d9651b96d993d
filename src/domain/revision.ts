import type { Scope } from './device-profile.ts';
import type { ContentReference, DeviceTypeFile, OverrideSource } from './device-type-file.ts';
import type { Tag, TagSetRegion, TagSetTag } from './tag.ts';

/** Whose tags or override it is: a device's, or what a service provider or a group has set for a device type. */
export type SubjectOwner = { readonly deviceId: string } | { readonly typeId: string; readonly scope: Scope };

/** What has a history of its own. */
export type RevisionSubject =
	/** Content and options of a file of a device type. */
	| { readonly kind: 'file'; readonly fileId: string }
	/** What stands in place of a file of the type. */
	| { readonly kind: 'override'; readonly fileId: string; readonly owner: SubjectOwner }
	/** The system default set has the empty name. */
	| { readonly kind: 'tag-set'; readonly name: string }
	/** Custom tags, and the tag set that is chosen. */
	| { readonly kind: 'tags'; readonly owner: SubjectOwner };

/** The options of a file that may change after it was added. */
export type FileOptions = Omit<DeviceTypeFile, 'id' | 'fileFormat' | 'remoteFileFormat' | 'fileCategory' | 'content' | 'updatedAt'>;

/** All that a subject was at one time. Values of tags may be secrets. */
export type RevisionState =
	| { readonly kind: 'file'; readonly options: FileOptions; readonly content?: ContentReference }
	/** Source `Default`: there is no override. */
	| { readonly kind: 'override'; readonly source: OverrideSource; readonly content?: ContentReference }
	| { readonly kind: 'tag-set'; readonly tags: readonly TagSetTag[]; readonly regions: readonly TagSetRegion[] }
	| { readonly kind: 'tags'; readonly tags: readonly Tag[]; readonly tagSet?: string }
	/** A tag set that is gone. */
	| { readonly kind: 'deleted' };

/** Who changes something, and what the audit calls the change. */
export interface Authorship {
	readonly author: string;
	/** Noun and verb, e.g. `type file set`. */
	readonly action: string;
}

/** What a subject became by one change. The newest one is what is live. */
export interface Revision {
	readonly subject: RevisionSubject;
	/** From 1 and without gaps; older ones than `revisionsKept` go. */
	readonly number: number;
	/** Absent: what was there before the first change that is known. */
	readonly by?: Authorship;
	readonly at: Date;
	readonly state: RevisionState;
}

/** A change that nobody is served yet; a subject has one at most. */
export interface Draft {
	readonly subject: RevisionSubject;
	readonly state: RevisionState;
	/** The live revision when the draft was begun; 0: there was none. */
	readonly basedOn: number;
	readonly begunAt: Date;
	/** Who saved it last, and when. */
	readonly author: string;
	readonly savedAt: Date;
}

export type NewDraft = Omit<Draft, 'begunAt' | 'savedAt'>;

/** Of a subject, the newest ones with the live one; the content of those is kept too. */
export const revisionsKept = 50;

/** The same text for the same subject; `fromSubjectKey` reads it. */
export function toSubjectKey(subject: RevisionSubject): string {
	switch (subject.kind) {
		case 'file':
			return JSON.stringify([subject.kind, subject.fileId]);
		case 'override':
			return JSON.stringify([subject.kind, subject.fileId, ...toOwnerParts(subject.owner)]);
		case 'tag-set':
			return JSON.stringify([subject.kind, subject.name]);
		case 'tags':
			return JSON.stringify([subject.kind, ...toOwnerParts(subject.owner)]);
	}
}

/** Of a key that `toSubjectKey` has made. */
export function fromSubjectKey(key: string): RevisionSubject {
	const [kind, first = '', ...rest] = JSON.parse(key) as readonly string[];
	switch (kind) {
		case 'file':
			return { kind, fileId: first };
		case 'override':
			return { kind, fileId: first, owner: fromOwnerParts(rest) };
		case 'tags':
			return { kind, owner: fromOwnerParts([first, ...rest]) };
		default:
			return { kind: 'tag-set', name: first };
	}
}

function toOwnerParts(owner: SubjectOwner): readonly string[] {
	if ('deviceId' in owner) return ['device', owner.deviceId];
	const { serviceProviderId, groupId } = owner.scope;
	return ['scope', owner.typeId, serviceProviderId, ...(groupId === undefined ? [] : [groupId])];
}

function fromOwnerParts([kind, id = '', serviceProviderId = '', groupId]: readonly string[]): SubjectOwner {
	if (kind === 'device') return { deviceId: id };
	return { typeId: id, scope: { serviceProviderId, ...(groupId === undefined ? {} : { groupId }) } };
}
