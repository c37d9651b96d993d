import type { Generated } from 'kysely';
import type { Flag } from './row-values.ts';

/** At most one of type and device, and the file where it is about one: with them it goes. */
interface SubjectColumns {
	/** What `toSubjectKey` makes. */
	subject: string;
	/** JSON, without the content: tags may hold secrets. */
	state_sealed: Uint8Array;
	type_id: number | null;
	file_id: number | null;
	device_id: number | null;
	content_id: number | null;
}

export interface ContentRevisionTable extends SubjectColumns {
	id: Generated<number>;
	number: number;
	/** Both are null where nobody knows. */
	author: string | null;
	action: string | null;
	at: number;
}

export interface ContentDraftTable extends SubjectColumns {
	id: Generated<number>;
	based_on: number;
	author: string;
	begun_at: number;
	saved_at: number;
}

export interface LastFetchTable {
	device_id: number;
	file_format: string;
	etag: string;
	status: number;
	at: number;
	aborted: Flag;
}
