import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { DmsError } from '../domain/errors.ts';
import { checkLength, type LimitName } from '../domain/limits.ts';
import type { CommandSession } from './command-session.ts';

/** A file in pieces; `size` is unknown for a pipe. */
export interface Input {
	readonly chunks: AsyncIterable<Uint8Array>;
	/** Bytes. */
	readonly size?: number;
}

/** `-` is standard input. @throws DmsError `file.unreadable`, also while it is read. */
export async function openInput(session: CommandSession, path: string): Promise<Input> {
	const { interrupted, stdin } = session.ports;
	if (path === '-') return { chunks: addAbortSignal(interrupted, stdin) };
	const stats = await stat(path).catch((cause: unknown) => {
		throw unreadable(path, cause);
	});
	if (stats.isDirectory()) throw new DmsError('file.unreadable', `${path} is a directory`);
	return { chunks: readPieces(path, interrupted), ...(stats.isFile() ? { size: stats.size } : {}) };
}

async function* readPieces(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
	try {
		for await (const chunk of createReadStream(path, { signal })) yield chunk as Uint8Array;
	} catch (cause) {
		signal.throwIfAborted();
		throw unreadable(path, cause);
	}
}

/** The same pieces, until the person wants no more. @throws AbortError. */
export async function* untilInterrupted(chunks: AsyncIterable<Uint8Array>, { ports }: CommandSession): AsyncGenerator<Uint8Array> {
	for await (const chunk of chunks) {
		ports.interrupted.throwIfAborted();
		yield chunk;
	}
}

/** A whole file of bounded size. @throws DmsError `file.unreadable`, `content.too-large`. */
export async function readWholeFile(path: string, maxBytes: number): Promise<Buffer> {
	const handle = await open(path, 'r').catch((cause: unknown) => {
		throw unreadable(path, cause);
	});
	try {
		const chunks: Buffer[] = [];
		let size = 0;
		for await (const chunk of handle.createReadStream({ autoClose: false })) {
			size += (chunk as Buffer).length;
			if (size > maxBytes) throw new DmsError('content.too-large', `${path} has more than ${maxBytes} bytes`);
			chunks.push(chunk as Buffer);
		}
		return Buffer.concat(chunks);
	} catch (cause) {
		if (cause instanceof DmsError) throw cause;
		throw unreadable(path, cause);
	} finally {
		await handle.close();
	}
}

const longestPasswordFile = 1024;
const readableByOthers = 0o044;

/** The one line of a file; a file that others can read gets a warning. @throws DmsError `file.unreadable`, `value.*`. */
export async function readPasswordFile(session: CommandSession, path: string, limit: LimitName = 'password'): Promise<string> {
	const bytes = await readWholeFile(path, longestPasswordFile);
	const { mode } = await stat(path);
	if ((mode & readableByOthers) !== 0) await session.output.warn(`${path} can be read by others; chmod 600 keeps it to you`);
	const password = bytes.toString('utf8').replace(/\r?\n$/, '');
	if (/[\r\n]/.test(password))
		throw new DmsError('value.invalid', `${path} has more than one line; a password file has one`, { field: 'password' });
	if (password === '') throw new DmsError('value.too-short', `${path} is empty`, { field: 'password' });
	checkLength(`the password in ${path}`, password, limit);
	return password;
}

function unreadable(path: string, cause: unknown): DmsError {
	const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
	const why = code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read by you' : `cannot be read: ${code}`;
	return new DmsError('file.unreadable', `${path} ${why}`, { cause });
}
