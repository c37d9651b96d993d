import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import { fromRecordText, RecordLineWriter, type SpoolLine, SpoolLineReader, toCorrectionLine } from '../../src/store/record-spool-lines.ts';
import { sampleMac, sampleRecord } from '../contract/samples.ts';

/** Every field that there is. */
const full: Required<AccessRecord> = {
	...sampleRecord(),
	method: 'GET',
	path: '/dms/x?a=,"method":',
	status: 200,
	reason: 'granted',
	detail: 'a "quoted" detail \u2028 ,"method":"PUT"}',
	proof: 'certificate',
	failedProofs: [{ proof: 'basic', reason: 'password.wrong' }],
	deviceTypeName: 'type',
	deviceName: 'name',
	deviceId: '1',
	mac: sampleMac(1),
	fileFormat: '%BWMACADDRESS%.xml',
	anchor: 'anchor',
	certificateSerial: '01',
	certificateFingerprint: 'ab',
	certificateSubject: 'CN=x',
	certificateNotAfter: new Date('2031-01-01T00:00:00Z'),
	bytes: 1,
	aborted: false,
	etag: '"1"',
	tlsVersion: 'TLSv1.3',
	cipherSuite: 'TLS_AES_128_GCM_SHA256',
	remoteAddress: '192.0.2.1',
	remotePort: 1,
	interface: '10.0.0.1:8443',
	proxy: '192.0.2.2',
	userAgent: 'agent',
	durationMs: 1.5,
};

/** For each field a record that differs from `full` in nothing else. */
const changes: readonly Partial<AccessRecord>[] = [
	{ id: 'other' },
	{ requestId: 'other' },
	{ at: new Date(full.at.getTime() + 1) },
	{ method: 'HEAD' },
	{ path: '/dms/y' },
	{ status: 206 },
	{ reason: 'not-modified' },
	{ detail: 'other' },
	{ proof: 'digest' },
	{ failedProofs: [] },
	{ deviceTypeName: 'other' },
	{ deviceName: 'other' },
	{ deviceId: '2' },
	{ mac: sampleMac(2) },
	{ fileFormat: 'other' },
	{ anchor: 'other' },
	{ certificateSerial: '02' },
	{ certificateFingerprint: 'cd' },
	{ certificateSubject: 'CN=y' },
	{ certificateNotAfter: new Date('2032-01-01T00:00:00Z') },
	{ bytes: 2 },
	{ aborted: true },
	{ etag: '"2"' },
	{ tlsVersion: 'TLSv1.2' },
	{ cipherSuite: 'other' },
	{ remoteAddress: '192.0.2.3' },
	{ remotePort: 2 },
	{ interface: '10.0.0.1:8444' },
	{ proxy: '192.0.2.4' },
	{ userAgent: 'other' },
	{ durationMs: 2 },
];

function toText(writer: RecordLineWriter, record: AccessRecord): string {
	return writer.toLine(record).trimEnd();
}

function recordOf(line: SpoolLine | undefined): AccessRecord | undefined {
	return line?.kind === 'record' ? line.record : undefined;
}

describe('the lines of a spool', () => {
	it('ok/each field has a change here', () => {
		expect(new Set(changes.flatMap(Object.keys))).toEqual(new Set(Object.keys(full)));
	});

	it.each(changes.map((change) => [Object.keys(change).join(), change] as const))(
		'ok/%s is written although all else was kept',
		(_, change) => {
			const [writer, reader] = [new RecordLineWriter(), new SpoolLineReader()];
			const changed = { ...full, ...change };
			for (const record of [full, changed, full, changed]) {
				const text = toText(writer, record);
				expect(recordOf(reader.parse(text))).toEqual(record);
				expect(recordOf(new SpoolLineReader().parse(text))).toEqual(record);
				expect(fromRecordText(text)).toEqual(record);
			}
		},
	);

	it('ok/a line of another order of fields is read as often as it is shown', () => {
		const { method, ...rest } = JSON.parse(toText(new RecordLineWriter(), full)) as Record<string, unknown>;
		const [first, ...others] = Object.entries(rest);
		const text = JSON.stringify(Object.fromEntries([first ?? ['', ''], ['method', method], ...others]));
		const reader = new SpoolLineReader();
		for (let time = 0; time < 2; time++) expect(recordOf(reader.parse(text))).toEqual(full);
	});

	it('ok/more records than are kept stay what they are', () => {
		const [writer, reader] = [new RecordLineWriter(), new SpoolLineReader()];
		const records = Array.from({ length: 5_000 }, (_, index) => ({ ...full, path: `/dms/${index}` }));
		for (const record of [...records, ...records]) expect(recordOf(reader.parse(toText(writer, record)))?.path).toBe(record.path);
	});

	it.each([
		['the time is no number', { at: 'now' }],
		['the id is missing', { id: undefined }],
		['the port is no number', { remotePort: '1' }],
		['the duration is missing', { durationMs: null }],
	])('reject/%s, behind what was kept', (_, damage) => {
		const [text, reader] = [toText(new RecordLineWriter(), full), new SpoolLineReader()];
		expect(reader.parse(text)).toBeDefined();
		expect(reader.parse(JSON.stringify({ ...JSON.parse(text), ...damage }))).toBeUndefined();
		expect(reader.parse(text.slice(1))).toBeUndefined();
		expect(reader.parse(text.slice(0, -1))).toBeUndefined();
	});

	it('ok/a correction is no record', () => {
		expect(new SpoolLineReader().parse(toCorrectionLine('x', 5).trimEnd())).toEqual({ kind: 'correction', id: 'x', bytesSent: 5 });
	});
});
