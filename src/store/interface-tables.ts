import type { Generated } from 'kysely';
import type { InterfaceKind } from '../domain/interface.ts';
import type { ServerKeyType } from '../domain/server-certificate.ts';
import type { TlsPolicyLevel, TlsPolicySetting } from '../domain/tls-policy.ts';
import type { Flag } from './row-values.ts';

export interface InterfaceTable {
	id: Generated<number>;
	kind: InterfaceKind;
	address: string;
	port: number;
	secure: Flag;
	server_certificate: Flag;
	client_auth_required: Flag;
	legacy_tls: Flag;
	created_at: number;
}

export interface WebAppTable {
	kind: InterfaceKind;
	address: string;
	port: number;
	application: string;
	client_auth_required: Flag;
}

export interface CertificateGenerationTable {
	id: Generated<number>;
	interface_id: number;
	/** Counts from 1 for each interface. */
	generation: number;
	self_signed: Flag;
	is_active: Flag;
	created_at: number;
}

export interface ServerCertificateTable {
	id: Generated<number>;
	generation_id: number;
	key_type: ServerKeyType;
	key_sealed: Uint8Array;
	/** PEM of the certificate, then of its issuers. */
	certificate: string;
	fingerprint: string;
	subject: string;
	issuer: string;
	not_before: number;
	not_after: number;
}

export interface TlsPolicyTable {
	level: TlsPolicyLevel['level'];
	/** Empty at the levels above a kind. */
	kind: InterfaceKind | '';
	/** Empty above an interface. */
	address: string;
	/** 0 above an interface. */
	port: number;
	setting: TlsPolicySetting;
	/** JSON array, never an empty one. */
	entries: string;
}

export interface ClientIdentityTable {
	id: Generated<number>;
	name: string;
	fingerprint: string | null;
	/** JSON array of names. */
	device_types: string;
	created_at: number;
}
