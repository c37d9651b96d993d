import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import { type EventType, toRecordEvent, toRecordEventTypes } from '../../src/domain/event.ts';
import { sampleMac, sampleRecord } from '../contract/samples.ts';

describe('the events of an access record', () => {
	const rows: readonly [string, Partial<AccessRecord>, boolean, readonly EventType[]][] = [
		['a file that was served', {}, false, ['dms.file.served']],
		['a file that was served for the first time', {}, true, ['dms.device.first-seen', 'dms.file.served']],
		['a version that the device has', { status: 304, reason: 'not-modified' }, false, ['dms.file.served']],
		['an upload', { method: 'PUT', status: 204 }, false, []],
		['the first thing that a device does, an upload', { method: 'POST', status: 204 }, true, ['dms.device.first-seen']],
		['a refusal', { status: 403, reason: 'certificate.revoked' }, false, ['dms.file.refused']],
		['a device that nobody knows', { status: 403, reason: 'device.unknown' }, false, ['dms.file.refused', 'dms.device.unknown']],
	];
	it.each(rows)('%s', (_, fields, isFirst, types) => {
		expect(toRecordEventTypes(sampleRecord(fields), isFirst)).toEqual(types);
	});

	it('name the file without its folder and the values of its query', () => {
		const record = sampleRecord({ path: '/dms/type/folder/a.xml?token=', mac: sampleMac(1), deviceId: '7', deviceTypeName: 'Sample' });
		const event = toRecordEvent(record, 'dms.file.served');
		expect(event).toMatchObject({ at: record.at, subject: sampleMac(1), deviceId: '7', deviceType: 'Sample' });
		expect(event.data).toEqual({ file: 'a.xml', status: 200, bytes: 1234, record: record.id, remoteAddress: '127.0.0.1' });
	});
});
