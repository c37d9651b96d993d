import type { EventFilter } from '../app/events/event-filter.ts';
import { toEventFilter } from '../app/events/event-filter.ts';
import { findSubscription } from '../app/events/subscriptions.ts';
import { DmsError } from '../domain/errors.ts';
import type { EventSubscription } from '../domain/event-subscription.ts';
import { answerProblem } from './answer-problem.ts';
import { clientOf, type EventContext, type Step } from './event-context.ts';
import type { EventPlanePorts } from './event-plane-ports.ts';
import { EventStream } from './event-stream.ts';
import type { EventStreams } from './event-streams.ts';
import { findPosition, PositionGone } from './find-position.ts';
import { parsePosition, readQuery } from './query.ts';
import { type StreamForm, streamForms } from './stream-form.ts';

/** `GET /events`: what the client has missed since its last event id, then what happens, until one of the two goes. */
export function streamEvents(ports: EventPlanePorts, streams: EventStreams): Step {
	return async (context) => {
		const form = chooseForm(context);
		const query = readQuery(context, ['subscription', 'after']);
		const last = lastSeen(context, query.after);
		const { identity } = clientOf(context);
		const { subscription, filter } = await readSelection(ports, context, query.subscription);
		const found = await findPosition(ports.store.events, last);
		if (found instanceof PositionGone) return answerProblem(context, found.error, { oldestId: String(found.oldestId) });
		if (context.method === 'HEAD') {
			// Not `context.type`, which adds a charset.
			context.set('Content-Type', form.mediaType);
			context.set('Last-Event-ID', String(found.position));
			context.status = 200;
			return;
		}
		// No await from here on: two requests cannot both take the last place.
		streams.checkRoom(identity.id);
		// A client that went while it was waiting would never be seen to go.
		if (context.res.destroyed) return;
		open(ports, streams, context, { form, filter, subscription, ...found });
	};
}

/** What of the feed the client asks for. @throws DmsError `subscription.not-found`. */
export async function readSelection(
	ports: EventPlanePorts,
	context: EventContext,
	id: string | undefined,
): Promise<{ readonly filter: EventFilter; readonly subscription: EventSubscription | undefined }> {
	const { identity } = clientOf(context);
	const subscription = id === undefined ? undefined : await findSubscription(ports, identity, id, ports.clock.now());
	return { subscription, filter: toEventFilter(identity, subscription) };
}

function chooseForm(context: EventContext): StreamForm {
	const mediaTypes = streamForms.map(({ mediaType }) => mediaType);
	const chosen = context.accepts(mediaTypes);
	const form = streamForms.find(({ mediaType }) => mediaType === chosen);
	if (form === undefined) throw new DmsError('request.not-acceptable', `events come as: ${mediaTypes.join(', ')}`);
	return form;
}

/** A client that comes back repeats its first URL, so its header tells the later truth. */
function lastSeen(context: EventContext, after: string | undefined): number | undefined {
	const header = context.get('Last-Event-ID');
	if (header !== '') return parsePosition(header, 'Last-Event-ID');
	return after === undefined ? undefined : parsePosition(after, 'after');
}

interface Opening {
	readonly form: StreamForm;
	readonly filter: EventFilter;
	readonly subscription: EventSubscription | undefined;
	readonly position: number;
	readonly newestId: number;
}

function open(ports: EventPlanePorts, streams: EventStreams, context: EventContext, opening: Opening): void {
	const { form, position, newestId, ...selection } = opening;
	const { limits, log } = ports;
	const client = clientOf(context);
	const { certificate, requestId } = context.state;
	const { res: response } = context;
	const stream = new EventStream({
		...selection,
		response,
		form,
		client,
		certificate,
		position,
		closing: ports.closingOf(context.req.socket),
		mostBufferedBytes: limits.mostBufferedBytes,
	});
	const known = { requestId, client: client.identity.name, fingerprint: client.fingerprint };
	// Koa answers nothing: the stream is the answer from here on.
	context.respond = false;
	response.writeHead(200, {
		'Content-Type': form.mediaType,
		'Cache-Control': 'no-store',
		'X-Content-Type-Options': 'nosniff',
		'Last-Event-ID': String(position),
		// Whoever comes back may meet another process.
		Connection: 'close',
	});
	response.write(form.opening(position));
	response.flushHeaders();
	response.once('close', () => streams.remove(stream));
	streams.add(stream, newestId, () => {
		log.info({ ...known, reason: stream.endedBy, events: stream.events }, 'an event stream ended');
	});
	log.info({ ...known, position, subscription: selection.subscription?.id }, 'an event stream began');
}
