/** In which lines of a text, counted from 1, each of some words stands: at most so many for each. */
export function findLines(text: string, words: readonly string[], most: number): ReadonlyMap<string, readonly number[]> {
	const found = new Map<string, number[]>(words.map((word) => [word, []]));
	for (const [index, line] of text.split('\n').entries()) {
		for (const [word, numbers] of found) if (numbers.length < most && line.includes(word)) numbers.push(index + 1);
	}
	return found;
}
