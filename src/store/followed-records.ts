import type { AccessRecord, FollowedRecords } from '../domain/access-record.ts';
import type { EventType } from '../domain/event.ts';
import { fromRecordText } from './record-spool-lines.ts';
import type { Flag } from './row-values.ts';
import type { FixedRead, Session } from './session.ts';

interface FollowedRow {
	readonly id: number;
	readonly type: EventType;
	readonly record: string | null;
	readonly bytes: number | null;
	readonly aborted: Flag | null;
}

/** Each record has one event of these types. */
const ofRecords: ReadonlySet<EventType> = new Set(['dms.file.served', 'dms.file.uploaded', 'dms.file.refused']);

const afterId: FixedRead<FollowedRow> = {
	name: 'record_after',
	text: `select event.id, event.type, access_record.record, access_record.bytes, access_record.aborted from records.event
		left join records.access_record on access_record.id = event.record_id
		where event.id > $1 order by event.id limit $2`,
};

/** Ids of records sort by time, and those of several processes become visible in any order; those of events do not. */
export async function followRecords(session: Session, position: number, limit: number): Promise<FollowedRecords> {
	const rows = await session.fetch(afterId, [position, limit]);
	return {
		records: rows.flatMap((row) => (ofRecords.has(row.type) && row.record !== null ? [{ position: row.id, record: toRecord(row) }] : [])),
		position: rows.at(-1)?.id ?? position,
		isFull: rows.length === limit,
	};
}

function toRecord({ record, bytes, aborted }: FollowedRow): AccessRecord {
	const read = fromRecordText(record ?? '{}');
	return { ...read, bytes: bytes ?? read.bytes, aborted: aborted === 1 };
}
