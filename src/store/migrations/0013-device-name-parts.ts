import type { Migration } from './migration.ts';

/** Finds devices by any part of their names that has three characters or more. */
export const deviceNameParts: Migration = {
	number: 13,
	name: 'parts of device names',
	half: 'configuration',
	statements: ({ dialect }) => (dialect === 'sqlite' ? sqliteIndex : postgresIndex),
};

/** FTS5 with its tokenizer `trigram`, which keeps no second copy of the names. */
const sqliteIndex = [
	`create virtual table device_name using fts5(part, content='', contentless_delete=1, tokenize='trigram case_sensitive 1')`,
	'insert into device_name (rowid, part) select id, name_folded from device',
	`create trigger device_name_added after insert on device begin
		insert into device_name (rowid, part) values (new.id, new.name_folded);
	end`,
	`create trigger device_name_changed after update of name_folded on device when new.name_folded <> old.name_folded begin
		update device_name set part = new.name_folded where rowid = new.id;
	end`,
	`create trigger device_name_deleted after delete on device begin
		delete from device_name where rowid = old.id;
	end`,
];

/** The extension is part of PostgreSQL's own distribution. Where it may not be had, names are looked at one by one. */
const postgresIndex = [
	`do $$
	declare
		home text;
	begin
		create extension if not exists pg_trgm;
		select quote_ident(nspname) into home from pg_extension join pg_namespace on pg_namespace.oid = extnamespace where extname = 'pg_trgm';
		execute 'create index device_name_parts on device using gin (name_folded ' || home || '.gin_trgm_ops)';
	exception
		when insufficient_privilege or feature_not_supported or undefined_file then null;
	end $$`,
];
