import { type ColumnTypes, createIndexIn, type Migration } from './migration.ts';

/** What is kept beside the access records so that nobody has to count them: requests by minute, and devices that nobody knows. */
export const overviewTables: Migration = {
	number: 10,
	name: 'overview tables',
	half: 'records',
	statements: (types) => [...trafficTable(types), ...unknownDeviceTable(types), ...deviceIndex(types)],
};

/** The key is the row: a span of time lies together. */
function trafficTable({ dialect, integer, text, tableEnd }: ColumnTypes): string[] {
	return [
		`create table records.traffic (
			minute ${integer} not null,
			reason ${text} not null,
			requests ${integer} not null,
			refusals ${integer} not null,
			primary key (minute, reason)
		) ${tableEnd}${dialect === 'sqlite' ? ', without rowid' : ''}`,
		`insert into records.traffic (minute, reason, requests, refusals)
			select at / 60000 * 60000, reason, count(*), sum(case when status >= 400 then 1 else 0 end)
			from records.access_record group by at / 60000 * 60000, reason`,
	];
}

/** By MAC address; what else there is to say stands in its newest record. */
function unknownDeviceTable({ dialect, integer, text, tableEnd }: ColumnTypes): string[] {
	return [
		`create table records.unknown_device (
			mac ${text} primary key,
			first_at ${integer} not null,
			last_at ${integer} not null,
			requests ${integer} not null,
			last_record_id ${text} not null
		) ${tableEnd}`,
		createIndexIn('records', dialect, 'index', 'unknown_device_last', 'unknown_device', '(last_at, mac)'),
	];
}

/** Most records have a MAC address, and an index that finds them by it. */
function deviceIndex({ dialect }: ColumnTypes): string[] {
	return [
		createIndexIn(
			'records',
			dialect,
			'index',
			'access_record_device',
			'access_record',
			'(device_id, id) where mac is null and device_id is not null',
		),
	];
}
