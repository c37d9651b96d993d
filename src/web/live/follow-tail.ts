import { answerOf } from '../api/answer.ts';
import type { Api } from '../api/client.ts';
import type { Session } from '../session/session.ts';
import { followStream, type StreamLine } from './follow-stream.ts';
import { type RecordQuery, toStreamPath } from './record-query.ts';
import type { AccessRecord, LiveEvent, Tail, TailEntry } from './tail.ts';

const eventsPath = '/api/v1/events/stream';
/** How many records are there at the beginning. */
const seedLimit = 100;

/** Fills a tail until it is left. */
export function followTail(tail: Tail, api: Api, session: Session, signal: AbortSignal): void {
	const { query, withEvents } = tail.wanted;
	const onLine = (line: StreamLine): void => {
		const entry = toEntry(line, query);
		if (entry !== undefined) tail.push(entry);
	};
	void followStream(toStreamPath(query), session, signal, { onLine, onState: tail.connect, onRefused: tail.refuse });
	// Without them the records go on: what is wrong with the one is most often wrong with both.
	if (withEvents) void followStream(eventsPath, session, signal, { onLine, onState: () => undefined, onRefused: () => undefined });
	void seed(tail, api, signal);
}

/** After the stream is asked for, so that nothing falls between the two. Where it fails, the tail begins empty. */
async function seed(tail: Tail, api: Api, signal: AbortSignal): Promise<void> {
	const query = { ...tail.wanted.query, limit: seedLimit };
	const read = answerOf(api.GET('/api/v1/access-records', { params: { query }, signal }));
	tail.seed(await read.then(({ items }) => items.map(toRecordEntry)).catch(() => []));
}

/** Nothing for a line that tells of no thing that is wanted. */
function toEntry(line: StreamLine, { macAddress, deviceType }: RecordQuery): TailEntry | undefined {
	if (line.kind === 'record') return toRecordEntry(line.record as AccessRecord);
	if (line.kind === 'gap') {
		return { kind: 'gap', id: `gap ${line.position}`, at: new Date().toISOString(), skipped: line.skipped ?? 0 };
	}
	if (line.kind !== 'event') return undefined;
	const event = line.event as LiveEvent;
	if (isOfRecord(event) || (macAddress !== undefined && event.subject !== macAddress)) return undefined;
	if (deviceType !== undefined && event.data?.['deviceType'] !== deviceType) return undefined;
	return { kind: 'event', id: `event ${event.id}`, at: event.time, event };
}

/** What the record of the request says already. */
function isOfRecord({ type }: LiveEvent): boolean {
	return type.startsWith('dms.file.') || type === 'dms.device.unknown';
}

function toRecordEntry(record: AccessRecord): TailEntry {
	return { kind: 'record', id: record.id, at: record.at, record };
}
