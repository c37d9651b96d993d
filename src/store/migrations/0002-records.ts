import { type ColumnTypes, createIndexIn, type Migration } from './migration.ts';

/** What is written at the rate of requests. */
export const recordsTables: Migration = {
	number: 2,
	name: 'records tables',
	half: 'records',
	statements: (types) => [
		...lockoutTable(types),
		...digestNonceTable(types),
		...accessRecordTable(types),
		...sightingTable(types),
		...eventTable(types),
		...spoolFileTable(types),
	],
};

function lockoutTable({ dialect, id, integer, text, tableEnd }: ColumnTypes): string[] {
	return [
		`create table records.lockout (
			id ${id},
			type_id ${text} not null,
			user_name ${text} not null,
			network ${text} not null,
			failures ${integer} not null,
			last_failure_at ${integer} not null,
			lockouts ${integer} not null,
			started_at ${integer},
			expires_at ${integer},
			permanent ${integer} not null,
			unique (type_id, user_name, network)
		) ${tableEnd}`,
		createIndexIn('records', dialect, 'index', 'lockout_last_failure', 'lockout', '(last_failure_at)'),
	];
}

function digestNonceTable({ dialect, integer, text, tableEnd }: ColumnTypes): string[] {
	return [
		`create table records.digest_nonce (
			id ${text} primary key,
			count ${integer} not null,
			expires_at ${integer} not null
		) ${tableEnd}`,
		createIndexIn('records', dialect, 'index', 'digest_nonce_expires', 'digest_nonce', '(expires_at)'),
	];
}

/** Few indexes, and partial ones: each costs every request something. What goes by time goes by the id, by anchor by sightings. */
function accessRecordTable({ dialect, integer, text, tableEnd }: ColumnTypes): string[] {
	const index = (name: string, on: string) => createIndexIn('records', dialect, 'index', name, 'access_record', on);
	return [
		`create table records.access_record (
			id ${text} primary key,
			at ${integer} not null,
			status ${integer} not null,
			reason ${text} not null,
			mac ${text},
			device_name ${text},
			device_id ${text},
			anchor ${text},
			bytes ${integer} not null,
			aborted ${integer} not null,
			record ${text} not null
		) ${tableEnd}`,
		index('access_record_mac', '(mac, id) where mac is not null'),
		index('access_record_refusal', '(id) where status >= 400'),
	];
}

function sightingTable({ dialect, integer, text, tableEnd }: ColumnTypes): string[] {
	return [
		`create table records.sighting (
			mac ${text} primary key,
			first_at ${integer} not null,
			last_at ${integer} not null,
			granted_at ${integer},
			device_id ${text},
			device_name ${text},
			device_type ${text},
			anchor ${text},
			fingerprint ${text},
			not_after ${integer},
			granted_fingerprint ${text},
			last_record_id ${text} not null
		) ${tableEnd}`,
		createIndexIn(
			'records',
			dialect,
			'index',
			'sighting_anchor',
			'sighting',
			'(anchor, granted_at, mac) where anchor is not null and granted_at is not null',
		),
	];
}

/** Read on from an id; nothing else is looked for. An event that an access record gives is its type and the id of the record. */
function eventTable({ id, integer, text, tableEnd }: ColumnTypes): string[] {
	return [
		`create table records.event (
			id ${id},
			at ${integer} not null,
			type ${text} not null,
			subject ${text},
			device_id ${text},
			device_name ${text},
			device_type ${text},
			record_id ${text},
			data ${text}
		) ${tableEnd}`,
	];
}

function spoolFileTable({ integer, text, tableEnd }: ColumnTypes): string[] {
	return [`create table records.spool_file (name ${text} primary key, settled ${integer} not null) ${tableEnd}`];
}
