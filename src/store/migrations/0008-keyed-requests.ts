import type { ColumnTypes, Migration } from './migration.ts';

/** Answers to requests that may be sent again, and codes that work once. */
export const keyedRequestTables: Migration = {
	number: 8,
	name: 'keyed requests',
	half: 'configuration',
	statements: ({ id, integer, text, tableEnd }: ColumnTypes) => [
		`create table keyed_request (
			id ${id},
			actor ${text} not null,
			key_digest ${text} not null,
			attempt ${text} not null,
			fingerprint ${text} not null,
			body_digest ${text},
			answer ${text},
			expires_at ${integer} not null,
			constraint keyed_request_key unique (actor, key_digest)
		) ${tableEnd}`,
		'create index keyed_request_actor on keyed_request (actor, id)',
		'create index keyed_request_expires on keyed_request (expires_at)',
		`create table one_time_code (
			id ${id},
			purpose ${text} not null,
			digest ${text} not null constraint one_time_code_digest unique,
			expires_at ${integer} not null
		) ${tableEnd}`,
	],
};
