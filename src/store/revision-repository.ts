import type { RevisionRepository } from '../domain/history-ports.ts';
import { fromSubjectKey, type Revision, type RevisionState, type RevisionSubject, toSubjectKey } from '../domain/revision.ts';
import { toContent } from './content-reference.ts';
import { revisionPlace } from './revision-log.ts';
import { fromJson } from './row-values.ts';
import type { Secrets } from './secrets.ts';
import type { Db, Session } from './session.ts';

export class SqlRevisionRepository implements RevisionRepository {
	readonly #session: Session;
	readonly #secrets: Secrets;

	constructor(session: Session, secrets: Secrets) {
		this.#session = session;
		this.#secrets = secrets;
	}

	async list(subject: RevisionSubject, page: { readonly limit: number; readonly beforeNumber?: number }): Promise<readonly Revision[]> {
		const { limit, beforeNumber = Number.MAX_SAFE_INTEGER } = page;
		const rows = await this.#session.read((db) =>
			selectOf(db, subject).where('number', '<', beforeNumber).orderBy('number', 'desc').limit(limit).execute(),
		);
		return Promise.all(rows.map((row) => this.#toRevision(row)));
	}

	async find(subject: RevisionSubject, number: number): Promise<Revision | undefined> {
		const row = await this.#session.read((db) => selectOf(db, subject).where('number', '=', number).executeTakeFirst());
		return row && this.#toRevision(row);
	}

	async #toRevision(row: Row): Promise<Revision> {
		const { subject, number, author, action, at } = row;
		return {
			subject: fromSubjectKey(subject),
			number,
			at: new Date(at),
			state: toState(await this.#secrets.unseal(revisionPlace(subject, number), row.state_sealed), row),
			...(author === null || action === null ? {} : { by: { author, action } }),
		};
	}
}

/** @param text of the state. @param row that was joined with its content. */
export function toState(text: string, row: { readonly sha256: string | null; readonly size: number | null }): RevisionState {
	return { ...fromJson<RevisionState>(text), ...toContent(row) };
}

function selectOf(db: Db, subject: RevisionSubject) {
	return db
		.selectFrom('content_revision')
		.leftJoin('content', 'content.id', 'content_revision.content_id')
		.select(['subject', 'number', 'author', 'action', 'at', 'state_sealed', 'sha256', 'size'])
		.where('subject', '=', toSubjectKey(subject));
}

type Row = Awaited<ReturnType<ReturnType<typeof selectOf>['executeTakeFirstOrThrow']>>;
