import type { ParameterizedContext } from 'koa';
import type { PresentedCertificate } from '../app/device-request/device-request.ts';
import type { EventClient } from '../app/events/client-gate.ts';

/** What the steps of a request hand on to each other, in the order in which they fill it. */
export interface EventState {
	requestId: string;
	certificate?: PresentedCertificate;
	client?: EventClient;
}

export type EventContext = ParameterizedContext<EventState, { readonly params?: Readonly<Record<string, string>> }>;
export type Step = (context: EventContext, next: () => Promise<unknown>) => Promise<void>;

/** The client that was let in; without the step that lets it in nothing is answered. */
export function clientOf(context: EventContext): EventClient {
	const { client } = context.state;
	if (client === undefined) throw new Error('the step that admits the client has not run');
	return client;
}
