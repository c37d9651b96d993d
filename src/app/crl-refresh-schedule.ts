import type { CrlSource } from '../domain/trust-anchor.ts';
import type { RevocationList } from '../pki/revocation-list.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** A CA may publish early, and does when it has revoked something. */
const longestWaitMs = dayMs;
const firstRetryMs = 5 * minuteMs;

/** What of a list decides when it is asked for again. */
export type ListDates = Pick<RevocationList, 'thisUpdate' | 'nextUpdate'>;

/**
 * When the list of an anchor is to be asked for next, in milliseconds since the epoch: after three quarters of its life, daily at the latest; what
 * could not be had, or had not changed when it was due, after a wait that doubles from a minute to an hour.
 * @param list the one that is installed
 */
export function toNextAttempt({ askedAt, fetchedAt, error }: CrlSource, list: ListDates | undefined): number {
	if (askedAt === undefined) return 0;
	const asked = askedAt.getTime();
	if (list === undefined) return error === undefined ? 0 : asked + firstRetryMs;
	const due = toDue(list, fetchedAt ?? askedAt);
	// A failure before there is any hurry can wait; one after grows with the time that has passed since.
	if (error !== undefined) return asked + (asked < due ? hourMs : clampWait(asked - due));
	if (due > asked) return Math.min(due, asked + longestWaitMs);
	return asked + clampWait(Math.abs((list.nextUpdate ?? askedAt).getTime() - asked) / 2);
}

function toDue({ thisUpdate, nextUpdate }: ListDates, fetchedAt: Date): number {
	if (nextUpdate === undefined) return fetchedAt.getTime() + longestWaitMs;
	return thisUpdate.getTime() + 0.75 * (nextUpdate.getTime() - thisUpdate.getTime());
}

function clampWait(waitMs: number): number {
	return Math.min(Math.max(waitMs, minuteMs), hourMs);
}
