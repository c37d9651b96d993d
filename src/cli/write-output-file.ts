import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DmsError } from '../domain/errors.ts';

/**
 * Writes a file whole or not at all: beside its place first, then renamed into it.
 * @returns how many bytes. @throws DmsError `value.invalid` where the file exists and is not to be replaced, `file.unreadable`.
 */
export async function writeOutputFile(
	path: string,
	chunks: AsyncIterable<Uint8Array>,
	{ force }: { readonly force: boolean },
): Promise<number> {
	if (!force && (await exists(path))) {
		throw new DmsError('value.invalid', `${path} exists`, { field: 'output', hint: '--force replaces it.' });
	}
	const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}.partial`);
	try {
		const size = await writeDraft(draft, chunks);
		await rename(draft, path);
		return size;
	} catch (cause) {
		await rm(draft, { force: true });
		// Only what the file system says is about the output; everything else comes from where the bytes come from.
		if (!(cause instanceof Error && 'syscall' in cause && 'code' in cause)) throw cause;
		throw new DmsError('file.unreadable', `${path} cannot be written: ${String(cause.code)}`, { cause });
	}
}

async function writeDraft(draft: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
	const handle = await open(draft, 'wx');
	try {
		let size = 0;
		for await (const chunk of chunks) {
			await handle.writeFile(chunk);
			size += chunk.length;
		}
		await handle.sync();
		return size;
	} finally {
		await handle.close();
	}
}

async function exists(path: string): Promise<boolean> {
	return (await stat(path).catch(() => undefined)) !== undefined;
}
