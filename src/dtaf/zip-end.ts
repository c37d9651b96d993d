import { DmsError } from '../domain/errors.ts';
import type { ArchiveLimits } from './limits.ts';

const endSignature = Buffer.from('PK\x05\x06', 'latin1');
const zip64EndSignature = Buffer.from('PK\x06\x06', 'latin1');
const zip64LocatorSignature = Buffer.from('PK\x06\x07', 'latin1');
const directorySignature = 0x02014b50;
const endBytes = 22;
const zip64LocatorBytes = 20;
const directoryHeaderBytes = 46;
const maxCommentBytes = 0xffff;
const zip64Mark = 0xffffffff;

/** Where the central directory of a zip archive is and what its entries are called. */
export interface ZipEnd {
	readonly directoryOffset: number;
	/** Names as they stand in the central directory, in its order. */
	readonly names: readonly Uint8Array[];
}

/**
 * Reads the end record and walks the central directory before a library builds an object for each of its entries:
 * their number is checked first, and the directory must be one stretch that ends where the end record begins.
 * PKWARE APPNOTE 4.3.12, 4.3.16. Zip64 and archives in several parts are refused.
 * @throws DmsError `dtaf.not-a-zip`, `dtaf.too-many-entries`, `dtaf.prepended-data`, `dtaf.malformed`.
 */
export function readZipEnd(archive: Buffer, limits: ArchiveLimits): ZipEnd {
	const end = findEnd(archive);
	const count = archive.readUInt16LE(end + 10);
	if (count > limits.maxEntries) throw tooMany(limits);
	refuseZip64(archive, end);
	const disks = [archive.readUInt16LE(end + 4), archive.readUInt16LE(end + 6)];
	if (disks.some((disk) => disk !== 0) || archive.readUInt16LE(end + 8) !== count) throw malformed('it is one part of several');
	const directoryBytes = archive.readUInt32LE(end + 12);
	const directoryOffset = archive.readUInt32LE(end + 16);
	if (directoryOffset + directoryBytes !== end) throw misplaced(archive, end, directoryBytes);
	return { directoryOffset, names: walkDirectory(archive, directoryOffset, end, count, limits) };
}

function findEnd(archive: Buffer): number {
	const from = Math.max(0, archive.length - endBytes - maxCommentBytes);
	const found = archive.subarray(from).lastIndexOf(endSignature);
	if (found < 0) {
		if (archive.length >= 4 && archive.readUInt32LE(0) === 0x04034b50) throw malformed('its end is missing');
		throw new DmsError('dtaf.not-a-zip', 'the file is not a zip archive', {
			hint: 'a device type archive is a zip with device-type.xml in it',
		});
	}
	const end = from + found;
	if (end + endBytes > archive.length) throw malformed('its end is cut off');
	const after = archive.length - end - endBytes - archive.readUInt16LE(end + 20);
	if (after !== 0) throw malformed(after > 0 ? `${after} bytes follow its end` : 'its comment is cut off');
	return end;
}

/** A second end record near the first could make the library read another directory than the one checked here. */
function refuseZip64(archive: Buffer, end: number): void {
	const before = archive.subarray(Math.max(0, end - zip64LocatorBytes), end + 3);
	if ([endSignature, zip64EndSignature, zip64LocatorSignature].some((signature) => before.includes(signature))) {
		throw malformed('it has a zip64 or a second end record');
	}
}

function misplaced(archive: Buffer, end: number, directoryBytes: number): DmsError {
	const actual = end - directoryBytes;
	const isShifted = directoryBytes >= 4 && actual >= 0 && archive.readUInt32LE(actual) === directorySignature;
	if (isShifted) return new DmsError('dtaf.prepended-data', 'something stands before the first entry of the archive');
	return malformed('its directory is not where its end says');
}

function walkDirectory(archive: Buffer, offset: number, end: number, count: number, limits: ArchiveLimits): Uint8Array[] {
	const names: Uint8Array[] = [];
	let at = offset;
	while (at < end) {
		if (names.length === limits.maxEntries) throw tooMany(limits);
		if (at + directoryHeaderBytes > end || archive.readUInt32LE(at) !== directorySignature) throw malformed('its directory cannot be read');
		// Sizes and offset: the mark sends a reader to a zip64 extra field.
		if ([20, 24, 42].some((field) => archive.readUInt32LE(at + field) === zip64Mark)) throw malformed('it has a zip64 entry');
		const nameEnd = at + directoryHeaderBytes + archive.readUInt16LE(at + 28);
		const next = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
		if (next > end) throw malformed('its directory is cut off');
		names.push(archive.subarray(at + directoryHeaderBytes, nameEnd));
		at = next;
	}
	if (names.length !== count) throw malformed(`its directory has ${names.length} entries, its end says ${count}`);
	return names;
}

function tooMany(limits: ArchiveLimits): DmsError {
	return new DmsError('dtaf.too-many-entries', `the archive has more than ${limits.maxEntries} entries`);
}

function malformed(detail: string): DmsError {
	return new DmsError('dtaf.malformed', `the archive is damaged: ${detail}`);
}
