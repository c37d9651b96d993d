import type { EventFilter } from '../app/events/event-filter.ts';
import { DmsError } from '../domain/errors.ts';
import type { DmsEvent } from '../domain/event.ts';
import { answerProblem } from './answer-problem.ts';
import type { EventChunks } from './event-chunks.ts';
import type { Step } from './event-context.ts';
import type { EventPlanePorts } from './event-plane-ports.ts';
import { findPosition, PositionGone } from './find-position.ts';
import { parsePosition, readQuery } from './query.ts';
import { readSelection } from './stream-events.ts';

const mediaType = 'application/cloudevents-batch+json';
const standardLimit = 100;
const mostLimit = 1_000;
/** How many events one answer looks at: where few are for the client, it gets a short page and goes on from there. */
const mostLookedAt = 5_000;
const mostAtOnce = 500;

/** `GET /events/history`: a page of the events after an id, without an id from the oldest one on. */
export function replayEvents(ports: EventPlanePorts, chunks: EventChunks): Step {
	return async (context) => {
		if (context.accepts(mediaType, 'application/json') === false)
			throw new DmsError('request.not-acceptable', `events come as: ${mediaType}`);
		const query = readQuery(context, ['after', 'limit', 'subscription']);
		const limit = parseLimit(query.limit);
		const { filter } = await readSelection(ports, context, query.subscription);
		const { events } = ports.store;
		const last = query.after === undefined ? (await events.oldestId()) - 1 : parsePosition(query.after, 'after');
		const found = await findPosition(events, last);
		if (found instanceof PositionGone) return answerProblem(context, found.error, { oldestId: String(found.oldestId) });
		const page = await readPage(ports, filter, found.position, limit);
		context.set('Last-Event-ID', String(page.position));
		if (page.position < found.newestId) context.set('Link', `<${toNextTarget(context.path, query, page.position)}>; rel="next"`);
		context.body = `[${page.seen.map((event) => chunks.toJson(event)).join(',')}]`;
		context.type = mediaType;
	};
}

/** @returns the events for the client, and the last one that was looked at. */
async function readPage({ store }: EventPlanePorts, filter: EventFilter, after: number, limit: number) {
	const seen: DmsEvent[] = [];
	let position = after;
	for (let lookedAt = 0; lookedAt < mostLookedAt; ) {
		const events = await store.events.after(position, mostAtOnce);
		for (const event of events) {
			position = event.id;
			if (filter.sees(event) && seen.push(event) === limit) return { seen, position };
		}
		lookedAt += events.length;
		if (events.length < mostAtOnce) break;
	}
	return { seen, position };
}

function parseLimit(text: string | undefined): number {
	if (text === undefined) return standardLimit;
	const limit = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
	if (limit >= 1 && limit <= mostLimit) return limit;
	throw new DmsError('request.malformed', `limit must be a whole number from 1 to ${mostLimit}`, { field: 'limit' });
}

function toNextTarget(path: string, query: Readonly<Record<string, string | undefined>>, position: number): string {
	const parameters = new URLSearchParams({ after: String(position) });
	for (const name of ['limit', 'subscription']) if (query[name] !== undefined) parameters.set(name, query[name]);
	return `${path}?${parameters.toString()}`;
}
