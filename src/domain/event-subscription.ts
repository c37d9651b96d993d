import type { MacAddress } from './mac-address.ts';

/** What a client of the event interface wants to be told. An event must meet every filter; an empty one lets all through. */
export interface EventSubscription {
	/** 128 random bits as base64url: whoever knows it may follow the stream, if the certificate is that of the identity. */
	readonly id: string;
	/** Name of the client identity that it belongs to. */
	readonly identity: string;
	readonly devices: readonly MacAddress[];
	/** Names of device types. */
	readonly deviceTypes: readonly string[];
	/** Types of events. */
	readonly types: readonly string[];
	readonly createdAt: Date;
	readonly expiresAt: Date;
}

export type NewEventSubscription = Omit<EventSubscription, 'id' | 'createdAt'>;
