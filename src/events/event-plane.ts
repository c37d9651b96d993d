import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import { ClientGate } from '../app/events/client-gate.ts';
import { SubscriptionWatch, type TerminationReason } from '../app/events/subscription-watch.ts';
import { DmsError } from '../domain/errors.ts';
import { toSource, toTerminationEvent } from '../http/cloud-event.ts';
import { admitClient } from './admit-client.ts';
import { answerProblems } from './answer-problem.ts';
import { EventChunks } from './event-chunks.ts';
import type { EventState, Step } from './event-context.ts';
import { EventHub } from './event-hub.ts';
import type { EventPlanePorts } from './event-plane-ports.ts';
import type { EventStream } from './event-stream.ts';
import { EventStreams } from './event-streams.ts';
import {
	createSubscription,
	endSubscription,
	extendSubscription,
	readSubscription,
	readSubscriptions,
	subscriptionsPath,
} from './manage-subscriptions.ts';
import { replayEvents } from './replay-events.ts';
import { streamEvents } from './stream-events.ts';

/** The event interface of one process. */
export interface EventPlane {
	/** For every request of its listeners. */
	readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
	readonly streamCount: number;
	/** Ends the streams, so that their clients go on elsewhere, and takes no more; listeners close in no time after it. */
	close(): Promise<void>;
}

/** The route table of the event interface; nobody gets as far as it without a certificate that may come in. */
export function createEventPlane(ports: EventPlanePorts): EventPlane {
	const gate = new ClientGate(ports);
	const chunks = new EventChunks(toSource(ports.sourceName));
	const streams = createStreams(ports, gate, chunks);

	const router = new Router<EventState>();
	router.get('/events', streamEvents(ports, streams));
	router.get('/events/history', replayEvents(ports, chunks));
	router.post(subscriptionsPath, createSubscription(ports));
	router.get(subscriptionsPath, readSubscriptions(ports));
	router.get(`${subscriptionsPath}/:id`, readSubscription(ports));
	router.put(`${subscriptionsPath}/:id`, extendSubscription(ports));
	router.delete(`${subscriptionsPath}/:id`, endSubscription(ports, streams));

	const app = new Koa<EventState>();
	app.on('error', (cause: unknown) => ports.log.debug({ err: cause }, 'an event answer did not arrive'));
	app.use(answerProblems(ports));
	app.use(admitClient(ports, gate));
	app.use(router.routes());
	app.use(refusePath(router));
	const callback = app.callback();
	return {
		handler: (request, response) => {
			callback(request, response).catch((cause: unknown) => {
				ports.log.error({ err: cause }, 'an event request could not be answered');
				response.destroy();
			});
		},
		get streamCount() {
			return streams.count;
		},
		close: () => streams.close(),
	};
}

function createStreams(ports: EventPlanePorts, gate: ClientGate, chunks: EventChunks): EventStreams {
	const { clock, limits, log, store } = ports;
	const source = toSource(ports.sourceName);
	const watch = new SubscriptionWatch(ports);
	return new EventStreams({
		hub: new EventHub({
			...{ events: store.events, chunks, log, pollMs: limits.pollMs },
			onDelivered: ({ at }) => ports.onDelivered?.(clock.now().getTime() - at.getTime()),
		}),
		limits,
		log,
		subscribe: (listener) => store.changes.subscribe(listener),
		findObjection: (stream) => findObjection(gate, stream, clock.now()),
		findTerminated: async (bound) => {
			const used = bound.flatMap(({ client: { identity }, subscription }) =>
				subscription === undefined ? [] : [{ identity, subscription }],
			);
			const ended = await watch.findEnded(used, clock.now());
			const reasons = new Map<EventStream, TerminationReason>();
			for (const stream of bound) {
				const reason = ended.get(stream.subscription?.id ?? '');
				if (reason !== undefined) reasons.set(stream, reason);
			}
			return reasons;
		},
		toLastWord: ({ form, subscription }, reason) =>
			form.lastEvent('dms.subscription.terminated', toTerminationEvent(subscription?.id ?? '', reason, clock.now(), source)),
	});
}

/** Last step: no route has answered. */
function refusePath(router: Router<EventState>): Step {
	return (context) => {
		const methods = new Set(router.match(context.path, context.method).path.flatMap((layer) => layer.methods));
		if (methods.size === 0) throw new DmsError('request.not-found', 'there is nothing at this path');
		context.set('Allow', [...methods].join(', '));
		throw new DmsError('request.method', `the path knows: ${[...methods].join(', ')}`);
	};
}

/** A stream was opened with the rights of that moment; where they are others now, its client has to come again. */
async function findObjection(gate: ClientGate, { certificate, client }: EventStream, now: Date): Promise<string | undefined> {
	const admission = await gate.admit(certificate, now);
	if (!admission.ok) return admission.reason.reason;
	return admission.value.identity.id === client.identity.id ? undefined : 'the client identity was replaced';
}
