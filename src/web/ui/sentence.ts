/** A line of the server as a sentence: with a capital, and a full stop at its end. Names in front keep their form. */
export function toSentence(line: string): string {
	const [word = ''] = line.split(' ');
	const start = /^[a-z]+$/.test(word) ? `${line.charAt(0).toUpperCase()}${line.slice(1)}` : line;
	return /[.!?]$/.test(start) ? start : `${start}.`;
}
