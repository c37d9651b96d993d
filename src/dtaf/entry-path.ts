import { DmsError } from '../domain/errors.ts';

const archiveStarts = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].map((start) => Buffer.from(start, 'latin1'));

/**
 * The name of an entry as text: relative, `/` between its segments, one at the end of a directory.
 * @throws DmsError `dtaf.path`.
 */
export function parseEntryPath(bytes: Uint8Array, maxPathBytes: number): string {
	if (bytes.length > maxPathBytes) throw forbidden(`an entry name has ${bytes.length} bytes; the limit is ${maxPathBytes}`);
	let path: string;
	try {
		path = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch (cause) {
		throw new DmsError('dtaf.path', 'an entry name is not UTF-8', { cause });
	}
	checkEntryPath(path);
	return path;
}

/** @throws DmsError `dtaf.path` for traversal, absolute and drive paths, backslashes, empty segments, control characters. */
export function checkEntryPath(path: string): void {
	const shown = toShownPath(path);
	if (path === '') throw forbidden('an entry has an empty name');
	if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(path))
		throw forbidden(`entry ${shown} has a control character`);
	if (path.includes('\\')) throw forbidden(`entry ${shown} has a backslash`);
	if (path.startsWith('/')) throw forbidden(`entry ${shown} is an absolute path`);
	if (/^[A-Za-z]:/.test(path)) throw forbidden(`entry ${shown} names a drive`);
	const segments = path.replace(/\/$/, '').split('/');
	if (segments.includes('..')) throw forbidden(`entry ${shown} leads out of the archive`);
	if (segments.includes('') || segments.includes('.')) throw forbidden(`entry ${shown} has an empty segment`);
}

/** Two names with one key would be one file on some file system: case, composed characters and compatibility forms do not count. */
export function toCollisionKey(path: string): string {
	return path.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/** For messages: quoted, escaped, at most 80 characters. */
export function toShownPath(path: string): string {
	return JSON.stringify(path.length > 80 ? `${path.slice(0, 79)}…` : path);
}

/** Where `writeArchive` puts the content of a file. Many zip tools mishandle `%`, so it is encoded too. */
export function toContentPath(fileFormat: string): string {
	return `files/${encodeURIComponent(fileFormat)}`;
}

/** By name; see `isArchiveStart` for the content. */
export function hasArchiveName(path: string): boolean {
	return /\.(zip|dtaf)$/i.test(path);
}

/** Nobody here looks into an archive within an archive, so nobody would have checked it. Other formats, gzip too, pass as firmware. */
export function isArchiveStart(chunk: Uint8Array): boolean {
	return archiveStarts.some((start) => start.equals(chunk.subarray(0, start.length)));
}

function forbidden(detail: string): DmsError {
	return new DmsError('dtaf.path', detail);
}
