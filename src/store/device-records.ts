import type { AccessPageAnswer, AccessRecord, DeviceRecordsPage } from '../domain/access-record.ts';
import { fromRecordText } from './record-spool-lines.ts';
import type { Flag } from './row-values.ts';
import type { FixedRead, Session } from './session.ts';

interface FoundRow {
	readonly id: string;
	readonly record: string;
	readonly bytes: number;
	readonly aborted: Flag;
}

const byMac: FixedRead<FoundRow> = {
	name: 'record_by_mac',
	text: `select id, record, bytes, aborted from records.access_record
		where mac = $1 and id < $2 order by id desc limit $3`,
};
const byDevice: FixedRead<FoundRow> = {
	name: 'record_by_device',
	text: `select id, record, bytes, aborted from records.access_record
		where device_id = $1 and mac is null and id < $2 order by id desc limit $3`,
};
/** No id is larger. */
const afterAll = 'g';

/** Two reads, each by an index of its own: a device that has proven no MAC address is known by its id alone. */
export async function findDeviceRecords(
	session: Session,
	{ deviceId, mac, limit, beforeId = afterAll }: DeviceRecordsPage,
): Promise<AccessPageAnswer> {
	const ofMac = mac === undefined ? [] : await session.fetch(byMac, [mac, beforeId, limit + 1]);
	const ofDevice = await session.fetch(byDevice, [deviceId, beforeId, limit + 1]);
	const newest = [...ofMac, ...ofDevice].toSorted((one, other) => (one.id < other.id ? 1 : -1));
	const page = newest.slice(0, limit);
	const last = newest.length > limit ? page.at(-1) : undefined;
	return { records: page.reverse().map(toRecord), ...(last === undefined ? {} : { nextBeforeId: last.id }) };
}

function toRecord({ record, bytes, aborted }: FoundRow): AccessRecord {
	return { ...fromRecordText(record), bytes, aborted: aborted === 1 };
}
