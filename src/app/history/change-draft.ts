import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import type { Draft } from '../../domain/revision.ts';
import { type Administration, applyAudited } from '../administration/administration.ts';
import { applyDraftChange, type DraftChange } from './draft-change.ts';
import { findLiveNumber, missingDraft } from './find-version.ts';
import type { HistoryPlace } from './history-place.ts';
import { type OpenSubject, openSubject } from './open-subject.ts';
import type { RestoredRevision } from './restore-revision.ts';

export interface SavedDraft {
	readonly title: string;
	readonly draft: Draft;
}

/**
 * Begins a draft with what is live, or goes on with the one that is there. It is served to nobody.
 * @throws DmsError `value.*`, `tag.not-found`, `file-override.not-allowed`, `content.not-found`, and as `openSubject`.
 */
export function saveDraft(administration: Administration, place: HistoryPlace, change: DraftChange): Promise<SavedDraft> {
	return applyAudited(administration, 'draft save', async (store) => {
		const opened = await openSubject(store, place);
		const { subject, title } = opened;
		const begun = await store.drafts.find(subject);
		const state = applyDraftChange(begun?.state ?? opened.live, change, opened.file);
		await opened.check(state);
		const basedOn = begun?.basedOn ?? (await findLiveNumber(store, opened));
		const draft = await store.drafts.save({ subject, state, basedOn, author: administration.actor });
		return { value: { title, draft }, subject: title, detail: `based on revision ${basedOn}` };
	});
}

export interface PublishOptions {
	/** Also where something else was published since the draft was begun: that is lost then. */
	readonly force?: boolean;
}

/** Makes the draft live, as a revision, and ends it. @throws DmsError `draft.not-found`, `draft.conflict`, `value.*`, and as `openSubject`. */
export function publishDraft(
	administration: Administration,
	place: HistoryPlace,
	{ force = false }: PublishOptions = {},
): Promise<RestoredRevision> {
	return applyAudited(administration, 'draft publish', async (store) => {
		const opened = await openSubject(store, place);
		const { subject, title } = opened;
		const draft = await store.drafts.find(subject);
		if (draft === undefined) throw missingDraft(title);
		const before = await findLiveNumber(store, opened);
		if (!force) await refuseMovedLive(store, opened, draft);
		await opened.check(draft.state);
		await opened.write(draft.state);
		await store.drafts.delete(subject);
		const number = await findLiveNumber(store, opened);
		const forced = draft.basedOn === before ? '' : `, forced over revision ${before}`;
		return {
			value: { title, number, changed: number !== before },
			subject: title,
			detail: `revision ${number}, from a draft of ${draft.author} based on revision ${draft.basedOn}${forced}`,
		};
	});
}

async function refuseMovedLive(store: Store, { subject, title }: OpenSubject, draft: Draft): Promise<void> {
	const [newest] = await store.revisions.list(subject, { limit: 1 });
	if (newest === undefined || newest.number === draft.basedOn) return;
	const who = newest.by === undefined ? '' : ` by ${newest.by.author}`;
	throw new DmsError(
		'draft.conflict',
		`${title} was changed${who} at ${newest.at.toISOString()}: it has revision ${newest.number}, and the draft is based on ${draft.basedOn}`,
		{ hint: 'Compare the draft with what is live; publish it by force, or discard it and begin anew.' },
	);
}

/** @throws DmsError `draft.not-found`, and as `openSubject`. */
export function discardDraft(administration: Administration, place: HistoryPlace): Promise<{ readonly title: string }> {
	return applyAudited(administration, 'draft discard', async (store) => {
		const { subject, title } = await openSubject(store, place);
		if (!(await store.drafts.delete(subject))) throw missingDraft(title);
		return { value: { title }, subject: title };
	});
}
