import { isUtf8 } from 'node:buffer';
import type { BuildProblem } from './build-report.ts';
import { type Charset, decodeText, findCharset, utf8, utf16be, utf16le } from './charset.ts';
import { tagProblems } from './resolved-tag.ts';

/** A template as text, with the way back to the bytes of the file that is built from it. */
export interface TemplateText {
	/** Where `verbatim` is set and the charset is one of single bytes: one character for each byte. */
	readonly text: string;
	/** Index of the first character after a byte order mark. */
	readonly bodyStart: number;
	/** Of the file that is built. */
	readonly charset: Charset;
	readonly hasXmlDeclaration: boolean;
	/** The template's own bytes, because its charset is the file's; undefined: the text has to be encoded. */
	readonly verbatim: Buffer | undefined;
	readonly problems: readonly BuildProblem[];
}

interface XmlDeclaration {
	readonly text: string;
	readonly namesCharset: boolean;
	/** UTF-8 where it names none; undefined: a name that is not known. XML 1.0 4.3.3. */
	readonly charset: Charset | undefined;
}

/**
 * The template's charset: of its byte order mark, else of its XML declaration, else UTF-8, and where its bytes are no
 * UTF-8, the file's. The file's: the wanted one, else the one that mark or declaration name, else UTF-8.
 */
export function readTemplateText(template: Uint8Array | string, wanted: Charset | undefined): TemplateText {
	if (typeof template === 'string') {
		const declared = findXmlDeclaration(template)?.charset;
		return toConverted(template, wanted ?? declared ?? utf8);
	}
	// A copy: the caller's bytes may change under a template that is kept.
	const bytes = Buffer.from(template);
	const shape = findUnicodeShape(bytes);
	const declaration = findXmlDeclaration(bytes.subarray(0, maxHead).toString('latin1').replaceAll('\0', ''));
	// UTF-16 in a declaration that is written in single bytes cannot be true.
	const declared = declaration?.namesCharset && declaration.charset?.bytesPerUnit === 1 ? declaration.charset : undefined;
	const charset = wanted ?? shape ?? declared ?? utf8;
	const own = shape ?? declared ?? (isPlainUtf8(bytes, charset) ? utf8 : charset);
	if (own.codec !== charset.codec) return toConverted(decodeText(bytes, own), charset);
	const text = charset.bytesPerUnit === 1 ? bytes.toString('latin1') : decodeText(bytes, charset);
	return {
		text,
		bodyStart: markForms.exec(text)?.[0].length ?? 0,
		charset,
		hasXmlDeclaration: declaration !== undefined,
		verbatim: bytes,
		problems: declaration === undefined || isTrue(declaration, charset, shape) ? [] : [wrongDeclaration],
	};
}

const maxHead = 512;
const mark = '\ufeff';
/** As a character, and as the bytes of UTF-8 and both kinds of UTF-16, one character for each. */
const markForms = /^(?:\ufeff|\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/;

const wrongDeclaration: BuildProblem = { kind: 'charset-declaration', lines: [], detail: tagProblems['charset-declaration'] };

function toConverted(decoded: string, charset: Charset): TemplateText {
	const unmarked = decoded.startsWith(mark) ? decoded.slice(1) : decoded;
	const declaration = findXmlDeclaration(unmarked);
	const body = declaration === undefined ? unmarked : withEncoding(unmarked, declaration, charset);
	// A mark that the template had is kept wherever the charset has one.
	const text = charset.isUnicode && decoded.startsWith(mark) ? mark + body : body;
	return {
		text,
		bodyStart: text.length - body.length,
		charset,
		hasXmlDeclaration: declaration !== undefined,
		verbatim: undefined,
		problems: declaration !== undefined && declaration.charset === undefined ? [wrongDeclaration] : [],
	};
}

/** A declaration that names another charset than the file has would make the file unreadable. */
function withEncoding(text: string, declaration: XmlDeclaration, charset: Charset): string {
	if (declaration.charset === undefined || declaration.charset === charset) return text;
	const pattern = declaration.namesCharset ? /\sencoding\s*=\s*(?:"[^"]*"|'[^']*')/ : /\sversion\s*=\s*(?:"[^"]*"|'[^']*')/;
	const kept = declaration.namesCharset ? '' : '$&';
	return declaration.text.replace(pattern, `${kept} encoding="${charset.name}"`) + text.slice(declaration.text.length);
}

function findXmlDeclaration(template: string): XmlDeclaration | undefined {
	const text = /^<\?xml\s[^>]*\?>/.exec(template.slice(0, maxHead).replace(markForms, ''))?.[0];
	if (text === undefined) return undefined;
	const name = /\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1];
	return { text, namesCharset: name !== undefined, charset: name === undefined ? utf8 : findCharset(name) };
}

function isTrue(declaration: XmlDeclaration, charset: Charset, shape: Charset | undefined): boolean {
	return declaration.charset?.codec === charset.codec || (!declaration.namesCharset && shape !== undefined);
}

/** By a byte order mark, or by the zero bytes round the first character of markup. XML 1.0 appendix F. */
function findUnicodeShape(bytes: Buffer): Charset | undefined {
	const begins = (...start: readonly number[]): boolean => start.every((byte, index) => bytes[index] === byte);
	if (begins(0xef, 0xbb, 0xbf)) return utf8;
	if (begins(0xff, 0xfe) || begins(0x3c, 0, 0x3f, 0)) return utf16le;
	if (begins(0xfe, 0xff) || begins(0, 0x3c, 0, 0x3f)) return utf16be;
	return undefined;
}

// UTF-16 without a mark is made of bytes that pass for UTF-8, but for its zero bytes.
function isPlainUtf8(bytes: Buffer, charset: Charset): boolean {
	return isUtf8(bytes) && !(charset.bytesPerUnit === 2 && bytes.includes(0));
}
