import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildSoundArchive } from '../../dtaf-samples/broken/broken-archives.ts';
import type { NewDeviceType } from '../../src/domain/device-type.ts';
import type { NewDeviceTypeFile } from '../../src/domain/device-type-file.ts';
import { openArchive } from '../../src/dtaf/read-archive.ts';
import { type FileToWrite, writeArchive } from '../../src/dtaf/write-archive.ts';
import { collect } from './collect.ts';

const { descriptor } = await openArchive(buildSoundArchive());
const type: NewDeviceType = descriptor.type;

function toFile(fileFormat: string, bytes: Uint8Array): NewDeviceTypeFile {
	const [first] = descriptor.files;
	if (first === undefined) throw new Error('the sample has no file');
	const content = { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
	return { ...first.file, fileFormat, remoteFileFormat: fileFormat, content };
}

const toFileToWrite = (fileFormat: string, bytes: Uint8Array): FileToWrite => ({ file: toFile(fileFormat, bytes), read: () => [bytes] });

describe('an archive that is written', () => {
	it('is the same, byte for byte, whenever and however its contents arrive', async () => {
		const bytes = randomBytes(200_000);
		async function* inSmallPieces(): AsyncGenerator<Uint8Array> {
			for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
		}
		const file = toFile('firmware.bin', bytes);
		const whole = await collect(writeArchive(type, [{ file, read: () => [bytes] }]));
		const pieces = await collect(writeArchive(type, [{ file, read: inSmallPieces }]));
		expect(pieces.equals(whole)).toBe(true);
	});

	it('holds no password', async () => {
		const password = 'correct-horse-battery';
		const { deviceManagement } = type.cpe;
		const withPassword = {
			...type,
			cpe: { ...type.cpe, deviceManagement: { ...deviceManagement, accessDeviceCredentials: { userName: 'phones', password } } },
		};
		const archive = await openArchive(await collect(writeArchive(withPassword, [])));
		expect(archive.descriptor.type.cpe.deviceManagement.accessDeviceCredentials).toEqual({ userName: 'phones', password: '' });
		expect(archive.descriptor.warnings).toEqual([]);
	});

	it('takes the longest file format of the widest characters', async () => {
		const fileFormat = '\u{1f600}'.repeat(128);
		const archive = await openArchive(await collect(writeArchive(type, [toFileToWrite(fileFormat, Buffer.from('x'))])));
		expect(archive.descriptor.files[0]?.file.fileFormat).toBe(fileFormat);
	});

	it('opens one content at a time, and closes it when the reader has enough', async () => {
		const open = new Set<string>();
		const opened: string[] = [];
		const block = randomBytes(1_000_000);
		const provide = (name: string) =>
			async function* (): AsyncGenerator<Uint8Array> {
				open.add(name);
				opened.push(`${name}:${open.size}`);
				try {
					for (let count = 0; count < 4; count += 1) yield block;
				} finally {
					open.delete(name);
				}
			};
		const bytes = Buffer.concat([block, block, block, block]);
		const files = ['a', 'b', 'c'].map((name) => ({ file: toFile(name, bytes), read: provide(name) }));
		await collect(writeArchive(type, files));
		expect(opened).toEqual(['a:1', 'b:1', 'c:1']);
		for await (const chunk of writeArchive(type, files)) {
			if (chunk.length > 0 && opened.length > 3) break;
		}
		await expect.poll(() => open.size).toBe(0);
		expect(opened).toHaveLength(4);
	});
});

describe('a content that cannot be exported', () => {
	const bytes = Buffer.from('what the reference says');
	const failing = async function* (): AsyncGenerator<Uint8Array> {
		yield bytes.subarray(0, 4);
		throw new Error('the disk is gone');
	};
	const rows: readonly (readonly [string, FileToWrite, object])[] = [
		[
			'reject/other bytes',
			{ file: toFile('a', bytes), read: () => [Buffer.from('WHAT the reference says')] },
			{ code: 'dtaf.sha256-mismatch' },
		],
		['reject/fewer bytes', { file: toFile('a', bytes), read: () => [bytes.subarray(1)] }, { code: 'dtaf.size-mismatch' }],
		['reject/no bytes', { file: toFile('a', bytes) }, { code: 'dtaf.size-mismatch' }],
		['reject/a source that fails', { file: toFile('a', bytes), read: failing }, { message: 'the disk is gone' }],
		['reject/a name that no import takes', toFileToWrite('firmware.zip', bytes), { code: 'dtaf.nested-archive' }],
		['reject/a zip under another name', toFileToWrite('firmware.bin', Buffer.from('PK\u0003\u0004rest')), { code: 'dtaf.nested-archive' }],
	];
	it.each(rows)('%s', async (_name, file, expected) => {
		await expect(collect(writeArchive(type, [file]))).rejects.toMatchObject(expected);
	});

	it('reject/two formats that differ in case alone', async () => {
		await expect(collect(writeArchive(type, [toFileToWrite('a', bytes), toFileToWrite('A', bytes)]))).rejects.toMatchObject({
			code: 'device-type-file.exists',
		});
	});
});
