import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { AdminContext } from './admin-context.ts';
import type { SentOctets } from './octets.ts';

/** Begins to send; the first piece is made before, so that a refusal is still an answer. */
export async function sendOctets(context: AdminContext, { mediaType, chunks, size, fileName }: SentOctets): Promise<void> {
	const iterator = chunks[Symbol.asyncIterator]();
	const first = await iterator.next();
	context.type = mediaType;
	if (fileName !== undefined) context.set('Content-Disposition', `attachment; filename*=UTF-8''${encodeFileName(fileName)}`);
	// Half an answer must not look like a whole one: the connection ends without the end of the body.
	const body = Readable.from(resume(first, iterator), { objectMode: false }).on('error', () => context.res.destroy());
	context.body = body;
	if (size !== undefined) context.length = size;
}

async function* resume<Piece>(first: IteratorResult<Piece>, rest: AsyncIterator<Piece>): AsyncGenerator<Piece> {
	try {
		for (let next = first; next.done !== true; next = await rest.next()) {
			yield next.value;
			// A store in this process answers at once: everybody else gets a turn between two pieces.
			await turn();
		}
	} finally {
		await rest.return?.();
	}
}

/** RFC 8187 3.2: all but its `attr-char`. */
function encodeFileName(name: string): string {
	return encodeURIComponent(name.toWellFormed()).replaceAll(
		/['()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}
