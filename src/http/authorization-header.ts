import { isUtf8 } from 'node:buffer';

/** Characters of an Authorization header that are read at all. */
export const maxAuthorizationLength = 4096;
const mostParameters = 32;

/** An Authorization header taken apart: the scheme in lower case, and what follows it. */
export interface Authorization {
	readonly scheme: string;
	readonly rest: string;
}

/** Undefined: longer than 4,096 characters, or not UTF-8 (Node hands over the bytes of a header as Latin-1), or with a control character. */
export function parseAuthorization(header: string): Authorization | undefined {
	const text = header.length > maxAuthorizationLength ? undefined : decodeHeader(header);
	if (text === undefined) return undefined;
	const trimmed = text.trim();
	const space = trimmed.indexOf(' ');
	if (space < 0) return { scheme: trimmed.toLowerCase(), rest: '' };
	return { scheme: trimmed.slice(0, space).toLowerCase(), rest: trimmed.slice(space + 1).trim() };
}

/**
 * The list `name=value, name="value"` of RFC 9110 11.2, names in lower case, quotes and escapes removed. Values without
 * quotes may hold any visible character but a comma or a quote, and may be empty, since devices send both. Undefined:
 * not such a list, a name twice, or more than 32 parameters.
 */
export function parseParameters(list: string): ReadonlyMap<string, string> | undefined {
	const parameters = new Map<string, string>();
	let at = skip(list, 0, ' \t,');
	while (at < list.length) {
		const equals = list.indexOf('=', at);
		if (equals < 0) return undefined;
		const name = list.slice(at, equals).trimEnd().toLowerCase();
		const value = readValue(list, skip(list, equals + 1, ' \t'));
		if (value === undefined || !isToken(name) || parameters.has(name) || parameters.size === mostParameters) return undefined;
		parameters.set(name, value.text);
		at = skip(list, value.end, ' \t');
		if (at < list.length && list[at] !== ',') return undefined;
		at = skip(list, at, ' \t,');
	}
	return parameters;
}

/** A quoted-string for a header: escaped, control characters as spaces, UTF-8 bytes in the Latin-1 form that Node writes. */
export function toQuotedString(text: string): string {
	const printable = text.replace(/[\u0000-\u001f\u007f]/g, ' ');
	return `"${Buffer.from(printable, 'utf8').toString('latin1').replace(/["\\]/g, '\\$&')}"`;
}

function decodeHeader(header: string): string | undefined {
	if (/^[\t\u0020-\u007e]*$/.test(header)) return header;
	const bytes = Buffer.from(header, 'latin1');
	const text = isUtf8(bytes) ? bytes.toString('utf8') : undefined;
	return text === undefined || hasControlCharacter(text) ? undefined : text;
}

/** Control characters forge lines in records, and no user name or password has one (RFC 7617 2). */
export function hasControlCharacter(text: string): boolean {
	return /[\u0000-\u001f\u007f-\u009f]/.test(text);
}

function isToken(text: string): boolean {
	return /^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(text);
}

function skip(text: string, start: number, characters: string): number {
	let at = start;
	while (at < text.length && characters.includes(text.charAt(at))) at++;
	return at;
}

function readValue(list: string, start: number): { readonly text: string; readonly end: number } | undefined {
	if (list[start] === '"') return readQuoted(list, start + 1);
	let end = start;
	while (end < list.length && !', \t"'.includes(list.charAt(end))) end++;
	return { text: list.slice(start, end), end };
}

function readQuoted(list: string, start: number): { readonly text: string; readonly end: number } | undefined {
	let text = '';
	for (let at = start; at < list.length; at++) {
		const character = list[at];
		if (character === '"') return { text, end: at + 1 };
		if (character === '\\') at++;
		text += list[at] ?? '';
	}
	return undefined;
}
