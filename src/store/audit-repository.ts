import type { Selectable } from 'kysely';
import type { AuditEntry, NewAuditEntry } from '../domain/audit-entry.ts';
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
}

function toEntry({ id, at, actor, action, subject, ...rest }: Selectable<AuditTable>): AuditEntry {
	return { id: String(id), at: new Date(at), actor, action, subject, ...present(rest) };
}
