import type { TerminationReason } from '../app/events/subscription-watch.ts';
import type { DmsEvent } from '../domain/event.ts';

/** `/dms/NAME`; with the id of an event it tells the event from all others. */
export function toSource(name: string): string {
	return `/dms/${encodeURIComponent(name)}`;
}

/** An event in the structured JSON form of CloudEvents 1.0, on one line. */
export function toCloudEvent({ id, at, type, subject, deviceType, deviceName, data }: DmsEvent, source: string): string {
	return JSON.stringify({
		specversion: '1.0',
		id: String(id),
		source,
		type,
		...(subject === undefined ? {} : { subject }),
		time: at.toISOString(),
		datacontenttype: 'application/json',
		data: { ...(deviceType === undefined ? {} : { deviceType }), ...(deviceName === undefined ? {} : { deviceName }), ...data },
	});
}

/** The last event of a stream whose subscription is no more. It is for this stream alone and kept nowhere, so its id is no position. */
export function toTerminationEvent(subscriptionId: string, reason: TerminationReason, at: Date, source: string): string {
	return JSON.stringify({
		specversion: '1.0',
		id: `${subscriptionId}-terminated`,
		source,
		type: 'dms.subscription.terminated',
		subject: subscriptionId,
		time: at.toISOString(),
		datacontenttype: 'application/json',
		data: { subscription: subscriptionId, reason },
	});
}
