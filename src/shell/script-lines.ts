import { DmsError } from '../domain/errors.ts';
import { longestLineBytes } from './shell-words.ts';

/** Lines of a script as they arrive, without their ends. A line is cut off before it fills the memory. @throws DmsError `value.too-long`. */
export async function* toScriptLines(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let rest = '';
	for await (const chunk of chunks) {
		rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
		const lines = rest.split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) yield line.replace(/\r$/, '');
		if (rest.length > longestLineBytes) {
			throw new DmsError('value.too-long', `a line has more than ${longestLineBytes} characters`);
		}
	}
	rest += decoder.decode();
	if (rest !== '') yield rest.replace(/\r$/, '');
}
