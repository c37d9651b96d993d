import type { ColumnTypes, Migration } from './migration.ts';

/** Interfaces with what they show, TLS policy, clients of the event interface. */
export const interfaceTables: Migration = {
	number: 4,
	name: 'interface tables',
	half: 'configuration',
	statements: (types) => [...interfaceTable(types), ...certificateTables(types), ...policyTable(types), ...clientIdentityTable(types)],
};

/** Two kinds cannot listen at one address and port. No reference from web applications: an interface of the configuration has no row. */
function interfaceTable({ id, integer, text, tableEnd }: ColumnTypes): string[] {
	return [
		`create table interface (
			id ${id},
			kind ${text} not null,
			address ${text} not null,
			port ${integer} not null,
			secure ${integer} not null,
			server_certificate ${integer} not null,
			client_auth_required ${integer} not null,
			legacy_tls ${integer} not null,
			created_at ${integer} not null,
			unique (address, port)
		) ${tableEnd}`,
		`create table web_app (
			kind ${text} not null,
			address ${text} not null,
			port ${integer} not null,
			application ${text} not null,
			client_auth_required ${integer} not null,
			primary key (kind, address, port, application)
		) ${tableEnd}`,
	];
}

function certificateTables({ id, integer, text, bytes, tableEnd }: ColumnTypes): string[] {
	return [
		`create table certificate_generation (
			id ${id},
			interface_id ${integer} not null references interface (id) on delete cascade,
			generation ${integer} not null,
			self_signed ${integer} not null,
			is_active ${integer} not null,
			created_at ${integer} not null,
			unique (interface_id, generation)
		) ${tableEnd}`,
		`create unique index certificate_generation_active on certificate_generation (interface_id) where is_active = 1`,
		`create table server_certificate (
			id ${id},
			generation_id ${integer} not null references certificate_generation (id) on delete cascade,
			key_type ${text} not null,
			key_sealed ${bytes} not null,
			certificate ${text} not null,
			fingerprint ${text} not null,
			subject ${text} not null,
			issuer ${text} not null,
			not_before ${integer} not null,
			not_after ${integer} not null,
			unique (generation_id, key_type)
		) ${tableEnd}`,
	];
}

/** Columns of a more specific level are empty or 0. No reference to an interface: one of the configuration has no row. */
function policyTable({ integer, text, tableEnd }: ColumnTypes): string[] {
	return [
		`create table tls_policy (
			level ${text} not null,
			kind ${text} not null,
			address ${text} not null,
			port ${integer} not null,
			setting ${text} not null,
			entries ${text} not null,
			primary key (level, kind, address, port, setting)
		) ${tableEnd}`,
	];
}

function clientIdentityTable({ id, integer, text, tableEnd }: ColumnTypes): string[] {
	return [
		`create table client_identity (
			id ${id},
			name ${text} not null unique,
			fingerprint ${text},
			device_types ${text} not null,
			created_at ${integer} not null
		) ${tableEnd}`,
	];
}
