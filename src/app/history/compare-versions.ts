import type { ContentReference } from '../../domain/device-type-file.ts';
import type { Store } from '../../domain/ports.ts';
import type { RevisionState } from '../../domain/revision.ts';
import { compareStates, type StateDifference } from './compare-states.ts';
import { findLiveNumber, findVersion, type SubjectVersion, type VersionReference } from './find-version.ts';
import type { HistoryPlace } from './history-place.ts';
import { type ContentDifference, compareContents } from './line-difference.ts';
import { type OpenSubject, openSubject } from './open-subject.ts';

export type ComparedVersion = Omit<SubjectVersion, 'state'> & { readonly content?: ContentReference };

export interface VersionComparison extends StateDifference {
	readonly title: string;
	readonly before: ComparedVersion;
	readonly after: ComparedVersion;
	readonly content: ContentDifference;
	readonly isSame: boolean;
}

/**
 * Compares two versions of a subject: by default the revision before the later one with that one, which is live by
 * default. @throws DmsError `revision.not-found`, `draft.not-found`, and as `openSubject`.
 */
export async function compareVersions(
	store: Store,
	place: HistoryPlace,
	{ from, to = 'live' }: { readonly from?: VersionReference; readonly to?: VersionReference } = {},
): Promise<VersionComparison> {
	const opened = await openSubject(store, place);
	const after = await findVersion(store, opened, to);
	const before = await findVersion(store, opened, from ?? (await findPrevious(store, opened, to)));
	const contents = [contentOf(before.state), contentOf(after.state)] as const;
	const difference = compareStates(before.state, after.state);
	const content = await compareContents(store, ...contents);
	return {
		title: opened.title,
		before: toCompared(before, contents[0]),
		after: toCompared(after, contents[1]),
		...difference,
		content,
		isSame: content.kind === 'same' && difference.fields.length === 0 && difference.tags.length === 0,
	};
}

async function findPrevious(store: Store, opened: OpenSubject, to: VersionReference): Promise<VersionReference> {
	if (to === 'draft') return 'live';
	const number = to === 'live' ? await findLiveNumber(store, opened) : to;
	return number > 1 ? number - 1 : to;
}

function contentOf(state: RevisionState): ContentReference | undefined {
	return 'content' in state ? state.content : undefined;
}

function toCompared({ state: _, ...version }: SubjectVersion, content: ContentReference | undefined): ComparedVersion {
	return content === undefined ? version : { ...version, content };
}
