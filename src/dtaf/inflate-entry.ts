import { crc32, createInflateRaw } from 'node:zlib';
import { DmsError } from '../domain/errors.ts';
import { toShownPath } from './entry-path.ts';
import type { ZipEntry } from './zip-entries.ts';

const chunkBytes = 64 * 1024;

/**
 * The content of an entry in pieces of at most 64 KiB. It never yields more than the declared size; a wrong size or
 * checksum is thrown at the latest after the last piece.
 * @throws DmsError `dtaf.size-mismatch`, `dtaf.crc-mismatch`, `dtaf.malformed`.
 */
export async function* inflateEntry(entry: ZipEntry): AsyncGenerator<Uint8Array, void, undefined> {
	let size = 0;
	let checksum = 0;
	for await (const chunk of entry.method === 'stored' ? slice(entry.compressed) : inflate(entry)) {
		size += chunk.length;
		// The declared size is within the limits, so this is what stops a bomb that lies.
		if (size > entry.size) throw sizeMismatch(entry, `more than the ${entry.size} bytes`);
		checksum = crc32(chunk, checksum);
		yield chunk;
	}
	if (size !== entry.size) throw sizeMismatch(entry, `${size} bytes, not the ${entry.size}`);
	if (checksum !== entry.crc32) throw new DmsError('dtaf.crc-mismatch', `entry ${toShownPath(entry.path)} has a wrong checksum`);
}

/** The whole content of an entry whose declared size the caller has bounded. @throws DmsError as `inflateEntry`. */
export async function inflateWhole(entry: ZipEntry): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of inflateEntry(entry)) chunks.push(chunk);
	return Buffer.concat(chunks);
}

function* slice(bytes: Uint8Array): Generator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function* inflate(entry: ZipEntry): AsyncGenerator<Uint8Array> {
	const inflater = createInflateRaw({ chunkSize: chunkBytes });
	inflater.end(entry.compressed);
	try {
		for await (const chunk of inflater as AsyncIterable<Buffer>) yield chunk;
	} catch (cause) {
		throw new DmsError('dtaf.malformed', `the archive is damaged: entry ${toShownPath(entry.path)} cannot be inflated`, { cause });
	}
	// Bytes after the end of the compressed stream would be read by nobody here.
	if (inflater.bytesWritten !== entry.compressed.length) throw sizeMismatch(entry, 'fewer compressed bytes than the archive');
}

function sizeMismatch(entry: ZipEntry, detail: string): DmsError {
	return new DmsError('dtaf.size-mismatch', `entry ${toShownPath(entry.path)} has ${detail} that it declares`);
}
