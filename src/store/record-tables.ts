import type { Generated } from 'kysely';
import type { EventType } from '../domain/event.ts';
import type { MacAddress } from '../domain/mac-address.ts';
import type { AccessReason } from '../domain/reason.ts';
import type { Flag } from './row-values.ts';

/** Columns for what is searched, and the record as it was spooled. */
export interface AccessRecordTable {
	id: string;
	at: number;
	status: number;
	reason: AccessReason;
	mac: MacAddress | null;
	device_name: string | null;
	device_id: string | null;
	anchor: string | null;
	bytes: number;
	aborted: Flag;
	/** JSON; the columns rule where they say something else. */
	record: string;
}

export interface SightingTable {
	mac: MacAddress;
	first_at: number;
	last_at: number;
	granted_at: number | null;
	device_id: string | null;
	device_name: string | null;
	device_type: string | null;
	anchor: string | null;
	fingerprint: string | null;
	not_after: number | null;
	granted_fingerprint: string | null;
	last_record_id: string;
}

export interface EventTable {
	id: Generated<number>;
	at: number;
	type: EventType;
	subject: string | null;
	device_id: string | null;
	device_name: string | null;
	device_type: string | null;
	/** The access record that the event is about; what else there is to say stands there. */
	record_id: string | null;
	/** JSON; null where there is a record. */
	data: string | null;
}

/** How far a spool file was settled, in the transaction that took its records over. */
export interface SpoolFileTable {
	name: string;
	/** Bytes. */
	settled: number;
}

/** Requests of devices that ended alike within a minute. */
export interface TrafficTable {
	/** Its beginning. */
	minute: number;
	reason: AccessReason;
	requests: number;
	refusals: number;
}

export interface UnknownDeviceTable {
	mac: MacAddress;
	first_at: number;
	last_at: number;
	requests: number;
	last_record_id: string;
}

export interface LockoutTable {
	id: Generated<number>;
	type_id: string;
	user_name: string;
	network: string;
	failures: number;
	last_failure_at: number;
	lockouts: number;
	started_at: number | null;
	expires_at: number | null;
	permanent: Flag;
}

export interface DigestNonceTable {
	id: string;
	/** The largest nonce count that was used. */
	count: number;
	expires_at: number;
}

export interface EventSubscriptionTable {
	id: string;
	identity: string;
	/** JSON array of MAC addresses. */
	devices: string;
	/** JSON array of names. */
	device_types: string;
	/** JSON array of types of events. */
	types: string;
	created_at: number;
	expires_at: number;
}

export interface NoticeTable {
	name: string;
	expires_at: number;
}
