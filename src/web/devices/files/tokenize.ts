/** What a piece of a file is. */
export type TokenKind = 'text' | 'comment' | 'name' | 'attribute' | 'value' | 'mark' | 'section' | 'secret';

export interface Token {
	readonly kind: TokenKind;
	readonly text: string;
}

export type Syntax = 'xml' | 'ini' | 'text';

/** By its escape mode, else by how it begins. */
export function toSyntax(text: string, escape: string | null): Syntax {
	if (/^\s*</.test(text)) return 'xml';
	if (escape === 'ini' || /^\s*(?:[[#;]|[\w.%-]+\s*=)/.test(text)) return 'ini';
	return 'text';
}

type Rule = readonly [TokenKind, RegExp];

const secret: Rule = ['secret', /\*{8}/y];

const rules: Readonly<Record<Syntax, readonly Rule[]>> = {
	xml: [
		secret,
		['comment', /<!--[\s\S]*?(?:-->|$)/y],
		['comment', /<[?!][^>]*>/y],
		['name', /<\/?[\w:.-]+/y],
		['name', /\/?>/y],
		['attribute', /[\w:.-]+(?=\s*=\s*["'])/y],
		['value', /"(?:(?!\*{8})[^"<])*"|'(?:(?!\*{8})[^'<])*'/y],
		['text', /[^<>"'*=\s/]+|\s+|[\s\S]/y],
	],
	ini: [
		secret,
		['comment', /^[ \t]*[#;][^\n]*/my],
		['section', /^[ \t]*\[[^\]\n]*\]/my],
		['attribute', /^[ \t]*[^\s=:#;[][^=\n]*(?=[ \t]*=)/my],
		['mark', /=/y],
		['value', /[^\n*=]+/y],
		['text', /[\s\S]/y],
	],
	text: [secret, ['text', /[^*]+|\*/y]],
};

/** Cuts a text into pieces; together they are the text. */
export function tokenize(text: string, syntax: Syntax): readonly Token[] {
	const tokens: Token[] = [];
	for (let at = 0; at < text.length; ) {
		const token = readToken(text, at, rules[syntax]);
		tokens.push(token);
		at += token.text.length;
	}
	return tokens;
}

function readToken(text: string, at: number, candidates: readonly Rule[]): Token {
	for (const [kind, pattern] of candidates) {
		pattern.lastIndex = at;
		const [found = ''] = pattern.exec(text) ?? [];
		if (found !== '') return { kind, text: found };
	}
	return { kind: 'text', text: text.slice(at) };
}

export interface PlacedToken extends Token {
	/** Where it begins in its line. */
	readonly at: number;
}

export interface NumberedLine {
	/** From 1. */
	readonly number: number;
	readonly tokens: readonly PlacedToken[];
}

/** The pieces of each line. */
export function toLines(tokens: readonly Token[]): readonly NumberedLine[] {
	const lines: PlacedToken[][] = [[]];
	let at = 0;
	for (const { kind, text } of tokens) {
		for (const [index, part] of text.split(/\r?\n/).entries()) {
			if (index > 0) {
				lines.push([]);
				at = 0;
			}
			if (part !== '') lines.at(-1)?.push({ kind, text: part, at });
			at += part.length;
		}
	}
	return lines.map((each, index) => ({ number: index + 1, tokens: each }));
}
