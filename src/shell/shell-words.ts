import { DmsError } from '../domain/errors.ts';

/** One word of a command line. */
export interface ShellWord {
	readonly text: string;
	/** Where it begins, counted from 1. */
	readonly column: number;
	/** What was quoted is a value, never an option or the name of an attribute. */
	readonly isQuoted: boolean;
	/** How many of its first characters stood before any quote. */
	readonly bareLength: number;
}

export const longestLineBytes = 8192;
export const mostWords = 64;

/**
 * Splits a line at `;` into commands and these into words. `"..."` and `'...'` keep what they enclose. `<...>` is how guides mark a
 * place-holder: what it encloses is one word, also where no space stands before it. @throws DmsError `value.too-long`, `value.invalid`, `usage.invalid`.
 */
export function splitLine(line: string): readonly (readonly ShellWord[])[] {
	checkLine(line);
	const commands: ShellWord[][] = [[]];
	let word: OpenWord | undefined;
	let count = 0;
	const end = (): void => {
		if (word === undefined) return;
		if (++count > mostWords) throw new DmsError('usage.invalid', `the line has more than ${mostWords} words`);
		const { text, column, bareLength } = word;
		commands.at(-1)?.push({ text, column, isQuoted: bareLength !== undefined, bareLength: bareLength ?? text.length });
		word = undefined;
	};
	for (let at = 0; at < line.length; at++) {
		const character = line.charAt(at);
		if (character === ' ' || character === '\t') end();
		else if (character === ';') {
			end();
			commands.push([]);
		} else if (character === '"' || character === "'") {
			word ??= { text: '', column: at + 1 };
			at = enclose(line, at, character, word);
		} else if (character === '<') {
			// `keyFile</path>` is two words, `keyFile=</path>` is one.
			if (word?.text.endsWith('=') !== true) end();
			word ??= { text: '', column: at + 1 };
			at = enclose(line, at, '>', word);
			end();
		} else if (character === '>') {
			throw new DmsError('usage.invalid', `character ${at + 1} is > without a < before it; quote it where it belongs to a value`);
		} else {
			word ??= { text: '', column: at + 1 };
			word.text += character;
		}
	}
	end();
	return commands.filter((words) => words.length > 0);
}

interface OpenWord {
	text: string;
	readonly column: number;
	/** Undefined while nothing of it was quoted. */
	bareLength?: number;
}

/** Adds what is enclosed to the word. @returns the place of the closing character. */
function enclose(line: string, at: number, closing: string, word: OpenWord): number {
	const close = line.indexOf(closing, at + 1);
	if (close < 0) throw new DmsError('usage.invalid', `the ${line.charAt(at)} at character ${at + 1} is not closed by ${closing}`);
	word.bareLength ??= word.text.length;
	word.text += line.slice(at + 1, close);
	return close;
}

/** The word so that `splitLine` reads it as it is. */
export function quoteWord(text: string): string {
	if (/^[^\s;"'<>-][^\s;"'<>]*$/.test(text)) return text;
	if (!text.includes('"')) return `"${text}"`;
	return `'${text.replaceAll("'", `'"'"'`)}'`;
}

/** Control characters forge output, and characters that only look like ASCII come with text that is pasted from pages. */
function checkLine(line: string): void {
	if (line.length > longestLineBytes) {
		throw new DmsError('value.too-long', `the line has ${line.length} characters; the limit is ${longestLineBytes}`);
	}
	const at = line.search(/[^\t\x20-\x7e]/);
	if (at < 0) return;
	const point = (line.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
	throw new DmsError('value.invalid', `character ${at + 1} is U+${point}; a line may have printable ASCII characters alone`);
}
