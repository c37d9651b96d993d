import type { AuditEntry, NewAuditEntry } from '../domain/audit-entry.ts';
import type { AuditRepository, Clock } from '../domain/ports.ts';
import { present } from './row-values.ts';
import type { Session } from './session.ts';

export class SqlAuditRepository implements AuditRepository {
	readonly #session: Session;
	readonly #clock: Clock;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
	}

	async append({ actor, action, subject, detail }: NewAuditEntry): Promise<void> {
		const entry = { at: this.#clock.now().getTime(), actor, action, subject, detail: detail ?? null };
		await this.#session.write((db) => db.insertInto('audit').values(entry).execute());
	}

	/** The newest entries, from old to new. */
	async list(limit: number): Promise<readonly AuditEntry[]> {
		const rows = await this.#session.read((db) => db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit).execute());
		return rows.reverse().map(({ id, at, detail, ...entry }) => ({ ...entry, id: String(id), at: new Date(at), ...present({ detail }) }));
	}
}
