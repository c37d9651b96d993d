import { type ColumnTypes, createIndexIn, type Migration } from './migration.ts';

/** Who wants to be told of what, and what was told already. */
export const eventSubscriptionTables: Migration = {
	number: 3,
	name: 'event subscription tables',
	half: 'records',
	statements: (types) => [...subscriptionTable(types), ...noticeTable(types)],
};

function subscriptionTable({ dialect, integer, text, tableEnd }: ColumnTypes): string[] {
	const index = (name: string, on: string) => createIndexIn('records', dialect, 'index', name, 'event_subscription', on);
	return [
		`create table records.event_subscription (
			id ${text} primary key,
			identity ${text} not null,
			devices ${text} not null,
			device_types ${text} not null,
			types ${text} not null,
			created_at ${integer} not null,
			expires_at ${integer} not null
		) ${tableEnd}`,
		index('event_subscription_identity', '(identity, created_at, id)'),
		index('event_subscription_expires', '(expires_at, id)'),
	];
}

function noticeTable({ dialect, integer, text, tableEnd }: ColumnTypes): string[] {
	return [
		`create table records.notice (
			name ${text} primary key,
			expires_at ${integer} not null
		) ${tableEnd}`,
		createIndexIn('records', dialect, 'index', 'notice_expires', 'notice', '(expires_at)'),
	];
}
