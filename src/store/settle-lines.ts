import type { AccessRecord } from '../domain/access-record.ts';
import { toRecordEventTypes } from '../domain/event.ts';
import { mergeSightings, toSighting } from '../domain/sighting.ts';
import { toRecordRow } from './access-record-repository.ts';
import { insertRecordEvents, type RecordEvent } from './event-repository.ts';
import { insertRows } from './insert-rows.ts';
import { markFetchAborted, saveLastFetches } from './last-fetch-repository.ts';
import type { SpoolLine } from './record-spool-lines.ts';
import type { Db, DialectName } from './session.ts';
import { findSightings, saveSightings } from './sighting-repository.ts';
import { addTraffic } from './traffic-repository.ts';
import { saveUnknownDevices } from './unknown-device-repository.ts';

type RecordLine = Extract<SpoolLine, { kind: 'record' }>;
type CorrectionLine = Extract<SpoolLine, { kind: 'correction' }>;

/** Takes lines over, in their order: the records themselves, what they say of devices, and the events that they are. */
export async function settleLines(db: Db, dialect: DialectName, lines: readonly SpoolLine[]): Promise<void> {
	const recordLines = lines.filter((line): line is RecordLine => line.kind === 'record');
	await insertRows(db, dialect, 'records.access_record', recordLines.map(toRecordRow), 'on conflict (id) do nothing');
	const records = recordLines.map(({ record }) => record);
	await addTraffic(db, dialect, records);
	await saveLastFetches(db, dialect, records);
	await saveUnknownDevices(db, dialect, records);
	for (const line of lines) if (line.kind === 'correction') await correct(db, line);
	await insertRecordEvents(db, dialect, await settleSightings(db, dialect, records));
}

async function correct(db: Db, { id, bytesSent }: CorrectionLine): Promise<void> {
	const record = await db
		.withSchema('records')
		.updateTable('access_record')
		.set({ aborted: 1, bytes: bytesSent })
		.where('id', '=', id)
		.returning(['device_id', 'at'])
		.executeTakeFirst();
	if (record !== undefined && record.device_id !== null) await markFetchAborted(db, record.device_id, record.at);
}

/** @returns the events of the records, in their order. */
async function settleSightings(db: Db, dialect: DialectName, records: readonly AccessRecord[]): Promise<readonly RecordEvent[]> {
	const sightings = records.map(toSighting);
	const known = await findSightings(db, dialect, new Set(sightings.flatMap((sighting) => (sighting === undefined ? [] : [sighting.mac]))));
	const events: RecordEvent[] = [];
	for (const [index, record] of records.entries()) {
		const sighting = sightings[index];
		const before = sighting && known.get(sighting.mac);
		const isFirst = sighting?.grantedAt !== undefined && before?.grantedAt === undefined;
		if (sighting !== undefined) known.set(sighting.mac, before === undefined ? sighting : mergeSightings(before, sighting));
		for (const type of toRecordEventTypes(record, isFirst)) events.push({ at: record.at, type, recordId: record.id });
	}
	await saveSightings(db, dialect, [...known.values()]);
	return events;
}
