/** Lines of JSON of an answer that goes on, each as soon as it is whole. @throws what the connection throws when it breaks. */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator {
	const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
	let rest = '';
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			const lines = (rest + value).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) if (line !== '') yield JSON.parse(line) as unknown;
		}
	} finally {
		await reader.cancel().catch(() => undefined);
	}
}
