import type { ColumnTypes, Migration } from './migration.ts';

/** Who administers: people, service accounts, their tokens. */
export const peopleTables: Migration = {
	number: 5,
	name: 'people tables',
	half: 'configuration',
	statements: (types) => [...ownerTables(types), ...tokenTable(types)],
};

function ownerTables({ id, integer, text, tableEnd }: ColumnTypes): string[] {
	return [
		`create table person (
			id ${id},
			login ${text} not null constraint person_login unique,
			full_name ${text},
			role ${text} not null,
			profile ${text},
			enabled ${integer} not null,
			login_enabled ${integer} not null,
			service_provider_id ${text},
			group_id ${text},
			password_hash ${text},
			version ${integer} not null,
			created_at ${integer} not null,
			updated_at ${integer} not null
		) ${tableEnd}`,
		`create table service_account (
			id ${id},
			name ${text} not null constraint service_account_name unique,
			acls ${text} not null,
			enabled ${integer} not null,
			version ${integer} not null,
			created_at ${integer} not null,
			updated_at ${integer} not null
		) ${tableEnd}`,
	];
}

function tokenTable({ id, integer, text, tableEnd }: ColumnTypes): string[] {
	return [
		`create table access_token (
			id ${id},
			digest ${text} not null constraint access_token_digest unique,
			person_id ${integer} references person (id) on delete cascade,
			service_account_id ${integer} references service_account (id) on delete cascade,
			created_at ${integer} not null,
			expires_at ${integer} not null,
			absolute_expires_at ${integer} not null,
			check ((person_id is null) <> (service_account_id is null))
		) ${tableEnd}`,
		`create index access_token_person on access_token (person_id, id) where person_id is not null`,
		`create index access_token_service_account on access_token (service_account_id, id) where service_account_id is not null`,
		`create index access_token_expires on access_token (expires_at)`,
	];
}
