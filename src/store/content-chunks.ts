/** Size of every chunk but the last: where a byte stands is a division. */
export const chunkBytes = 256 * 1024;

/** Cuts a stream into chunks of one size, holding less than one chunk. */
export async function* toChunks(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	let chunk = Buffer.allocUnsafe(chunkBytes);
	let filled = 0;
	for await (const piece of pieces) {
		let taken = 0;
		while (taken < piece.length) {
			const part = piece.subarray(taken, taken + chunkBytes - filled);
			chunk.set(part, filled);
			filled += part.length;
			taken += part.length;
			if (filled < chunkBytes) continue;
			yield chunk;
			chunk = Buffer.allocUnsafe(chunkBytes);
			filled = 0;
		}
	}
	if (filled > 0) yield chunk.subarray(0, filled);
}

/** The part of a chunk that lies in the bytes `start` to `end` (inclusive) of the whole. */
export function cutChunk(chunk: Uint8Array, seq: number, start: number, end: number): Uint8Array {
	const first = seq * chunkBytes;
	return chunk.subarray(Math.max(0, start - first), Math.min(chunk.length, end + 1 - first));
}
