import { DmsError } from '../../domain/errors.ts';
import { type Administration, applyAudited } from '../administration/administration.ts';
import { findLiveNumber, findVersion } from './find-version.ts';
import type { HistoryPlace } from './history-place.ts';
import { openSubject } from './open-subject.ts';

export interface RestoredRevision {
	readonly title: string;
	/** Of the revision that is live now. */
	readonly number: number;
	/** False where it was that already. */
	readonly changed: boolean;
}

/**
 * Makes an older revision live again, as a new one, where a change to it would be allowed now.
 * @param expectedNumber of the live revision that the person has seen; undefined asks for none.
 * @throws DmsError `revision.not-found`, `precondition.failed`, `value.*`, and as `openSubject`.
 */
export function restoreRevision(
	administration: Administration,
	place: HistoryPlace,
	number: number,
	expectedNumber?: number,
): Promise<RestoredRevision> {
	return applyAudited(administration, 'history restore', async (store) => {
		const opened = await openSubject(store, place);
		const before = await findLiveNumber(store, opened);
		if (expectedNumber !== undefined && expectedNumber !== before) {
			throw new DmsError('precondition.failed', `${opened.title} has revision ${before} now, and ${expectedNumber} was expected`, {
				hint: 'Look at its history again.',
			});
		}
		const { state } = await findVersion(store, opened, number);
		await opened.check(state);
		await opened.write(state);
		const after = await findLiveNumber(store, opened);
		return {
			value: { title: opened.title, number: after, changed: after !== before },
			subject: opened.title,
			detail: `revision ${number} is live again as ${after}`,
		};
	});
}
