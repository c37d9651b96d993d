import type { DraftRepository } from '../domain/history-ports.ts';
import type { Clock } from '../domain/ports.ts';
import { type Draft, fromSubjectKey, type NewDraft, type RevisionSubject, toSubjectKey } from '../domain/revision.ts';
import { toSubjectColumns } from './revision-log.ts';
import { toState } from './revision-repository.ts';
import type { Db, Session } from './session.ts';

export class SqlDraftRepository implements DraftRepository {
	readonly #session: Session;
	readonly #clock: Clock;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
	}

	async list(limit: number): Promise<readonly Draft[]> {
		const rows = await this.#session.read((db) => selectDrafts(db).orderBy('content_draft.id').limit(limit).execute());
		return rows.map(toDraft);
	}

	async find(subject: RevisionSubject): Promise<Draft | undefined> {
		const row = await this.#session.read((db) => selectDrafts(db).where('subject', '=', toSubjectKey(subject)).executeTakeFirst());
		return row && toDraft(row);
	}

	save({ subject, state, basedOn, author }: NewDraft): Promise<Draft> {
		return this.#session.write(async (db) => {
			const { subject: key, ...columns } = await toSubjectColumns(db, this.#session.dialect, subject, state);
			const saved = { ...columns, author, saved_at: this.#clock.now().getTime() };
			await db
				.insertInto('content_draft')
				.values({ subject: key, based_on: basedOn, begun_at: saved.saved_at, ...saved })
				.onConflict((conflict) => conflict.column('subject').doUpdateSet(saved))
				.execute();
			return toDraft(await selectDrafts(db).where('subject', '=', key).executeTakeFirstOrThrow());
		});
	}

	async delete(subject: RevisionSubject): Promise<boolean> {
		const { numDeletedRows } = await this.#session.write((db) =>
			db.deleteFrom('content_draft').where('subject', '=', toSubjectKey(subject)).executeTakeFirst(),
		);
		return numDeletedRows > 0n;
	}
}

function selectDrafts(db: Db) {
	return db
		.selectFrom('content_draft')
		.leftJoin('content', 'content.id', 'content_draft.content_id')
		.select(['subject', 'based_on', 'author', 'begun_at', 'saved_at', 'state', 'sha256', 'size']);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectDrafts>['executeTakeFirstOrThrow']>>;

function toDraft(row: Row): Draft {
	return {
		subject: fromSubjectKey(row.subject),
		state: toState(row),
		basedOn: row.based_on,
		begunAt: new Date(row.begun_at),
		author: row.author,
		savedAt: new Date(row.saved_at),
	};
}
