import { createHash } from 'node:crypto';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { DmsError } from '../domain/errors.ts';
import { type ArchivedFile, type Descriptor, descriptorPath, parseDescriptor } from './descriptor.ts';
import { isArchiveStart, toShownPath } from './entry-path.ts';
import { inflateEntry, inflateWhole } from './inflate-entry.ts';
import { type ArchiveLimits, defaultArchiveLimits } from './limits.ts';
import { readZipEntries, type ZipEntry } from './zip-entries.ts';

/** An archive that was checked from its first to its last byte. */
export interface DtafArchive {
	readonly descriptor: Descriptor;
	/**
	 * The content of a file in pieces, inflated and proven anew: size, checksum and SHA-256 are right when the last
	 * piece was given. @throws DmsError `device-type-file.not-found`, `content.not-found` for a file without content, `dtaf.*`.
	 */
	readContent(fileFormat: string): AsyncIterable<Uint8Array>;
}

const shownEntries = 5;

/**
 * Reads an archive of our format and proves all of it, content included, so that an import fails before anything is
 * written. The bytes stay in memory as they are; contents are inflated in pieces and not kept.
 * @throws DmsError `dtaf.*`.
 */
export async function openArchive(bytes: Uint8Array, limits: ArchiveLimits = defaultArchiveLimits): Promise<DtafArchive> {
	if (bytes.length > limits.maxArchiveBytes) throw tooLarge(bytes.length, limits);
	const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const entries = readZipEntries(archive, limits);
	const descriptor = parseDescriptor(await readDescriptor(entries, limits), limits);
	const contents = matchContents(descriptor, entries);
	for (const { file, entry } of contents.values()) {
		for await (const _chunk of proveContent(file, entry)) {
			// Reading to the end is the proof.
		}
	}
	return { descriptor, readContent: (fileFormat) => readContent(descriptor, contents, fileFormat) };
}

/** As `openArchive`; the size is looked at before the file is read. @throws DmsError `file.unreadable`, `dtaf.*`. */
export async function openArchiveFile(path: string, limits: ArchiveLimits = defaultArchiveLimits): Promise<DtafArchive> {
	return openArchive(await readBounded(path, limits), limits);
}

async function readBounded(path: string, limits: ArchiveLimits): Promise<Uint8Array> {
	let handle: FileHandle | undefined;
	try {
		// Without the flag a named pipe would hold the thread until somebody writes.
		handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
		const stat = await handle.stat();
		// A pipe or a device says that it is empty and never ends.
		if (!stat.isFile()) throw new DmsError('file.unreadable', `${path} is not a file`);
		if (stat.size > limits.maxArchiveBytes) throw tooLarge(stat.size, limits);
		return await handle.readFile();
	} catch (cause) {
		if (cause instanceof DmsError) throw cause;
		throw new DmsError('file.unreadable', `${path} cannot be read`, { cause });
	} finally {
		await handle?.close();
	}
}

async function readDescriptor(entries: ReadonlyMap<string, ZipEntry>, limits: ArchiveLimits): Promise<Uint8Array> {
	const entry = entries.get(descriptorPath);
	if (entry === undefined) throw notRecognised([...entries.keys()]);
	if (entry.size > limits.maxDescriptorBytes) {
		throw new DmsError('dtaf.entry-too-large', `${descriptorPath} has ${entry.size} bytes; the limit is ${limits.maxDescriptorBytes}`);
	}
	return inflateWhole(entry);
}

/** The place where a reader of another vendor's archives would begin. */
function notRecognised(paths: readonly string[]): DmsError {
	const shown = paths.slice(0, shownEntries).map(toShownPath).join(', ');
	const more = paths.length > shownEntries ? ` and ${paths.length - shownEntries} more` : '';
	const found = paths.length === 0 ? 'it is empty' : `it holds ${shown}${more}`;
	const nested = paths.find((path) => path.endsWith(`/${descriptorPath}`));
	return new DmsError('dtaf.no-descriptor', `the format of the archive is not recognised: it has no ${descriptorPath}; ${found}`, {
		hint:
			nested === undefined
				? 'archives of other systems have to be converted first; docs/dtaf-format.md describes the format'
				: `${descriptorPath} must be at the root of the archive; pack the contents of the folder, not the folder`,
	});
}

interface Content {
	readonly file: ArchivedFile;
	readonly entry: ZipEntry;
}

function matchContents(descriptor: Descriptor, entries: ReadonlyMap<string, ZipEntry>): ReadonlyMap<string, Content> {
	const contents = new Map<string, Content>();
	const named = new Set<string>([descriptorPath]);
	for (const archived of descriptor.files) {
		const { file, contentPath } = archived;
		if (contentPath === undefined) continue;
		named.add(contentPath);
		const entry = entries.get(contentPath);
		if (entry === undefined) {
			throw new DmsError('dtaf.missing-payload', `file ${file.fileFormat}: ${toShownPath(contentPath)} is not in the archive`);
		}
		if (entry.size !== file.content?.size) {
			throw new DmsError(
				'dtaf.size-mismatch',
				`file ${file.fileFormat} has ${entry.size} bytes; the descriptor declares ${file.content?.size}`,
			);
		}
		contents.set(file.fileFormat, { file: archived, entry });
	}
	for (const path of entries.keys()) {
		if (!named.has(path)) throw new DmsError('dtaf.unexpected-entry', `entry ${toShownPath(path)} is not named by the descriptor`);
	}
	return contents;
}

async function* proveContent({ file }: ArchivedFile, entry: ZipEntry): AsyncGenerator<Uint8Array, void, undefined> {
	const hash = createHash('sha256');
	let isFirst = true;
	for await (const chunk of inflateEntry(entry)) {
		if (isFirst && isArchiveStart(chunk)) {
			throw new DmsError('dtaf.nested-archive', `the content of file ${file.fileFormat} is a zip archive`);
		}
		isFirst = false;
		hash.update(chunk);
		yield chunk;
	}
	if (hash.digest('hex') !== file.content?.sha256) {
		throw new DmsError('dtaf.sha256-mismatch', `the content of file ${file.fileFormat} has not the SHA-256 that the descriptor declares`);
	}
}

function readContent(descriptor: Descriptor, contents: ReadonlyMap<string, Content>, fileFormat: string): AsyncIterable<Uint8Array> {
	const content = contents.get(fileFormat);
	if (content !== undefined) return proveContent(content.file, content.entry);
	const isKnown = descriptor.files.some(({ file }) => file.fileFormat === fileFormat);
	if (isKnown) throw new DmsError('content.not-found', `file ${fileFormat} has no content in the archive`);
	throw new DmsError('device-type-file.not-found', `the archive has no file ${fileFormat}`);
}

function tooLarge(size: number, limits: ArchiveLimits): DmsError {
	return new DmsError('dtaf.too-large', `the archive has ${size} bytes; the limit is ${limits.maxArchiveBytes}`);
}
