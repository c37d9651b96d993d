import { setImmediate as turn } from 'node:timers/promises';
import { type Insertable, type Selectable, sql } from 'kysely';
import { type DmsEvent, type EventType, type NewEvent, toRecordEvent } from '../domain/event.ts';
import type { EventRepository } from '../domain/ports.ts';
import { insertRows } from './insert-rows.ts';
import { fromRecordText } from './record-spool-lines.ts';
import type { EventTable } from './record-tables.ts';
import { fromJson, present } from './row-values.ts';
import type { Db, DialectName, FixedRead, Session } from './session.ts';

/** Any number. */
const eventLock = 7_336_218;
const removalBatch = 1_000;

type EventRow = Selectable<EventTable> & { readonly record: string | null };

const afterId: FixedRead<EventRow> = {
	name: 'event_after',
	text: `select event.*, access_record.record from records.event
		left join records.access_record on access_record.id = event.record_id
		where event.id > $1 order by event.id limit $2`,
};

/** An event that is made of an access record when it is read. */
export interface RecordEvent {
	readonly at: Date;
	readonly type: EventType;
	readonly recordId: string;
}

export class SqlEventRepository implements EventRepository {
	readonly #session: Session;

	constructor(session: Session) {
		this.#session = session;
	}

	async append(events: readonly NewEvent[]): Promise<void> {
		const { dialect } = this.#session;
		await this.#session.write(async (db) => {
			if (dialect === 'postgres') await lockEvents(db);
			await insertEvents(db, dialect, events);
		});
	}

	async after(id: number, limit: number): Promise<readonly DmsEvent[]> {
		return (await this.#session.fetch(afterId, [id, limit])).map(toEvent);
	}

	async oldestId(): Promise<number> {
		return (await this.#endId('asc')) ?? 1;
	}

	async newestId(): Promise<number> {
		return (await this.#endId('desc')) ?? 0;
	}

	/** Goes from the oldest one up to the first that is young enough: ids and times grow together. The newest one says where ids go on. */
	async removeBefore(time: Date): Promise<number> {
		const newest = await this.newestId();
		let removed = 0;
		for (;;) {
			const events = await this.#session.read((db) =>
				db.withSchema('records').selectFrom('event').select(['id', 'at']).orderBy('id').limit(removalBatch).execute(),
			);
			const firstKept = events.findIndex(({ id, at }) => id === newest || at >= time.getTime());
			const last = (firstKept < 0 ? events : events.slice(0, firstKept)).at(-1);
			if (last === undefined) return removed;
			const { numDeletedRows } = await this.#session.write((db) =>
				db.withSchema('records').deleteFrom('event').where('id', '<=', last.id).executeTakeFirst(),
			);
			removed += Number(numDeletedRows);
			if (firstKept >= 0) return removed;
			await turn();
		}
	}

	async #endId(order: 'asc' | 'desc'): Promise<number | undefined> {
		const row = await this.#session.read((db) =>
			db.withSchema('records').selectFrom('event').select('id').orderBy('id', order).limit(1).executeTakeFirst(),
		);
		return row?.id;
	}
}

/**
 * PostgreSQL gives out ids before a transaction commits: without a lock a smaller id could become visible after a larger
 * one, and whoever reads on from the larger one would miss it. SQLite has one writer. Settlements wait for each other on it too.
 */
export async function lockEvents(db: Db): Promise<void> {
	await sql`select pg_advisory_xact_lock(${eventLock})`.execute(db);
}

/** Behind `lockEvents` where the database is PostgreSQL. */
export async function insertEvents(db: Db, dialect: DialectName, events: readonly NewEvent[]): Promise<void> {
	await insertRows(db, dialect, 'records.event', events.map(toRow));
}

export async function insertRecordEvents(db: Db, dialect: DialectName, events: readonly RecordEvent[]): Promise<void> {
	const rows = events.map(({ at, type, recordId }) => ({ at: at.getTime(), type, record_id: recordId }));
	await insertRows(db, dialect, 'records.event', rows);
}

function toRow(event: NewEvent): Omit<Insertable<EventTable>, 'id'> {
	return {
		at: event.at.getTime(),
		type: event.type,
		subject: event.subject ?? null,
		device_id: event.deviceId ?? null,
		device_name: event.deviceName ?? null,
		device_type: event.deviceType ?? null,
		data: JSON.stringify(event.data),
	};
}

function toEvent(row: EventRow): DmsEvent {
	const { id, type } = row;
	if (row.record !== null) return { id, ...toRecordEvent(fromRecordText(row.record), type) };
	return {
		id,
		type,
		at: new Date(row.at),
		data: fromJson(row.data ?? '{}'),
		...present({ subject: row.subject, deviceId: row.device_id, deviceName: row.device_name, deviceType: row.device_type }),
	};
}
