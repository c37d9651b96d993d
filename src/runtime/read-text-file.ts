import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { DmsError } from '../domain/errors.ts';

/** The text of a file of at most `maxBytes`. @throws DmsError `file.unreadable`, naming the file. */
export function readTextFile(file: string, maxBytes: number): string {
	let handle: number;
	try {
		handle = openSync(file, 'r');
	} catch (cause) {
		throw unreadable(file, cause);
	}
	try {
		const stats = fstatSync(handle);
		if (!stats.isFile()) throw new DmsError('file.unreadable', `${file} is not a file`, { field: file });
		if (stats.size > maxBytes) {
			throw new DmsError('file.unreadable', `${file} has ${stats.size} bytes; the limit is ${maxBytes}`, { field: file });
		}
		return readFileSync(handle, 'utf8');
	} catch (cause) {
		throw cause instanceof DmsError ? cause : unreadable(file, cause);
	} finally {
		closeSync(handle);
	}
}

function unreadable(file: string, cause: unknown): DmsError {
	const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown error';
	return new DmsError('file.unreadable', `${file} cannot be read (${code})`, { field: file, cause });
}
