import {
	addSubscription,
	deleteSubscription,
	findSubscription,
	listSubscriptions,
	renewSubscription,
} from '../app/events/subscriptions.ts';
import type { EventSubscription } from '../domain/event-subscription.ts';
import { clientOf, type EventContext, type Step } from './event-context.ts';
import type { EventPlanePorts } from './event-plane-ports.ts';
import type { EventStreams } from './event-streams.ts';
import { readQuery } from './query.ts';
import { readNewSubscription, readRenewal } from './read-body.ts';

export const subscriptionsPath = '/events/subscriptions';

/** `POST /events/subscriptions`. */
export function createSubscription(ports: EventPlanePorts): Step {
	return async (context) => {
		readQuery(context, []);
		const request = await readNewSubscription(context);
		const added = await addSubscription(ports, clientOf(context).identity, request, ports.clock.now());
		context.set('Location', `${subscriptionsPath}/${added.id}`);
		answerJson(context, 201, toView(added));
	};
}

/** `GET /events/subscriptions`: the client's own. */
export function readSubscriptions(ports: EventPlanePorts): Step {
	return async (context) => {
		readQuery(context, []);
		const own = await listSubscriptions(ports, clientOf(context).identity, ports.clock.now());
		answerJson(context, 200, { subscriptions: own.map(toView) });
	};
}

/** `GET /events/subscriptions/ID`. */
export function readSubscription(ports: EventPlanePorts): Step {
	return async (context) => {
		readQuery(context, []);
		answerJson(context, 200, toView(await findSubscription(ports, clientOf(context).identity, idOf(context), ports.clock.now())));
	};
}

/** `PUT /events/subscriptions/ID`: for so many seconds from now on. */
export function extendSubscription(ports: EventPlanePorts): Step {
	return async (context) => {
		readQuery(context, []);
		const seconds = await readRenewal(context);
		const renewed = await renewSubscription(ports, clientOf(context).identity, idOf(context), seconds, ports.clock.now());
		answerJson(context, 200, toView(renewed));
	};
}

/** `DELETE /events/subscriptions/ID`: its streams end. */
export function endSubscription(ports: EventPlanePorts, streams: EventStreams): Step {
	return async (context) => {
		readQuery(context, []);
		await deleteSubscription(ports, clientOf(context).identity, idOf(context), ports.clock.now());
		streams.check();
		context.status = 204;
	};
}

function idOf(context: EventContext): string {
	return context.params?.['id'] ?? '';
}

function answerJson(context: EventContext, status: number, body: unknown): void {
	context.status = status;
	context.body = JSON.stringify(body);
	context.type = 'application/json';
}

function toView({ id, devices, deviceTypes, types, createdAt, expiresAt }: EventSubscription) {
	return { id, devices: devices.length === 0 ? ['*'] : devices, deviceTypes, types, createdAt, expiresAt };
}
