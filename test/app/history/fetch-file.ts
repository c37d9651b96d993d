import { findDeviceStanding } from '../../../src/app/history/device-standing.ts';
import { RecordIds } from '../../../src/app/record-ids.ts';
import type { AccessRecord } from '../../../src/domain/access-record.ts';
import { fileFormat, type HistoryStore } from './history-store.ts';

const ids = new RecordIds();

/** The device fetches what it should have. */
export async function fetchFile(
	{ store, clock }: HistoryStore,
	name: string,
	format = fileFormat,
	fields: Partial<AccessRecord> = {},
): Promise<void> {
	const { device, files } = await findDeviceStanding(store, { name });
	const etag = files.find((file) => file.fileFormat === format)?.expected?.etag ?? '"none"';
	const at = clock.now();
	const what = {
		deviceId: device.id,
		fileFormat: format,
		etag,
		bytes: 1,
		path: '/x',
		requestId: 'r',
		remoteAddress: '127.0.0.1',
		remotePort: 1,
	};
	const how = { method: 'GET', status: 200, reason: 'granted', failedProofs: [], aborted: false, durationMs: 1 } as const;
	store.accessRecords.append([{ id: ids.next(at), at, ...what, ...how, ...fields }]);
}
