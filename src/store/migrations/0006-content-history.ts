import type { ColumnTypes, Migration } from './migration.ts';

/** What files, overrides and tags were, and what they may become. */
export const contentHistoryTables: Migration = {
	number: 6,
	name: 'content history tables',
	half: 'configuration',
	statements: (types) => [...revisionTable(types), ...draftTable(types)],
};

function revisionTable(types: ColumnTypes): string[] {
	const { id, integer, text, bytes, tableEnd } = types;
	return [
		`create table content_revision (
			id ${id},
			subject ${text} not null,
			number ${integer} not null,
			author ${text},
			action ${text},
			at ${integer} not null,
			state_sealed ${bytes} not null,
			${ownerColumns(types)},
			constraint content_revision_number unique (subject, number)
		) ${tableEnd}`,
		...ownerIndexes('content_revision'),
	];
}

function draftTable(types: ColumnTypes): string[] {
	const { id, integer, text, bytes, tableEnd } = types;
	return [
		`create table content_draft (
			id ${id},
			subject ${text} not null constraint content_draft_subject unique,
			based_on ${integer} not null,
			author ${text} not null,
			begun_at ${integer} not null,
			saved_at ${integer} not null,
			state_sealed ${bytes} not null,
			${ownerColumns(types)}
		) ${tableEnd}`,
		...ownerIndexes('content_draft'),
	];
}

/** The history of a thing goes with the thing; a tag set leaves its own behind. */
function ownerColumns({ integer }: ColumnTypes): string {
	return `type_id ${integer} references device_type (id) on delete cascade,
			file_id ${integer} references device_type_file (id) on delete cascade,
			device_id ${integer} references device (id) on delete cascade,
			content_id ${integer} references content (id)`;
}

function ownerIndexes(table: string): string[] {
	return ['type', 'file', 'device', 'content'].map(
		(owner) => `create index ${table}_${owner} on ${table} (${owner}_id) where ${owner}_id is not null`,
	);
}
