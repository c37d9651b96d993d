import type { ColumnTypes, Migration } from './migration.ts';

/** Which version of a file each device has. */
export const lastFetchTable: Migration = {
	number: 7,
	name: 'last fetches',
	half: 'records',
	statements: (types) => [toTable(types)],
};

/** The key is the row: what a device has lies together, and nothing else is looked for. */
function toTable({ dialect, integer, text, tableEnd }: ColumnTypes): string {
	return `create table records.last_fetch (
			device_id ${integer} not null,
			file_format ${text} not null,
			etag ${text} not null,
			status ${integer} not null,
			at ${integer} not null,
			aborted ${integer} not null,
			primary key (device_id, file_format)
		) ${tableEnd}${dialect === 'sqlite' ? ', without rowid' : ''}`;
}
