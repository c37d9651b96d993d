import { type Authorship, type RevisionState, type RevisionSubject, revisionsKept, toSubjectKey } from '../domain/revision.ts';
import { requireContentId } from './content-reference.ts';
import { toRowId } from './row-values.ts';
import type { SecretPlace } from './secret-box.ts';
import type { Secrets } from './secrets.ts';
import type { Db, DialectName } from './session.ts';

export interface LoggedChange {
	readonly subject: RevisionSubject;
	readonly state: RevisionState;
	/** As the subject itself has it: so it can be told later what it was at a time. */
	readonly at: number;
	/** What was there; it becomes the first revision where there is none yet. */
	readonly before?: { readonly state: RevisionState; readonly at: number } | undefined;
}

/** Writes revisions in the transactions of the changes; the one place that does. */
export class RevisionLog {
	readonly #secrets: Secrets;
	readonly #by: Authorship | undefined;

	constructor(secrets: Secrets, by: Authorship | undefined) {
		this.#secrets = secrets;
		this.#by = by;
	}

	/** A state that is the newest already adds nothing. @throws DmsError `content.not-found`. */
	async record(db: Db, dialect: DialectName, { subject, state, at, before }: LoggedChange): Promise<void> {
		const newest = await this.#selectNewest(db, subject);
		const known = newest ?? (before && { number: 1, ...toComparable(before.state) });
		const wanted = toComparable(state);
		if (known?.state === wanted.state && known.sha256 === wanted.sha256) return;
		if (newest === undefined && before !== undefined) await this.#insert(db, dialect, { subject, number: 1, ...before });
		const number = (known?.number ?? 0) + 1;
		await this.#insert(db, dialect, { subject, number, state, at, by: this.#by });
		await db
			.deleteFrom('content_revision')
			.where('subject', '=', toSubjectKey(subject))
			.where('number', '<=', number - revisionsKept)
			.execute();
	}

	async #selectNewest(db: Db, subject: RevisionSubject): Promise<ComparableRevision | undefined> {
		const row = await selectNewest(db, subject);
		if (row === undefined) return undefined;
		const { number, sha256, state_sealed } = row;
		return { number, sha256, state: await this.#secrets.unseal(revisionPlace(toSubjectKey(subject), number), state_sealed) };
	}

	async #insert(db: Db, dialect: DialectName, { subject, number, state, at, by }: NewRevision): Promise<void> {
		const columns = await toSubjectColumns(db, dialect, subject, state);
		const sealer = await this.#secrets.sealer(db, dialect);
		const state_sealed = sealer(revisionPlace(columns.subject, number), toStateText(state));
		await db
			.insertInto('content_revision')
			.values({ ...columns, state_sealed, number, at, author: by?.author ?? null, action: by?.action ?? null })
			.execute();
	}
}

/** @param subject as `toSubjectKey` makes it. */
export function revisionPlace(subject: string, number: number): SecretPlace {
	return { column: 'content_revision.state_sealed', row: [subject, String(number)] };
}

/** The columns of a subject and of the content of its state, which revisions and drafts have alike. @throws DmsError `content.not-found`. */
export async function toSubjectColumns(db: Db, dialect: DialectName, subject: RevisionSubject, state: RevisionState) {
	const content = 'content' in state ? state.content : undefined;
	return {
		subject: toSubjectKey(subject),
		...toOwnerColumns(subject),
		content_id: content === undefined ? null : await requireContentId(db, dialect, content),
	};
}

function toOwnerColumns(subject: RevisionSubject) {
	const owner = 'owner' in subject ? subject.owner : undefined;
	return {
		type_id: owner !== undefined && 'typeId' in owner ? toRowId(owner.typeId) : null,
		file_id: 'fileId' in subject ? toRowId(subject.fileId) : null,
		device_id: owner !== undefined && 'deviceId' in owner ? toRowId(owner.deviceId) : null,
	};
}

/** Without the content, which is a column. */
export function toStateText(state: RevisionState): string {
	if (!('content' in state)) return JSON.stringify(state);
	const { content: _, ...rest } = state;
	return JSON.stringify(rest);
}

function toComparable(state: RevisionState): { readonly state: string; readonly sha256: string | null } {
	const content = 'content' in state ? state.content : undefined;
	return { state: toStateText(state), sha256: content?.sha256 ?? null };
}

function selectNewest(db: Db, subject: RevisionSubject) {
	return db
		.selectFrom('content_revision')
		.leftJoin('content', 'content.id', 'content_revision.content_id')
		.select(['number', 'state_sealed', 'sha256'])
		.where('subject', '=', toSubjectKey(subject))
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst();
}

interface ComparableRevision {
	readonly number: number;
	readonly state: string;
	readonly sha256: string | null;
}

interface NewRevision {
	readonly subject: RevisionSubject;
	readonly number: number;
	readonly state: RevisionState;
	readonly at: number;
	readonly by?: Authorship | undefined;
}
