import AdmZip from 'adm-zip';
import { DmsError } from '../domain/errors.ts';
import { hasArchiveName, parseEntryPath, toCollisionKey, toShownPath } from './entry-path.ts';
import type { ArchiveLimits } from './limits.ts';
import { readZipEnd } from './zip-end.ts';

/** An entry whose headers are consistent; its content is still to be proven. */
export interface ZipEntry {
	readonly path: string;
	readonly method: 'stored' | 'deflated';
	/** Bytes after inflating, as declared. */
	readonly size: number;
	readonly crc32: number;
	/** A view into the archive. */
	readonly compressed: Uint8Array;
}

const storedMethod = 0;
const deflatedMethod = 8;
const aesMethod = 99;
const localHeaderBytes = 30;
/** Bits of the general purpose flag. PKWARE APPNOTE 4.4.4. */
const encryptedBits = 0x0001 | 0x0040 | 0x2000;
const descriptorBit = 0x0008;
const patchBit = 0x0020;
/** Bits of the file type in the mode that Unix writers put into the external attributes. */
const typeBits = 0o170000;
const regularType = 0o100000;
const directoryType = 0o040000;
const reparsePointAttribute = 0x0400;

interface Span {
	readonly start: number;
	readonly end: number;
}

/**
 * The files of an archive by path. Everything that can be checked without inflating is: names, types, encryption,
 * declared sizes and ratios, that local and central headers agree, and that entries lie side by side, each byte of
 * the archive in one of them. Directories are left out.
 * @throws DmsError `dtaf.*`.
 */
export function readZipEntries(archive: Buffer, limits: ArchiveLimits): ReadonlyMap<string, ZipEntry> {
	const { directoryOffset, names } = readZipEnd(archive, limits);
	const paths = names.map((name) => parseEntryPath(name, limits.maxPathBytes));
	checkCollisions(paths);
	const headers = readHeaders(archive);
	if (headers.length !== paths.length) throw malformed('its directory can be read in two ways');
	const entries = new Map<string, ZipEntry>();
	const spans: Span[] = [];
	let totalBytes = 0;
	for (const [index, path] of paths.entries()) {
		const header = headers[index];
		if (header === undefined || !header.rawEntryName.equals(names[index] ?? Buffer.alloc(0)))
			throw malformed('its directory can be read in two ways');
		checkKind(path, header);
		checkDeclaredSize(path, header.header, limits);
		totalBytes += header.header.size;
		if (totalBytes > limits.maxTotalBytes)
			throw new DmsError('dtaf.too-large', `the entries of the archive have more than ${limits.maxTotalBytes} bytes`);
		const compressed = takeCompressed(path, header);
		spans.push(checkLocalHeader(path, header, archive));
		if (!path.endsWith('/')) entries.set(path, toEntry(path, header.header, compressed));
	}
	checkSpans(spans, directoryOffset);
	checkDirectories(paths);
	return entries;
}

function readHeaders(archive: Buffer): AdmZip.IZipEntry[] {
	try {
		return new AdmZip(archive, { noSort: true }).getEntries();
	} catch (cause) {
		throw new DmsError('dtaf.malformed', 'the archive is damaged: its directory cannot be read', { cause });
	}
}

function takeCompressed(path: string, entry: AdmZip.IZipEntry): Buffer {
	try {
		return entry.getCompressedData();
	} catch (cause) {
		throw new DmsError('dtaf.malformed', `the archive is damaged: entry ${toShownPath(path)} cannot be read`, { cause });
	}
}

function toEntry(path: string, header: AdmZip.IZipEntryHeader, compressed: Uint8Array): ZipEntry {
	return { path, method: header.method === storedMethod ? 'stored' : 'deflated', size: header.size, crc32: header.crc, compressed };
}

function checkCollisions(paths: readonly string[]): void {
	const seen = new Map<string, string>();
	for (const path of paths) {
		const key = toCollisionKey(path.replace(/\/$/, ''));
		const other = seen.get(key);
		if (other !== undefined) {
			throw new DmsError('dtaf.duplicate-entry', `entries ${toShownPath(other)} and ${toShownPath(path)} are the same name`);
		}
		seen.set(key, path);
	}
}

function checkKind(path: string, { header }: AdmZip.IZipEntry): void {
	const shown = toShownPath(path);
	const type = (header.attr >>> 16) & typeBits;
	const isPlain = type === 0 || type === (path.endsWith('/') ? directoryType : regularType);
	if (!isPlain || (header.attr & reparsePointAttribute) !== 0)
		throw new DmsError('dtaf.link', `entry ${shown} is a link or a special file`);
	if ((header.flags & encryptedBits) !== 0 || header.method === aesMethod)
		throw new DmsError('dtaf.encrypted', `entry ${shown} is encrypted`);
	if ((header.method !== storedMethod && header.method !== deflatedMethod) || (header.flags & patchBit) !== 0) {
		throw new DmsError('dtaf.compression', `entry ${shown} has compression method ${header.method}`, {
			hint: 'use a zip tool with its ordinary settings (deflate)',
		});
	}
	if (hasArchiveName(path)) throw new DmsError('dtaf.nested-archive', `entry ${shown} is an archive`);
	if (header.diskNumStart !== 0) throw malformed('it is one part of several');
}

function checkDeclaredSize(path: string, header: AdmZip.IZipEntryHeader, limits: ArchiveLimits): void {
	const shown = toShownPath(path);
	const { size, compressedSize } = header;
	if (size > limits.maxEntryBytes) {
		throw new DmsError('dtaf.entry-too-large', `entry ${shown} has ${size} bytes; the limit is ${limits.maxEntryBytes}`);
	}
	if (size > limits.ratioFreeBytes && size > compressedSize * limits.maxRatio) {
		throw new DmsError(
			'dtaf.ratio',
			`entry ${shown} inflates from ${compressedSize} to ${size} bytes; the limit is ${limits.maxRatio} to 1`,
		);
	}
	if (header.method === storedMethod && size !== compressedSize) throw wrongSize(path);
	if (path.endsWith('/') && size !== 0) throw malformed(`directory ${shown} has a content`);
}

/** What another reader takes from the local header must be what this one takes from the directory. */
function checkLocalHeader(path: string, entry: AdmZip.IZipEntry, archive: Buffer): Span {
	const { header } = entry;
	const local = header.localHeader;
	const start = header.offset;
	const nameEnd = start + localHeaderBytes + Number(local['fnameLen']);
	if (!archive.subarray(start + localHeaderBytes, nameEnd).equals(entry.rawEntryName) || local['method'] !== header.method) {
		throw malformed(`entry ${toShownPath(path)} has another name or method in its own header than in the directory`);
	}
	const flags = Number(local['flags']);
	if ((flags & encryptedBits) !== 0) throw new DmsError('dtaf.encrypted', `entry ${toShownPath(path)} is encrypted`);
	const end = header.realDataOffset + header.compressedSize;
	if ((flags & descriptorBit) === 0) {
		checkAgreement(path, header, Number(local['crc']), Number(local['compressedSize']), Number(local['size']));
		return { start, end };
	}
	// PKWARE APPNOTE 4.4.4: with the bit set the true values follow the data; here are zeros, of some writers only where they had to.
	checkAgreement(
		path,
		header,
		Number(local['crc']) || header.crc,
		Number(local['compressedSize']) || header.compressedSize,
		Number(local['size']) || header.size,
	);
	return { start, end: checkDataDescriptor(path, header, archive, end) };
}

/** PKWARE APPNOTE 4.3.9: the signature is optional. Returns where the descriptor ends. */
function checkDataDescriptor(path: string, header: AdmZip.IZipEntryHeader, archive: Buffer, at: number): number {
	const fields = at + 4 <= archive.length && archive.readUInt32LE(at) === 0x08074b50 ? at + 4 : at;
	if (fields + 12 > archive.length) throw malformed(`entry ${toShownPath(path)} is cut off`);
	checkAgreement(path, header, archive.readUInt32LE(fields), archive.readUInt32LE(fields + 4), archive.readUInt32LE(fields + 8));
	return fields + 12;
}

function checkAgreement(path: string, header: AdmZip.IZipEntryHeader, crc: number, compressedSize: number, size: number): void {
	if (compressedSize !== header.compressedSize || size !== header.size) throw wrongSize(path);
	if (crc !== header.crc) throw new DmsError('dtaf.crc-mismatch', `entry ${toShownPath(path)} declares two checksums`);
}

/** Overlapping entries make a small archive inflate to a huge one; bytes between entries hide content from this reader. */
function checkSpans(spans: readonly Span[], directoryOffset: number): void {
	let expected = 0;
	for (const { start, end } of spans.toSorted((left, right) => left.start - right.start)) {
		if (start > expected && expected === 0) {
			throw new DmsError('dtaf.prepended-data', `${start} bytes stand before the first entry of the archive`);
		}
		if (start < expected) throw malformed('entries overlap');
		if (start > expected) throw malformed(`${start - expected} bytes belong to no entry`);
		expected = end;
	}
	if (expected !== directoryOffset) {
		if (expected === 0)
			throw new DmsError('dtaf.prepended-data', `${directoryOffset} bytes stand before the directory of an empty archive`);
		throw malformed(
			expected > directoryOffset ? 'an entry overlaps the directory' : `${directoryOffset - expected} bytes belong to no entry`,
		);
	}
}

/** A zip tool adds an entry for each folder; one that holds nothing is not part of this format. */
function checkDirectories(paths: readonly string[]): void {
	for (const path of paths) {
		if (path.endsWith('/') && !paths.some((other) => other !== path && other.startsWith(path))) {
			throw new DmsError('dtaf.unexpected-entry', `directory ${toShownPath(path)} is empty`);
		}
	}
}

function wrongSize(path: string): DmsError {
	return new DmsError('dtaf.size-mismatch', `entry ${toShownPath(path)} declares sizes that do not agree`);
}

function malformed(detail: string): DmsError {
	return new DmsError('dtaf.malformed', `the archive is damaged: ${detail}`);
}
