import type { Store } from '../../domain/ports.ts';
import type { Draft } from '../../domain/revision.ts';
import { findLiveNumber } from './find-version.ts';
import { type NamedSubject, SubjectNames } from './subject-titles.ts';

export interface ListedDraft extends NamedSubject {
	readonly draft: Draft;
	/** Something else was published since it was begun. */
	readonly liveHasMoved: boolean;
}

const mostDrafts = 1000;

/** The oldest first, at most 1,000. */
export async function listDrafts(store: Store): Promise<readonly ListedDraft[]> {
	const names = await SubjectNames.load(store);
	const listed: ListedDraft[] = [];
	for (const draft of await store.drafts.list(mostDrafts)) {
		const named = await names.find(draft.subject);
		if (named === undefined) continue;
		listed.push({ ...named, draft, liveHasMoved: (await findLiveNumber(store, draft)) !== draft.basedOn });
	}
	return listed;
}
