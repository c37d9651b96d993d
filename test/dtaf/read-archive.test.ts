import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildArchiveWithPassword, buildSoundArchive, toDescriptor } from '../../dtaf-samples/broken/broken-archives.ts';
import { type RawEntry, toRawZip } from '../../dtaf-samples/broken/raw-zip.ts';
import { DmsError } from '../../src/domain/errors.ts';
import { inspectArchive } from '../../src/dtaf/inspect-archive.ts';
import { defaultArchiveLimits } from '../../src/dtaf/limits.ts';
import { openArchive, openArchiveFile } from '../../src/dtaf/read-archive.ts';
import { collect } from './collect.ts';

const mebibyte = 1024 * 1024;
const sound = buildSoundArchive();
const payload = Buffer.from('Nothing to see here.\n');

function toEntries(change: Partial<RawEntry> = {}, descriptor = toDescriptor()): RawEntry[] {
	return [
		{ name: 'device-type.xml', data: descriptor, ...change },
		{ name: 'files/motd.txt', data: payload, ...change },
	];
}

/** A sound archive whose only file has this content. */
function withContent(bytes: Uint8Array, change: Partial<RawEntry> = {}): Buffer {
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const text = toDescriptor(
		[createHash('sha256').update(payload).digest('hex'), sha256],
		[`size="${payload.length}"`, `size="${bytes.length}"`],
	);
	return toRawZip({
		entries: [
			{ name: 'device-type.xml', data: text },
			{ name: 'files/motd.txt', data: bytes, ...change },
		],
	});
}

describe('zip archives of other writers', () => {
	const accepted: readonly (readonly [string, () => Uint8Array])[] = [
		['ok/stored', () => toRawZip({ entries: toEntries({ method: 0 }) })],
		['ok/sizes after the data', () => toRawZip({ entries: toEntries({ dataDescriptor: true }) })],
		[
			'ok/sizes after the data, one of them before it too',
			() =>
				toRawZip({
					entries: [
						toEntries()[0],
						{ name: 'files/motd.txt', data: payload, dataDescriptor: true, local: { size: payload.length } },
					].flatMap((entry) => entry ?? []),
				}),
		],
		['ok/Unix modes', () => toRawZip({ entries: toEntries({ mode: 0o100644 }) })],
		['ok/with a comment', () => toRawZip({ entries: toEntries(), comment: 'made by hand' })],
		['ok/with an entry for the folder', () => toRawZip({ entries: [{ name: 'files/', mode: 0o040755, method: 0 }, ...toEntries()] })],
		[
			'ok/with a byte order mark in the descriptor',
			() => toRawZip({ entries: toEntries({}, `\ufeff${toDescriptor()}`).slice(0, 1).concat(toEntries().slice(1)) }),
		],
		['ok/in a view of a larger buffer', () => Buffer.concat([Buffer.alloc(7), sound]).subarray(7)],
	];
	it.each(accepted)('%s', async (_name, build) => {
		const archive = await openArchive(build());
		expect(await collect(archive.readContent('motd.txt'))).toEqual(payload);
	});

	it('accepts a content that is gzip, because firmware often is', async () => {
		const gzip = Buffer.concat([Buffer.from([0x1f, 0x8b, 0x08, 0x00]), randomBytes(100)]);
		const archive = await openArchive(withContent(gzip));
		expect(await collect(archive.readContent('motd.txt'))).toEqual(gzip);
	});
});

describe('a descriptor', () => {
	it('loses a password and tells so', async () => {
		const password = 'correct-horse-battery';
		const archive = await openArchive(buildArchiveWithPassword(password));
		expect(archive.descriptor.type.cpe.deviceManagement.accessDeviceCredentials).toEqual({ userName: 'phones', password: '' });
		expect(archive.descriptor.warnings).toHaveLength(1);
		expect(archive.descriptor.warnings[0]).toMatch(/password .* dropped/);
		expect(JSON.stringify(inspectArchive(archive))).not.toContain(password);
	});

	it('is told all that is wrong with it at once, with lines', async () => {
		const text = toDescriptor(
			['>motd.txt<', `>${'f'.repeat(129)}<`],
			['>Broken Sample<', `>${'n'.repeat(41)}<`],
			['>broken-sample<', '>/a<'],
		);
		const refusal = await openArchive(toRawZip({ entries: toEntries({}, text) })).catch((error: unknown) => error);
		if (!(refusal instanceof DmsError)) throw refusal;
		expect(refusal.code).toBe('dtaf.descriptor-invalid');
		expect(refusal.message).toContain('(and 2 more)');
		expect(refusal.findings).toEqual([
			expect.stringMatching(/^line \d+: deviceType has 41 characters; the limit is 40$/),
			expect.stringMatching(/^line \d+: deviceAccessURI "\/a" begins or ends with a slash/),
			expect.stringMatching(/^line \d+: file 1 \(f{64}\): fileFormat has 129 characters; the limit is 128$/),
		]);
	});

	it('keeps call-processing elements in their order', async () => {
		const text = toDescriptor(['<cpeDeviceOptions>', '<E164Capable>true</E164Capable><isTrusted> false </isTrusted><cpeDeviceOptions>']);
		const { descriptor } = await openArchive(toRawZip({ entries: toEntries({}, text) }));
		expect(descriptor.type.callProcessing).toEqual([
			{ name: 'E164Capable', value: 'true' },
			{ name: 'isTrusted', value: 'false' },
		]);
	});

	it('warns of what is kept and not served', async () => {
		const text = toDescriptor(
			['>Device Management<', '>Legacy<'],
			['<allowTftp>false', '<allowTftp>true'],
			[
				'<macInNonRequestURI>false</macInNonRequestURI>\n\t\t\t<macInCert>false</macInCert>\n\t\t\t<allowHttp>',
				'<bearerFileAuthentication>true</bearerFileAuthentication><macInNonRequestURI>false</macInNonRequestURI>\n\t\t\t<macInCert>false</macInCert>\n\t\t\t<allowHttp>',
			],
			[
				'<userNamePasswordFileAuthentication>false</userNamePasswordFileAuthentication>\n\t\t\t<bearer',
				'<userNamePasswordFileAuthentication>true</userNamePasswordFileAuthentication>\n\t\t\t<bearer',
			],
		);
		const { descriptor } = await openArchive(toRawZip({ entries: toEntries({}, text) }));
		expect(descriptor.warnings.join('\n')).toMatch(/Legacy is kept[\s\S]*allowTftp is kept[\s\S]*bearerFileAuthentication is kept/);
	});

	it('is named as missing where it lies in a folder', async () => {
		const entries = toEntries().map((entry) => ({ ...entry, name: `Sample/${String(entry.name)}` }));
		await expect(openArchive(toRawZip({ entries }))).rejects.toMatchObject({
			code: 'dtaf.no-descriptor',
			hint: expect.stringContaining('at the root'),
		});
	});
});

describe('the limits', () => {
	it('reject/an archive larger than its limit', async () => {
		const limits = { ...defaultArchiveLimits, maxArchiveBytes: sound.length - 1 };
		await expect(openArchive(sound, limits)).rejects.toMatchObject({ code: 'dtaf.too-large' });
	});

	it('reject/entries that are larger together than their limit', async () => {
		const limits = { ...defaultArchiveLimits, maxTotalBytes: toDescriptor().length };
		await expect(openArchive(sound, limits)).rejects.toMatchObject({ code: 'dtaf.too-large' });
	});

	it('ok/a small entry may have any ratio', async () => {
		const zeros = Buffer.alloc(mebibyte);
		const archive = await openArchive(withContent(zeros));
		expect(await collect(archive.readContent('motd.txt'))).toEqual(zeros);
	});

	it('holds no content of 128 MiB in memory while it proves it', async () => {
		const block = randomBytes(mebibyte);
		const archive = withContent(Buffer.concat(Array.from({ length: 128 }, () => block)), { method: 0 });
		const deflated = withContent(Buffer.alloc(128 * mebibyte, randomBytes(7_000).toString('base64')));
		expect(deflated.length).toBeLessThan(4 * mebibyte);
		const before = process.memoryUsage().arrayBuffers;
		let highest = 0;
		const watch = setInterval(() => {
			highest = Math.max(highest, process.memoryUsage().arrayBuffers);
		}, 2);
		await openArchive(archive);
		await openArchive(deflated);
		clearInterval(watch);
		expect(highest).toBeGreaterThan(0);
		expect(highest - before).toBeLessThan(64 * mebibyte);
	});
});

describe('a descriptor that is made to be slow', () => {
	const inFiles = (text: string): string => toDescriptor(['<files>', `<files>${text}`]);
	const inTagSet = (text: string): string =>
		toDescriptor(['</deviceTypeArchive>', `<tagSets><tagSet><tagSetName>a</tagSetName>${text}</tagSet></tagSets></deviceTypeArchive>`]);
	const rows: readonly (readonly [string, () => string])[] = [
		['empty files', () => inFiles('<file/>'.repeat(99_000))],
		['as many empty files as are allowed', () => inFiles('<file/>'.repeat(999))],
		['unknown elements', () => inFiles(Array.from({ length: 99_000 }, (_, index) => `<a${index}/>`).join(''))],
		['attributes', () => inFiles(`<a ${Array.from({ length: 99_000 }, (_, index) => `a${index}=""`).join(' ')}/>`)],
		['references', () => toDescriptor(['Broken', '&amp;'.repeat(380_000)])],
		['comments', () => toDescriptor(['Broken', '<!---->'.repeat(280_000)])],
		['white space', () => toDescriptor(['Broken', ' \n'.repeat(1_000_000)])],
		[
			'tags',
			() =>
				inTagSet(Array.from({ length: 22_000 }, (_, index) => `<tag><tagName>a${index}</tagName><tagValue>x</tagValue></tag>`).join('')),
		],
		['countries', () => inTagSet(`<region><regionName>a</regionName>${'<country>DE</country>'.repeat(90_000)}</region>`)],
	];
	it.each(rows)('%s are read or refused in time', async (_name, build) => {
		const [, content] = toEntries();
		const archive = toRawZip({ entries: [{ name: 'device-type.xml', data: build(), method: 0 }, content ?? { name: 'x' }] });
		const startedAt = performance.now();
		const answer = await openArchive(archive).catch((error: unknown) => error);
		expect(performance.now() - startedAt).toBeLessThan(2_000);
		if (answer instanceof DmsError) expect(answer.findings.length).toBeLessThanOrEqual(51);
		else expect(answer).toHaveProperty('descriptor');
	});
});

describe('damage anywhere in an archive', () => {
	it('is refused with a code of this format, or changes nothing that is read', async () => {
		const expected = (await openArchive(sound)).descriptor;
		const damage = fc.tuple(fc.nat({ max: sound.length - 1 }), fc.integer({ min: 1, max: 255 }));
		await fc.assert(
			fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (places) => {
				const damaged = Buffer.from(sound);
				for (const [at, bits] of places) damaged.writeUInt8((damaged[at] ?? 0) ^ bits, at);
				try {
					const archive = await openArchive(damaged);
					expect(archive.descriptor).toEqual(expected);
					expect(await collect(archive.readContent('motd.txt'))).toEqual(payload);
				} catch (error) {
					if (!(error instanceof DmsError)) throw error;
					expect(error.code).toMatch(/^dtaf\./);
				}
			}),
			{ numRuns: 1_500 },
		);
	});

	it('is refused wherever the archive is cut', async () => {
		for (let length = 0; length < sound.length; length += 1) {
			await expect(openArchive(sound.subarray(0, length))).rejects.toMatchObject({
				code: expect.stringMatching(/^dtaf\.(malformed|not-a-zip)$/),
			});
		}
	});
});

describe('reading a content', () => {
	it('reject/a file that the archive has not', async () => {
		const archive = await openArchive(sound);
		expect(() => archive.readContent('other.txt')).toThrow(expect.objectContaining({ code: 'device-type-file.not-found' }));
	});

	it('reject/bytes that were changed after the archive was opened', async () => {
		const bytes = Buffer.from(toRawZip({ entries: toEntries({ method: 0 }) }));
		const archive = await openArchive(bytes);
		bytes.write('Something', bytes.indexOf(payload));
		await expect(collect(archive.readContent('motd.txt'))).rejects.toMatchObject({ code: 'dtaf.crc-mismatch' });
	});

	it('may be left early and begun again', async () => {
		const content = randomBytes(mebibyte);
		const archive = await openArchive(withContent(content));
		for await (const chunk of archive.readContent('motd.txt')) {
			expect(chunk.length).toBeLessThanOrEqual(64 * 1024);
			break;
		}
		expect(await collect(archive.readContent('motd.txt'))).toEqual(content);
	});
});

describe('an archive in a file', () => {
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dtaf-'));
	});
	afterAll(() => rm(folder, { recursive: true }));

	it('ok/is read', async () => {
		const path = join(folder, 'sound.zip');
		await writeFile(path, sound);
		expect((await openArchiveFile(path)).descriptor.type.name).toBe('Broken Sample');
	});

	it('reject/is too large by its size on disk', async () => {
		const path = join(folder, 'large.zip');
		await writeFile(path, sound);
		await expect(openArchiveFile(path, { ...defaultArchiveLimits, maxArchiveBytes: 10 })).rejects.toMatchObject({ code: 'dtaf.too-large' });
	});

	it.each(['missing.zip', '.', '/dev/zero'])('reject/%s is no file', async (name) => {
		const path = name.startsWith('/') ? name : join(folder, name);
		await expect(openArchiveFile(path)).rejects.toMatchObject({ code: 'file.unreadable' });
	});
});
