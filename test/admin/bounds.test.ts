import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeArchive } from '../../src/dtaf/write-archive.ts';
import { openSample } from '../app/administration/samples.ts';
import { DmsProcess } from '../helpers/server-process.ts';

const mebibyte = 1024 * 1024;
const token = randomBytes(32).toString('hex');
const typeName = 'Sample IP-DECT 2000';

interface Outcome {
	readonly status: number;
	/** The first piece of the answer. */
	readonly text: string;
	readonly lines: number;
	/** How much more memory the process had at its worst moment than before, in MiB. */
	readonly growthMiB: number;
	readonly seconds: number;
}

/** A server as it is installed, whose memory is looked at from outside; the numbers are those of Linux. */
describe.skipIf(process.platform !== 'linux')('what is large', () => {
	let directory: string;
	let server: DmsProcess;
	let port: number;

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-bounds-'));
		const environment = { PLAY_AUTH_TOKEN: token, DMS_ADMIN_ADDRESS: '127.0.0.1:0', DMS_WORKERS: '1' };
		server = new DmsProcess(['serve', '--data', directory, '--device', '127.0.0.1:0'], environment);
		await server.waitFor(/^ready$/m);
		port = Number((await server.waitFor(/^administrators: http:\/\/127\.0\.0\.1:(\d+)$/m))[1]);
	}, 60_000);
	afterAll(async () => {
		await server.killGroup();
		await rm(directory, { recursive: true, force: true });
	});

	async function send(method: string, path: string, mediaType?: string, body?: Uint8Array): Promise<Outcome> {
		// The mark of the largest size is set back (proc(5), clear_refs).
		writeFileSync(`/proc/${server.pid}/clear_refs`, '5');
		const before = sizeOf('VmRSS');
		const startedMs = performance.now();
		const sent = request({
			...{ host: '127.0.0.1', port, method, path: `/api/v1/${path}` },
			headers: { authorization: `Bearer ${token}`, ...(mediaType === undefined ? {} : { 'content-type': mediaType }) },
		});
		sent.end(body);
		const [answer] = (await once(sent, 'response')) as [AsyncIterable<Buffer> & { statusCode: number }];
		let text = '';
		let lines = 0;
		for await (const chunk of answer) {
			text ||= chunk.toString();
			for (const byte of chunk) if (byte === 0x0a) lines++;
		}
		const seconds = (performance.now() - startedMs) / 1000;
		return { status: answer.statusCode, text, lines, growthMiB: sizeOf('VmHWM') - before, seconds };
	}

	function sizeOf(name: 'VmRSS' | 'VmHWM'): number {
		const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1];
		return Number(kibibytes) / 1024;
	}

	it('an archive with 100 MiB of firmware is imported in 300 MiB, and its content streamed in next to nothing', async () => {
		const archived = await archiveWithFirmware(randomBytes(100 * mebibyte));
		const imported = await send('POST', 'dtaf/import', 'application/zip', archived);
		expect([imported.status, imported.text]).toEqual([200, expect.stringContaining('"outcome":"created"')]);
		expect(imported.growthMiB).toBeLessThan(300);
		const content = await send('GET', `device-types/${encodeURIComponent(typeName)}/files/firmware.bin/content`);
		expect(content.status).toBe(200);
		expect(content.growthMiB).toBeLessThan(100);
	}, 120_000);

	it('100,000 device profiles come in and go out as CSV in bounded memory', async () => {
		const head = 'deviceType,deviceName,serviceProvider,group,mac,userName,password,linePort-1,authPassword-1,%NTP%';
		const rows = Array.from({ length: 100_000 }, (_, index) => {
			const mac = `0013d2${index.toString(16).padStart(6, '0')}`;
			return `${typeName},device-${index},acme,group-${index % 100},${mac},user-${index},secret-${index},${index}@sip.example.net,pw-${index},ntp`;
		});
		const imported = await send('POST', 'devices/import', 'text/csv', Buffer.from([head, ...rows, ''].join('\n')));
		expect([imported.status, imported.text]).toEqual([200, expect.stringContaining('"added":100000,"changed":0,"refusedRows":0')]);
		expect(imported.growthMiB).toBeLessThan(300);
		expect(imported.seconds).toBeLessThan(60);
		const exported = await send('GET', 'devices.csv');
		expect([exported.status, exported.lines]).toEqual([200, 100_001]);
		expect(exported.growthMiB).toBeLessThan(50);
		expect(exported.seconds).toBeLessThan(10);
	}, 120_000);
});

async function archiveWithFirmware(firmware: Buffer): Promise<Buffer> {
	const { descriptor, readContent } = await openSample('Sample-IP-DECT-2000');
	const files = descriptor.files.map(({ file }) =>
		file.content === undefined ? { file } : { file, read: () => readContent(file.fileFormat) },
	);
	const [{ file } = { file: undefined }] = files;
	if (file === undefined) throw new Error('the sample has no file');
	const content = { sha256: createHash('sha256').update(firmware).digest('hex'), size: firmware.length };
	const name = { fileFormat: 'firmware.bin', remoteFileFormat: 'firmware.bin' };
	const added = { ...file, ...name, fileCategory: 'Static', fileSource: 'Manual', content } as const;
	return Buffer.concat(
		await Array.fromAsync(writeArchive(descriptor.type, [...files, { file: added, read: () => inPieces(firmware) }], descriptor.tagSets)),
	);
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
	for (let start = 0; start < bytes.length; start += mebibyte) yield bytes.subarray(start, start + mebibyte);
}
