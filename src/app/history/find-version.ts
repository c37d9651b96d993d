import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import type { Authorship, RevisionState } from '../../domain/revision.ts';
import type { OpenSubject } from './open-subject.ts';

/** The number of a revision, what is live, or the draft. */
export type VersionReference = number | 'live' | 'draft';

/** A state of a subject that can be shown and compared. */
export interface SubjectVersion {
	readonly reference: VersionReference;
	readonly state: RevisionState;
	/** Of a revision or a draft. */
	readonly by?: Authorship;
	readonly at?: Date;
}

/** @throws DmsError `revision.not-found`, `draft.not-found`. */
export async function findVersion(
	store: Store,
	{ subject, title, live }: OpenSubject,
	reference: VersionReference,
): Promise<SubjectVersion> {
	if (reference === 'live') return { reference, state: live };
	if (reference === 'draft') {
		const draft = await store.drafts.find(subject);
		if (draft === undefined) throw missingDraft(title);
		return { reference, state: draft.state, by: { author: draft.author, action: 'draft save' }, at: draft.savedAt };
	}
	const revision = await store.revisions.find(subject, reference);
	if (revision === undefined) {
		throw new DmsError('revision.not-found', `${title} has no revision ${reference}, or it is not kept any more`, { field: 'revision' });
	}
	const { state, by, at } = revision;
	return { reference, state, at, ...(by === undefined ? {} : { by }) };
}

/** The number of the newest revision; 0 where there is none. */
export async function findLiveNumber(store: Store, { subject }: Pick<OpenSubject, 'subject'>): Promise<number> {
	const [newest] = await store.revisions.list(subject, { limit: 1 });
	return newest?.number ?? 0;
}

export function missingDraft(title: string): DmsError {
	return new DmsError('draft.not-found', `${title} has no draft`);
}
