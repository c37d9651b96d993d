import { DmsError } from '../domain/errors.ts';
import type { EventRepository } from '../domain/ports.ts';

/** Where a client is in the feed. */
export interface FeedPosition {
	/** Everything after it is to come. */
	readonly position: number;
	readonly newestId: number;
}

/** The feed has lost what the client has not seen, or the client has seen what the feed never had. `oldestId` is where it can go on. */
export class PositionGone {
	readonly oldestId: number;
	readonly error: DmsError;

	constructor(position: number, oldestId: number) {
		this.oldestId = oldestId;
		this.error = new DmsError('event.trimmed', `events after ${position} are not kept; the oldest one is ${oldestId}`);
	}
}

/** @param last the last event that the client has seen; undefined: the newest there is. */
export async function findPosition(
	events: Pick<EventRepository, 'oldestId' | 'newestId'>,
	last: number | undefined,
): Promise<FeedPosition | PositionGone> {
	const newestId = await events.newestId();
	if (last === undefined) return { position: newestId, newestId };
	const oldestId = await events.oldestId();
	return last < oldestId - 1 || last > newestId ? new PositionGone(last, oldestId) : { position: last, newestId };
}
