import type { ColumnTypes, Migration } from './migration.ts';

/** Types, devices, tags, trust, content. */
export const configurationTables: Migration = {
	number: 1,
	name: 'configuration tables',
	half: 'configuration',
	statements: (types) => [
		...stateTables(types),
		...contentTables(types),
		...catalogTables(types),
		...deviceTables(types),
		...trustTables(types),
	],
};

function stateTables({ id, integer, text, bytes, tableEnd }: ColumnTypes): string[] {
	return [
		`create table revision (topic ${text} primary key, value ${integer} not null) ${tableEnd}`,
		`insert into revision (topic, value) values ('catalog', 1), ('trust', 1), ('interfaces', 1), ('identities', 1)`,
		`create table secret_state (
			id ${integer} primary key check (id = 1),
			key_id ${text} not null,
			canary_sealed ${bytes} not null
		) ${tableEnd}`,
		`create table setting (name ${text} primary key, value ${text} not null) ${tableEnd}`,
		`create table audit (
			id ${id},
			at ${integer} not null,
			actor ${text} not null,
			action ${text} not null,
			subject ${text} not null,
			detail ${text},
			context ${text},
			command ${text},
			before ${text},
			after ${text}
		) ${tableEnd}`,
	];
}

function contentTables({ dialect, id, integer, text, bytes, tableEnd }: ColumnTypes): string[] {
	return [
		`create table content (
			id ${id},
			sha256 ${text} constraint content_sha256 unique,
			size ${integer} not null,
			touched_at ${integer} not null
		) ${tableEnd}`,
		`create table content_chunk (
			content_id ${integer} not null references content (id),
			seq ${integer} not null,
			bytes ${bytes} not null,
			primary key (content_id, seq)
		) ${tableEnd}`,
		// Firmware does not get smaller by another compression.
		...(dialect === 'postgres' ? ['alter table content_chunk alter column bytes set storage external'] : []),
	];
}

function catalogTables({ id, integer, text, bytes, tableEnd }: ColumnTypes): string[] {
	return [
		`create table tag_set (
			id ${id},
			name ${text} not null unique,
			tags_sealed ${bytes},
			regions_sealed ${bytes},
			updated_at ${integer} not null
		) ${tableEnd}`,
		`insert into tag_set (name, updated_at) values ('', 0)`,
		`create table device_type (
			id ${id},
			name ${text} not null constraint device_type_name unique,
			access_path ${text} constraint device_type_access_path unique,
			access_user_name ${text},
			access_password_sealed ${bytes},
			options ${text} not null,
			created_at ${integer} not null,
			updated_at ${integer} not null
		) ${tableEnd}`,
		`create table device_type_file (
			id ${id},
			type_id ${integer} not null references device_type (id) on delete cascade,
			file_format ${text} not null,
			content_id ${integer} references content (id),
			options ${text} not null,
			updated_at ${integer} not null,
			constraint device_type_file_format unique (type_id, file_format)
		) ${tableEnd}`,
		`create index device_type_file_content on device_type_file (content_id)`,
		`create table scope (
			id ${id},
			type_id ${integer} not null references device_type (id) on delete cascade,
			service_provider_id ${text} not null,
			group_id ${text} not null,
			tags_sealed ${bytes},
			tag_set ${text},
			updated_at ${integer} not null,
			unique (type_id, service_provider_id, group_id)
		) ${tableEnd}`,
	];
}

function deviceTables({ id, integer, text, bytes, tableEnd }: ColumnTypes): string[] {
	return [
		`create table device (
			id ${id},
			type_id ${integer} not null references device_type (id),
			service_provider_id ${text} not null,
			group_id ${text} not null,
			name ${text} not null,
			name_folded ${text} not null,
			enabled ${integer} not null,
			mac ${text},
			serial_number ${text},
			description ${text},
			physical_location ${text},
			net_address ${text},
			country ${text},
			use_custom_user_name_password ${integer} not null,
			user_name ${text},
			line_count ${integer} not null,
			tag_set ${text},
			expired_certificate_until ${integer},
			pinned_fingerprint ${text},
			version ${integer} not null,
			created_at ${integer} not null,
			updated_at ${integer} not null,
			password_sealed ${bytes},
			line_passwords_sealed ${bytes},
			lines ${text} not null,
			tags_sealed ${bytes}
		) ${tableEnd}`,
		`create unique index device_key on device (name, group_id, service_provider_id)`,
		`create unique index device_mac on device (mac, type_id) where mac is not null`,
		`create unique index device_user on device (user_name, type_id) where user_name is not null`,
		`create index device_by_type on device (type_id, id)`,
		`create index device_by_group on device (service_provider_id, group_id, id)`,
		`create table file_override (
			id ${id},
			file_id ${integer} not null references device_type_file (id) on delete cascade,
			scope_id ${integer} references scope (id) on delete cascade,
			device_id ${integer} references device (id) on delete cascade,
			source ${text} not null,
			content_id ${integer} references content (id),
			updated_at ${integer} not null,
			check ((scope_id is null) <> (device_id is null)),
			unique (scope_id, file_id),
			unique (device_id, file_id)
		) ${tableEnd}`,
		`create index file_override_file on file_override (file_id)`,
		`create index file_override_content on file_override (content_id)`,
		`create table upload (
			id ${id},
			device_id ${integer} not null references device (id) on delete cascade,
			file_id ${integer} not null references device_type_file (id) on delete cascade,
			name ${text} not null,
			content_id ${integer} not null references content (id),
			at ${integer} not null
		) ${tableEnd}`,
		`create index upload_device on upload (device_id, file_id, id)`,
		`create index upload_file on upload (file_id)`,
		`create index upload_content on upload (content_id)`,
	];
}

function trustTables({ id, integer, text, bytes, tableEnd }: ColumnTypes): string[] {
	return [
		`create table trust_anchor (
			id ${id},
			kind ${text} not null,
			alias ${text} not null,
			enabled ${integer} not null,
			certificate ${bytes} not null,
			fingerprint ${text} not null,
			subject ${text} not null,
			issuer ${text} not null,
			not_before ${integer} not null,
			not_after ${integer} not null,
			ouis ${text} not null,
			mac_rules ${text} not null,
			policy ${text} not null,
			crl_url ${text},
			crl_asked_at ${integer},
			crl_fetched_at ${integer},
			crl_error ${text},
			created_at ${integer} not null,
			unique (kind, alias),
			unique (kind, fingerprint)
		) ${tableEnd}`,
		`create table trust_crl (
			anchor_id ${integer} not null references trust_anchor (id) on delete cascade,
			position ${integer} not null,
			der ${bytes} not null,
			primary key (anchor_id, position)
		) ${tableEnd}`,
		`create table denied_certificate (
			id ${id},
			kind ${text} not null,
			fingerprint ${text} not null,
			issuer ${text} not null,
			serial ${text} not null,
			note ${text} not null,
			created_at ${integer} not null,
			unique (kind, fingerprint, issuer, serial)
		) ${tableEnd}`,
	];
}
