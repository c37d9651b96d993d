import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { ZipArchive } from 'archiver';
import type { NewDeviceType } from '../domain/device-type.ts';
import type { NewDeviceTypeFile } from '../domain/device-type-file.ts';
import { checkDistinctFileFormats } from '../domain/device-type-rules.ts';
import { DmsError } from '../domain/errors.ts';
import { type ArchivedFile, descriptorPath } from './descriptor.ts';
import { hasArchiveName, isArchiveStart, toContentPath } from './entry-path.ts';
import type { ArchivedTagSet } from './tag-set-elements.ts';
import { toDescriptorXml } from './write-descriptor.ts';

/** A file to be written and a way to its bytes, called once and only when they are wanted. */
export interface FileToWrite {
	readonly file: NewDeviceTypeFile;
	/** Absent with a file that has no content. */
	readonly read?: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** The first moment that a zip archive can name: the same device type gives the same bytes on every day. */
const entryDate = new Date('1980-01-01T00:00:00Z');
const entryMode = 0o644;

/**
 * Writes an archive piece by piece: the descriptor first, then the contents in the order of the files. It holds no
 * password. The caller's stream fails when a content is not what its reference says.
 * @throws DmsError `dtaf.nested-archive` for a file that no import would take, `dtaf.size-mismatch`, `dtaf.sha256-mismatch`,
 * `device-type-file.exists`, `value.invalid`.
 */
export async function* writeArchive(
	type: NewDeviceType,
	files: readonly FileToWrite[],
	tagSets: readonly ArchivedTagSet[] = [],
): AsyncGenerator<Uint8Array, void, undefined> {
	checkDistinctFileFormats(files.map(({ file }) => file));
	const archived = files.map(({ file }) => toArchivedFile(file));
	const descriptor = Buffer.from(toDescriptorXml({ type, files: archived, tagSets }));
	const zip = new ZipArchive({ zlib: { level: 9 } });
	const stop = new AbortController();
	const filled = fill(zip, descriptor, files, stop.signal).catch((error: unknown) => {
		zip.destroy(error instanceof Error ? error : new Error(String(error)));
	});
	try {
		for await (const chunk of zip as AsyncIterable<Uint8Array>) yield chunk;
	} finally {
		// A reader that has enough must not leave a content open.
		stop.abort();
		zip.destroy();
		await filled;
	}
}

function toArchivedFile(file: NewDeviceTypeFile): ArchivedFile {
	if (hasArchiveName(file.fileFormat)) throw nestedArchive(file.fileFormat);
	return file.content === undefined ? { file } : { file, contentPath: toContentPath(file.fileFormat) };
}

/** One entry after the other, so that one content alone is open at a time. */
async function fill(zip: ZipArchive, descriptor: Buffer, files: readonly FileToWrite[], signal: AbortSignal): Promise<void> {
	await append(zip, descriptor, descriptorPath, signal);
	for (const { file, read } of files) {
		if (file.content === undefined) continue;
		const source = Readable.from(prove(file, read?.() ?? []), { signal });
		// The library pipes a source without looking at its errors.
		source.on('error', (error) => zip.destroy(error));
		await append(zip, source, toContentPath(file.fileFormat), signal);
	}
	await zip.finalize();
}

async function append(zip: ZipArchive, source: Buffer | Readable, name: string, signal: AbortSignal): Promise<void> {
	const done = once(zip, 'entry', { signal });
	zip.append(source, { name, date: entryDate, mode: entryMode });
	await done;
}

async function* prove(
	{ fileFormat, content }: NewDeviceTypeFile,
	chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	const hash = createHash('sha256');
	let size = 0;
	for await (const chunk of chunks) {
		if (size === 0 && isArchiveStart(chunk)) throw nestedArchive(fileFormat);
		size += chunk.length;
		hash.update(chunk);
		yield chunk;
	}
	if (size !== content?.size)
		throw new DmsError('dtaf.size-mismatch', `file ${fileFormat} has ${size} bytes, not the ${content?.size} of its reference`);
	if (hash.digest('hex') !== content.sha256)
		throw new DmsError('dtaf.sha256-mismatch', `file ${fileFormat} has not the SHA-256 of its reference`);
}

function nestedArchive(fileFormat: string): DmsError {
	return new DmsError('dtaf.nested-archive', `file ${fileFormat} is a zip archive, which no import takes`, {
		hint: 'hand the file over in another way',
	});
}
