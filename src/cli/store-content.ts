import type { ContentReference } from '../domain/device-type-file.ts';
import type { CommandSession } from './command-session.ts';
import { startProgress } from './progress.ts';
import { openInput } from './read-input.ts';

export const mostContentBytes = 512 * 1024 * 1024;

/** Streams a file into the content store; nobody sees it until something refers to it. @throws DmsError `file.unreadable`, `content.too-large`. */
export async function storeContent(session: CommandSession, path: string): Promise<ContentReference> {
	const { chunks, size } = await openInput(session, path);
	const progress = startProgress(session.output, 'bytes', size);
	try {
		return await (await session.store()).content.put(counted(chunks, progress.advance), mostContentBytes);
	} finally {
		progress.stop();
	}
}

/** The same pieces, each told to somebody who counts. */
export async function* counted(chunks: AsyncIterable<Uint8Array>, onBytes: (count: number) => void): AsyncGenerator<Uint8Array> {
	for await (const chunk of chunks) {
		onBytes(chunk.length);
		yield chunk;
	}
}
