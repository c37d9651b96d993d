import { z } from 'zod';
import { eventTypes } from '../../domain/event.ts';
import { toCloudEvent, toSource as toCloudSource } from '../../http/cloud-event.ts';
import type { LiveSource } from '../live-lines.ts';
import { liveFacts, liveQuery, openLive } from '../open-live.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters } from '../route.ts';
import { text } from '../schemas.ts';
import type { StreamPlaces } from '../stream-places.ts';

const path = '/api/v1/events/stream';
const permission = toPermissionOf(path, 'read');
/** Events that are looked at between two lines. */
const pageSize = 250;

const typeNames = Object.keys(eventTypes) as (keyof typeof eventTypes)[];
const query = z.strictObject({
	...liveQuery,
	type: z.enum(typeNames).exactOptional(),
	subject: text.exactOptional().describe('MAC address of a device, or the name of the thing.'),
	deviceType: text.exactOptional(),
});

/** What clients of the event interface are told, for administrators. */
export function createEventStreamRoutes(places: StreamPlaces): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ ...liveFacts, path, permission, scope: 'system', tag: 'Events' },
				summary: 'Events as they come: a line of JSON each, with `kind` (begin, event, heartbeat, gap, end), `position` and the CloudEvent',
			},
			{ parameters: noParameters, query, body: noBody, answer: noBody },
			(call) => Promise.resolve(openLive(call, places, { permission, source: toSource(call.ports, call.query) })),
		),
	];
}

function toSource({ store, node }: Caller['ports'], { type, subject, deviceType }: z.output<typeof query>): LiveSource {
	const source = toCloudSource(node.state().name);
	return {
		kind: 'event',
		newestPosition: () => store.events.newestId(),
		async after(position) {
			const events = await store.events.after(position, pageSize);
			const wanted = events.filter(
				(event) =>
					(type === undefined || event.type === type) &&
					(subject === undefined || event.subject === subject) &&
					(deviceType === undefined || event.deviceType === deviceType),
			);
			return {
				items: wanted.map((event) => ({ position: event.id, fields: { event: JSON.parse(toCloudEvent(event, source)) as object } })),
				position: events.at(-1)?.id ?? position,
				isFull: events.length === pageSize,
			};
		},
	};
}
