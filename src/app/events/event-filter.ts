import type { ClientIdentity } from '../../domain/client-identity.ts';
import type { DmsEvent } from '../../domain/event.ts';
import type { EventSubscription } from '../../domain/event-subscription.ts';

/** Which events a client gets. */
export interface EventFilter {
	/** Equal keys, equal filters: what one client gets can be sent to the other. */
	readonly key: string;
	sees(event: DmsEvent): boolean;
}

/** A client that is limited to device types sees only events that are about a device of these; a subscription narrows that further. */
export function toEventFilter(
	identity: Pick<ClientIdentity, 'deviceTypes'>,
	subscription?: Pick<EventSubscription, 'devices' | 'deviceTypes' | 'types'>,
): EventFilter {
	const allowed = toChoice(identity.deviceTypes);
	const deviceTypes = toChoice(subscription?.deviceTypes ?? []);
	const devices = toChoice(subscription?.devices ?? []);
	const types = toChoice(subscription?.types ?? []);
	return {
		key: JSON.stringify([allowed, deviceTypes, devices, types].map((choice) => (choice === undefined ? null : [...choice].sort()))),
		sees: (event) =>
			isChosen(allowed, event.deviceType) &&
			isChosen(deviceTypes, event.deviceType) &&
			isChosen(devices, event.subject) &&
			isChosen(types, event.type),
	};
}

/** Undefined: all. */
function toChoice(values: readonly string[]): ReadonlySet<string> | undefined {
	return values.length === 0 || values.includes('*') ? undefined : new Set(values);
}

function isChosen(choice: ReadonlySet<string> | undefined, value: string | undefined): boolean {
	return choice === undefined || (value !== undefined && choice.has(value));
}
