import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import { type EventType, toRecordEvent, toRecordEventTypes } from '../../src/domain/event.ts';
import { sampleMac, sampleRecord } from '../contract/samples.ts';

describe('the events of an access record', () => {
	const rows: readonly [string, Partial<AccessRecord>, boolean, readonly EventType[]][] = [
		['a file that was served', {}, false, ['dms.file.served']],
		['a file that was served for the first time', {}, true, ['dms.device.first-seen', 'dms.file.served']],
		['a version that the device has', { status: 304, reason: 'not-modified' }, false, ['dms.file.served']],
		['an upload', { method: 'PUT', status: 204 }, false, ['dms.file.uploaded']],
		[
			'the first thing that a device does, an upload',
			{ method: 'POST', status: 204 },
			true,
			['dms.device.first-seen', 'dms.file.uploaded'],
		],
		['an upload that was cut', { method: 'PUT', status: 400, reason: 'upload.aborted' }, false, ['dms.file.refused']],
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

	it('name an upload without the bytes of its answer', () => {
		const record = sampleRecord({ path: '/dms/type/boot.log', method: 'PUT', status: 204, bytes: 0 });
		const { data } = toRecordEvent(record, 'dms.file.uploaded');
		expect(data).toEqual({ file: 'boot.log', status: 204, record: record.id, remoteAddress: '127.0.0.1' });
	});
});
