import type { DraftRepository } from '../domain/history-ports.ts';
import type { Clock } from '../domain/ports.ts';
import { type Draft, fromSubjectKey, type NewDraft, type RevisionSubject, toSubjectKey } from '../domain/revision.ts';
import { toStateText, toSubjectColumns } from './revision-log.ts';
import { toState } from './revision-repository.ts';
import type { SecretPlace } from './secret-box.ts';
import type { Secrets } from './secrets.ts';
import type { Db, Session } from './session.ts';

export class SqlDraftRepository implements DraftRepository {
	readonly #session: Session;
	readonly #secrets: Secrets;
	readonly #clock: Clock;

	constructor(session: Session, secrets: Secrets, clock: Clock) {
		this.#session = session;
		this.#secrets = secrets;
		this.#clock = clock;
	}

	async list(limit: number): Promise<readonly Draft[]> {
		const rows = await this.#session.read((db) => selectDrafts(db).orderBy('content_draft.id').limit(limit).execute());
		return Promise.all(rows.map((row) => this.#toDraft(row)));
	}

	async find(subject: RevisionSubject): Promise<Draft | undefined> {
		const row = await this.#session.read((db) => selectDrafts(db).where('subject', '=', toSubjectKey(subject)).executeTakeFirst());
		return row && this.#toDraft(row);
	}

	save({ subject, state, basedOn, author }: NewDraft): Promise<Draft> {
		return this.#session.write(async (db) => {
			const { subject: key, ...columns } = await toSubjectColumns(db, this.#session.dialect, subject, state);
			const sealer = await this.#secrets.sealer(db, this.#session.dialect);
			const state_sealed = sealer(toPlace(key), toStateText(state));
			const saved = { ...columns, state_sealed, author, saved_at: this.#clock.now().getTime() };
			await db
				.insertInto('content_draft')
				.values({ subject: key, based_on: basedOn, begun_at: saved.saved_at, ...saved })
				.onConflict((conflict) => conflict.column('subject').doUpdateSet(saved))
				.execute();
			return this.#toDraft(await selectDrafts(db).where('subject', '=', key).executeTakeFirstOrThrow());
		});
	}

	async delete(subject: RevisionSubject): Promise<boolean> {
		const { numDeletedRows } = await this.#session.write((db) =>
			db.deleteFrom('content_draft').where('subject', '=', toSubjectKey(subject)).executeTakeFirst(),
		);
		return numDeletedRows > 0n;
	}

	async #toDraft(row: Row): Promise<Draft> {
		return {
			subject: fromSubjectKey(row.subject),
			state: toState(await this.#secrets.unseal(toPlace(row.subject), row.state_sealed), row),
			basedOn: row.based_on,
			begunAt: new Date(row.begun_at),
			author: row.author,
			savedAt: new Date(row.saved_at),
		};
	}
}

/** @param subject as `toSubjectKey` makes it. */
function toPlace(subject: string): SecretPlace {
	return { column: 'content_draft.state_sealed', row: [subject] };
}

function selectDrafts(db: Db) {
	return db
		.selectFrom('content_draft')
		.leftJoin('content', 'content.id', 'content_draft.content_id')
		.select(['subject', 'based_on', 'author', 'begun_at', 'saved_at', 'state_sealed', 'sha256', 'size']);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectDrafts>['executeTakeFirstOrThrow']>>;
