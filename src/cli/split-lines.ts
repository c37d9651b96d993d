/** The lines of a text, one at a time; undefined stands for a line that is longer than the bound, which is skipped unread. */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, longestLine: number): AsyncGenerator<string | undefined> {
	let parts: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of chunks) {
		let start = 0;
		for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
			const last = chunk.subarray(start, end);
			yield size + last.length > longestLine ? undefined : Buffer.concat([...parts, last]).toString('utf8');
			parts = [];
			size = 0;
			start = end + 1;
		}
		const rest = chunk.subarray(start);
		size += rest.length;
		// What is too long is counted and not kept.
		if (size <= longestLine) parts.push(rest);
		else parts = [];
	}
	if (size > longestLine) yield undefined;
	else if (size > 0) yield Buffer.concat(parts).toString('utf8');
}
