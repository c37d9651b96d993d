import { checkWholeNumber } from '../../domain/limits.ts';
import type { Store } from '../../domain/ports.ts';
import { type Draft, type Revision, type RevisionSubject, revisionsKept } from '../../domain/revision.ts';
import { findVersion, type SubjectVersion, type VersionReference } from './find-version.ts';
import type { HistoryPlace } from './history-place.ts';
import { openSubject } from './open-subject.ts';

export interface SubjectHistory {
	readonly subject: RevisionSubject;
	readonly title: string;
	/** The newest first; the first one is live. Empty where nothing was ever changed. */
	readonly revisions: readonly Revision[];
	readonly draft?: Draft;
}

/** @throws DmsError `device-type.not-found`, `device-type-file.not-found`, `device.not-found`, `tag-set.not-found`. */
export async function listRevisions(
	store: Store,
	place: HistoryPlace,
	page: { readonly limit?: number; readonly beforeNumber?: number } = {},
): Promise<SubjectHistory> {
	const { subject, title } = await openSubject(store, place);
	const limit = checkWholeNumber('limit', page.limit ?? revisionsKept, 1, 1000);
	const revisions = await store.revisions.list(subject, {
		limit,
		...(page.beforeNumber === undefined ? {} : { beforeNumber: page.beforeNumber }),
	});
	const draft = await store.drafts.find(subject);
	return { subject, title, revisions, ...(draft === undefined ? {} : { draft }) };
}

/** @throws DmsError `revision.not-found`, `draft.not-found`, and as `listRevisions`. */
export async function showVersion(
	store: Store,
	place: HistoryPlace,
	reference: VersionReference,
): Promise<SubjectVersion & { readonly title: string }> {
	const opened = await openSubject(store, place);
	return { title: opened.title, ...(await findVersion(store, opened, reference)) };
}
