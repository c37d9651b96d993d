import { type Selectable, type SqlBool, sql } from 'kysely';
import type { AuditEntry, AuditFilter, AuditPage, AuditPageAnswer, NewAuditEntry } from '../domain/audit-entry.ts';
import type { AuditRepository, Clock } from '../domain/ports.ts';
import { present } from './row-values.ts';
import type { AuditTable } from './schema.ts';
import type { Session } from './session.ts';

export class SqlAuditRepository implements AuditRepository {
	readonly #session: Session;
	readonly #clock: Clock;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
	}

	async append(entry: NewAuditEntry): Promise<void> {
		const { actor, action, subject, detail, context, command, before, after } = entry;
		const row = { at: this.#clock.now().getTime(), actor, action, subject, detail, context, command, before, after };
		await this.#session.write((db) => db.insertInto('audit').values(row).execute());
	}

	/** The newest entries, from old to new. */
	async list(limit: number): Promise<readonly AuditEntry[]> {
		const rows = await this.#session.read((db) => db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit).execute());
		return rows.reverse().map(toEntry);
	}

	async page(filter: AuditFilter, { limit, beforeId }: AuditPage): Promise<AuditPageAnswer> {
		const rows = await this.#session.read((db) => {
			let found = db
				.selectFrom('audit')
				.selectAll()
				.orderBy('id', 'desc')
				.limit(limit + 1);
			if (beforeId !== undefined) found = found.where('id', '<', Number(beforeId));
			if (filter.since !== undefined) found = found.where('at', '>=', filter.since.getTime());
			if (filter.until !== undefined) found = found.where('at', '<', filter.until.getTime());
			if (filter.actor !== undefined) found = found.where(sql<SqlBool>`lower(actor) like ${toPattern(filter.actor)} escape '!'`);
			if (filter.subject !== undefined) found = found.where(sql<SqlBool>`lower(subject) like ${toPattern(filter.subject)} escape '!'`);
			if (filter.action !== undefined) found = found.where(sql<SqlBool>`action like ${`${toLiteral(filter.action)}%`} escape '!'`);
			return found.execute();
		});
		const entries = rows.slice(0, limit);
		const last = rows.length > limit ? entries.at(-1) : undefined;
		return { entries: entries.reverse().map(toEntry), ...(last === undefined ? {} : { nextBeforeId: String(last.id) }) };
	}
}

/** Whatever holds the part; letters beyond ASCII are as the database folds them. */
function toPattern(part: string): string {
	return `%${toLiteral(part.toLowerCase())}%`;
}

function toLiteral(text: string): string {
	return text.replaceAll(/[!%_]/g, '!$&');
}

function toEntry({ id, at, actor, action, subject, ...rest }: Selectable<AuditTable>): AuditEntry {
	return { id: String(id), at: new Date(at), actor, action, subject, ...present(rest) };
}
