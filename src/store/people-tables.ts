import type { Generated } from 'kysely';
import type { CodePurpose } from '../domain/people-ports.ts';
import type { Role } from '../domain/role.ts';
import type { Flag } from './row-values.ts';

export interface PersonTable {
	id: Generated<number>;
	login: string;
	full_name: string | null;
	role: Role;
	profile: string | null;
	enabled: Flag;
	login_enabled: Flag;
	/** Null: the person may see everything. */
	service_provider_id: string | null;
	group_id: string | null;
	/** PHC string of argon2id. */
	password_hash: string | null;
	version: number;
	created_at: number;
	updated_at: number;
}

export interface ServiceAccountTable {
	id: Generated<number>;
	name: string;
	/** JSON array. */
	acls: string;
	enabled: Flag;
	version: number;
	created_at: number;
	updated_at: number;
}

/** Of a person or of a service account, never of both. */
export interface AccessTokenTable {
	id: Generated<number>;
	/** SHA-256 of the token. */
	digest: string;
	person_id: number | null;
	service_account_id: number | null;
	created_at: number;
	expires_at: number;
	absolute_expires_at: number;
}

export interface OneTimeCodeTable {
	id: Generated<number>;
	purpose: CodePurpose;
	/** SHA-256 of the code. */
	digest: string;
	expires_at: number;
}

export interface KeyedRequestTable {
	id: Generated<number>;
	actor: string;
	/** SHA-256 of the key. */
	key_digest: string;
	attempt: string;
	fingerprint: string;
	/** Null as long as the body has not come. */
	body_digest: string | null;
	/** JSON; null as long as the request is under way. */
	answer: string | null;
	expires_at: number;
}
