import type { Generated } from 'kysely';
import type { OverrideSource } from '../domain/device-type-file.ts';
import type { InterfaceKind } from '../domain/interface.ts';
import type { MacAddress } from '../domain/mac-address.ts';
import type { ChangeTopic } from '../domain/ports.ts';
import type { DenyListEntry } from '../domain/trust-anchor.ts';
import type { ContentDraftTable, ContentRevisionTable, LastFetchTable } from './history-tables.ts';
import type {
	CertificateGenerationTable,
	ClientIdentityTable,
	InterfaceTable,
	ServerCertificateTable,
	TlsPolicyTable,
	WebAppTable,
} from './interface-tables.ts';
import type { AccessTokenTable, KeyedRequestTable, OneTimeCodeTable, PersonTable, ServiceAccountTable } from './people-tables.ts';
import type {
	AccessRecordTable,
	DigestNonceTable,
	EventSubscriptionTable,
	EventTable,
	LockoutTable,
	NoticeTable,
	SightingTable,
	SpoolFileTable,
	TrafficTable,
	UnknownDeviceTable,
} from './record-tables.ts';
import type { Flag } from './row-values.ts';

/** Every table, with the types that both databases give. Columns that end in `_sealed` hold what `secret-box.ts` made. */
export interface Tables {
	revision: RevisionTable;
	secret_state: SecretStateTable;
	device_type: DeviceTypeTable;
	device_type_file: DeviceTypeFileTable;
	device: DeviceTable;
	scope: ScopeTable;
	file_override: FileOverrideTable;
	tag_set: TagSetTable;
	trust_anchor: TrustAnchorTable;
	trust_crl: TrustCrlTable;
	denied_certificate: DeniedCertificateTable;
	interface: InterfaceTable;
	web_app: WebAppTable;
	certificate_generation: CertificateGenerationTable;
	server_certificate: ServerCertificateTable;
	tls_policy: TlsPolicyTable;
	client_identity: ClientIdentityTable;
	content: ContentTable;
	content_chunk: ContentChunkTable;
	upload: UploadTable;
	setting: SettingTable;
	audit: AuditTable;
	content_revision: ContentRevisionTable;
	content_draft: ContentDraftTable;
	person: PersonTable;
	service_account: ServiceAccountTable;
	access_token: AccessTokenTable;
	one_time_code: OneTimeCodeTable;
	keyed_request: KeyedRequestTable;
	/** In the schema `records`. */
	lockout: LockoutTable;
	/** In the schema `records`. */
	digest_nonce: DigestNonceTable;
	/** In the schema `records`. */
	access_record: AccessRecordTable;
	/** In the schema `records`. */
	event_subscription: EventSubscriptionTable;
	/** In the schema `records`. */
	notice: NoticeTable;
	sighting: SightingTable;
	/** In the schema `records`. */
	last_fetch: LastFetchTable;
	/** In the schema `records`. */
	event: EventTable;
	/** In the schema `records`. */
	spool_file: SpoolFileTable;
	/** In the schema `records`. */
	traffic: TrafficTable;
	/** In the schema `records`. */
	unknown_device: UnknownDeviceTable;
}

export interface RevisionTable {
	topic: ChangeTopic;
	value: number;
}

/** One row: the key that seals now, and a known text sealed with it. */
export interface SecretStateTable {
	id: number;
	key_id: string;
	canary_sealed: Uint8Array;
}

export interface DeviceTypeTable {
	id: Generated<number>;
	name: string;
	/** `context/uri`; unique, since it decides which type a path means. */
	access_path: string | null;
	access_user_name: string | null;
	access_password_sealed: Uint8Array | null;
	/** JSON of all other options. */
	options: string;
	created_at: number;
	updated_at: number;
}

export interface DeviceTypeFileTable {
	id: Generated<number>;
	type_id: number;
	file_format: string;
	content_id: number | null;
	/** JSON of all other options. */
	options: string;
	updated_at: number;
}

/** The long columns stand last: a look-up that does not name them does not read them. */
export interface DeviceTable {
	id: Generated<number>;
	type_id: number;
	/** Empty where the device has none, so that the unique index sees it. */
	service_provider_id: string;
	/** Empty where the device has none. */
	group_id: string;
	name: string;
	/** Lower case, for searching. */
	name_folded: string;
	enabled: Flag;
	mac: MacAddress | null;
	serial_number: string | null;
	description: string | null;
	physical_location: string | null;
	net_address: string | null;
	country: string | null;
	use_custom_user_name_password: Flag;
	user_name: string | null;
	line_count: number;
	tag_set: string | null;
	expired_certificate_until: number | null;
	/** SHA-256. */
	pinned_fingerprint: string | null;
	version: number;
	created_at: number;
	updated_at: number;
	password_sealed: Uint8Array | null;
	/** JSON array of passwords (null where a line has none), sealed as one. */
	line_passwords_sealed: Uint8Array | null;
	/** JSON, without the passwords. */
	lines: string;
	/** JSON; null: there are none. */
	tags_sealed: Uint8Array | null;
}

export interface ScopeTable {
	id: Generated<number>;
	type_id: number;
	service_provider_id: string;
	/** Empty at the level of a service provider. */
	group_id: string;
	/** JSON; null: there are none. */
	tags_sealed: Uint8Array | null;
	tag_set: string | null;
	updated_at: number;
}

/** Of a scope or of a device, never of both. */
export interface FileOverrideTable {
	id: Generated<number>;
	file_id: number;
	scope_id: number | null;
	device_id: number | null;
	source: OverrideSource;
	content_id: number | null;
	updated_at: number;
}

export interface TagSetTable {
	id: Generated<number>;
	name: string;
	/** JSON; null: there are none. */
	tags_sealed: Uint8Array | null;
	/** As the tags. */
	regions_sealed: Uint8Array | null;
	updated_at: number;
}

export interface TrustAnchorTable {
	id: Generated<number>;
	kind: InterfaceKind;
	alias: string;
	enabled: Flag;
	certificate: Uint8Array;
	fingerprint: string;
	subject: string;
	issuer: string;
	not_before: number;
	not_after: number;
	ouis: string;
	mac_rules: string;
	policy: string;
	/** Where its list is fetched, and how that went last; all are null without a source. */
	crl_url: string | null;
	crl_asked_at: number | null;
	crl_fetched_at: number | null;
	crl_error: string | null;
	created_at: number;
}

export interface TrustCrlTable {
	anchor_id: number;
	position: number;
	der: Uint8Array;
}

export interface DeniedCertificateTable {
	id: Generated<number>;
	kind: DenyListEntry['kind'];
	/** Empty with kind `serial`. */
	fingerprint: string;
	/** Empty with kind `fingerprint`. */
	issuer: string;
	/** Empty with kind `fingerprint`. */
	serial: string;
	note: string;
	created_at: number;
}

export interface ContentTable {
	id: Generated<number>;
	/** Null while it is being written, and while it is being removed: invisible in both cases. */
	sha256: string | null;
	size: number;
	/** When it was last written or offered again. */
	touched_at: number;
}

export interface ContentChunkTable {
	content_id: number;
	seq: number;
	bytes: Uint8Array;
}

export interface UploadTable {
	id: Generated<number>;
	device_id: number;
	file_id: number;
	name: string;
	content_id: number;
	at: number;
}

export interface SettingTable {
	name: string;
	value: string;
}

export interface AuditTable {
	id: Generated<number>;
	at: number;
	actor: string;
	action: string;
	subject: string;
	detail: string | null;
	context: string | null;
	command: string | null;
	before: string | null;
	after: string | null;
}
