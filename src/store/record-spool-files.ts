import { closeSync, fstatSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DmsError } from '../domain/errors.ts';

/** A file that its writer has not touched for so long has no writer any more. */
export const abandonedAfterMs = 60_000;

/** One process at a time writes a file; a finished one is never written again. */
export const writtenEnding = '.open';
export const finishedEnding = '.done';

export interface SpoolFile {
	/** Without its ending, which changes when the file is finished. Names sort in the order in which one process has written. */
	readonly name: string;
	readonly path: string;
	readonly bytes: number;
	/** Nobody writes it any more. */
	readonly isFinished: boolean;
}

/** The spool files of a directory, ordered by name; none where the directory does not exist. */
export function listSpoolFiles(directory: string): readonly SpoolFile[] {
	const latestMs = Date.now() - abandonedAfterMs;
	return namesIn(directory)
		.sort()
		.flatMap((entry) => {
			const isWritten = entry.endsWith(writtenEnding);
			if (!isWritten && !entry.endsWith(finishedEnding)) return [];
			const path = join(directory, entry);
			const stat = statSync(path, { throwIfNoEntry: false });
			if (stat === undefined) return [];
			const name = entry.slice(0, -writtenEnding.length);
			return [{ name, path, bytes: stat.size, isFinished: !isWritten || stat.mtimeMs < latestMs }];
		});
}

/** Whole lines of a file from a place on. */
export interface SpoolPiece {
	/** Without their line feeds. */
	readonly lines: readonly string[];
	/** The place after them. */
	readonly end: number;
	/** Size of the file. */
	readonly fileBytes: number;
	/** Nothing follows, except perhaps the beginning of a line. */
	readonly reachesEnd: boolean;
}

const lineFeed = 0x0a;

/**
 * At most `mostBytes` of a file, as far as its last whole line, or as its first one; a longer line is passed over in
 * pieces, which are no lines of ours. @returns undefined when the file is gone.
 */
export function readSpoolFile(file: SpoolFile, start: number, mostBytes: number, extent: 'all' | 'first line'): SpoolPiece | undefined {
	const descriptor = openIfThere(file);
	if (descriptor === undefined) return undefined;
	try {
		const { size: fileBytes } = fstatSync(descriptor);
		const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(fileBytes - start, mostBytes)));
		const bytes = buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, start));
		const lineEnd = extent === 'all' ? bytes.lastIndexOf(lineFeed) : bytes.indexOf(lineFeed);
		const isTooLong = lineEnd < 0 && bytes.length === mostBytes;
		const length = isTooLong ? bytes.length : lineEnd + 1;
		return {
			lines: isTooLong ? [''] : lineEnd < 0 ? [] : bytes.toString('utf8', 0, lineEnd).split('\n'),
			end: start + length,
			fileBytes,
			reachesEnd: start + bytes.length >= fileBytes && (extent === 'all' || length === bytes.length),
		};
	} finally {
		closeSync(descriptor);
	}
}

/** The last look at a file that was settled up to `bytes`. @returns false when it has grown in spite of all. */
export function removeSpoolFile({ path }: SpoolFile, bytes: number): boolean {
	const stat = statSync(path, { throwIfNoEntry: false });
	if (stat !== undefined && stat.size !== bytes) return false;
	rmSync(path, { force: true });
	return true;
}

/** A file may be finished, and get its other name, at any moment. */
function openIfThere({ path }: SpoolFile): number | undefined {
	const finished = path.endsWith(writtenEnding) ? path.slice(0, -writtenEnding.length) + finishedEnding : path;
	return openForReading(path) ?? openForReading(finished);
}

function openForReading(path: string): number | undefined {
	try {
		return openSync(path, 'r');
	} catch (error) {
		if (isMissing(error)) return undefined;
		throw toSpoolError(path, error);
	}
}

function namesIn(directory: string): string[] {
	try {
		return readdirSync(directory);
	} catch (error) {
		if (isMissing(error)) return [];
		throw toSpoolError(directory, error);
	}
}

export function toSpoolError(path: string, cause: unknown): DmsError {
	return new DmsError(
		'store.unavailable',
		`the spool of access records ${path} cannot be used: ${cause instanceof Error ? cause.message : ''}`,
		{
			cause,
		},
	);
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
