import type { Clock } from '../domain/ports.ts';
import { type Authorship, type RevisionState, type RevisionSubject, revisionsKept, toSubjectKey } from '../domain/revision.ts';
import { requireContentId } from './content-reference.ts';
import { toRowId } from './row-values.ts';
import type { Db, DialectName } from './session.ts';

export interface LoggedChange {
	readonly subject: RevisionSubject;
	readonly state: RevisionState;
	/** What was there; it becomes the first revision where there is none yet. */
	readonly before?: { readonly state: RevisionState; readonly at: number } | undefined;
}

/** Writes revisions in the transactions of the changes; the one place that does. */
export class RevisionLog {
	readonly #clock: Clock;
	readonly #by: Authorship | undefined;

	constructor(clock: Clock, by: Authorship | undefined) {
		this.#clock = clock;
		this.#by = by;
	}

	/** A state that is the newest already adds nothing. @throws DmsError `content.not-found`. */
	async record(db: Db, dialect: DialectName, { subject, state, before }: LoggedChange): Promise<void> {
		const newest = await selectNewest(db, subject);
		const known = newest ?? (before && { number: 1, ...toComparable(before.state) });
		const wanted = toComparable(state);
		if (known?.state === wanted.state && known.sha256 === wanted.sha256) return;
		if (newest === undefined && before !== undefined) await insert(db, dialect, { subject, number: 1, ...before });
		const number = (known?.number ?? 0) + 1;
		await insert(db, dialect, { subject, number, state, at: this.#clock.now().getTime(), by: this.#by });
		await db
			.deleteFrom('content_revision')
			.where('subject', '=', toSubjectKey(subject))
			.where('number', '<=', number - revisionsKept)
			.execute();
	}
}

/** The columns of a subject and its state, which revisions and drafts have alike. @throws DmsError `content.not-found`. */
export async function toSubjectColumns(db: Db, dialect: DialectName, subject: RevisionSubject, state: RevisionState) {
	const content = 'content' in state ? state.content : undefined;
	return {
		subject: toSubjectKey(subject),
		state: toStateText(state),
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
function toStateText(state: RevisionState): string {
	if (!('content' in state)) return JSON.stringify(state);
	const { content: _, ...rest } = state;
	return JSON.stringify(rest);
}

function toComparable(state: RevisionState): { readonly state: string; readonly sha256: string | null } {
	return { state: toStateText(state), sha256: 'content' in state ? state.content.sha256 : null };
}

function selectNewest(db: Db, subject: RevisionSubject) {
	return db
		.selectFrom('content_revision')
		.leftJoin('content', 'content.id', 'content_revision.content_id')
		.select(['number', 'state', 'sha256'])
		.where('subject', '=', toSubjectKey(subject))
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst();
}

interface NewRevision {
	readonly subject: RevisionSubject;
	readonly number: number;
	readonly state: RevisionState;
	readonly at: number;
	readonly by?: Authorship | undefined;
}

async function insert(db: Db, dialect: DialectName, { subject, number, state, at, by }: NewRevision): Promise<void> {
	const columns = await toSubjectColumns(db, dialect, subject, state);
	await db
		.insertInto('content_revision')
		.values({ ...columns, number, at, author: by?.author ?? null, action: by?.action ?? null })
		.execute();
}
