import iconv from 'iconv-lite';
import { DmsError } from '../domain/errors.ts';

type Codec = Parameters<typeof iconv.encode>[1];

/** A character encoding that a generated file can have. */
export interface Charset {
	/** As an XML declaration names it. */
	readonly name: string;
	/** Name in the library. Two charsets with one codec differ in the byte order mark alone. */
	readonly codec: Codec;
	/** 1: ASCII characters are single bytes, and no other character contains such a byte that a tag could be made of. */
	readonly bytesPerUnit: 1 | 2;
	readonly isUnicode: boolean;
	/** Whether a file begins with a byte order mark even where its template has none. */
	readonly addsMark: boolean;
}

const oneByte = (name: string, codec: Codec): Charset => ({ name, codec, bytesPerUnit: 1, isUnicode: false, addsMark: false });
const unicode = (name: string, codec: Codec, bytesPerUnit: 1 | 2, addsMark = false): Charset => ({
	name,
	codec,
	bytesPerUnit,
	isUnicode: true,
	addsMark,
});

export const utf8 = unicode('UTF-8', 'utf8', 1);
export const utf16le = unicode('UTF-16LE', 'utf16le', 2);
export const utf16be = unicode('UTF-16BE', 'utf16be', 2);

// A list of our own: the library also takes base64, hex and UTF-7 for encodings, which no configuration file has.
const charsets: readonly Charset[] = [
	utf8,
	unicode('UTF-16', 'utf16le', 2, true),
	utf16le,
	utf16be,
	unicode('GB18030', 'gb18030', 1),
	oneByte('US-ASCII', 'ascii'),
	oneByte('ISO-8859-1', 'iso88591'),
	oneByte('ISO-8859-2', 'iso88592'),
	oneByte('ISO-8859-3', 'iso88593'),
	oneByte('ISO-8859-4', 'iso88594'),
	oneByte('ISO-8859-5', 'iso88595'),
	oneByte('ISO-8859-6', 'iso88596'),
	oneByte('ISO-8859-7', 'iso88597'),
	oneByte('ISO-8859-8', 'iso88598'),
	oneByte('ISO-8859-9', 'iso88599'),
	oneByte('ISO-8859-10', 'iso885910'),
	oneByte('ISO-8859-11', 'iso885911'),
	oneByte('ISO-8859-13', 'iso885913'),
	oneByte('ISO-8859-14', 'iso885914'),
	oneByte('ISO-8859-15', 'iso885915'),
	oneByte('ISO-8859-16', 'iso885916'),
	oneByte('windows-1250', 'windows1250'),
	oneByte('windows-1251', 'windows1251'),
	oneByte('windows-1252', 'windows1252'),
	oneByte('windows-1253', 'windows1253'),
	oneByte('windows-1254', 'windows1254'),
	oneByte('windows-1255', 'windows1255'),
	oneByte('windows-1256', 'windows1256'),
	oneByte('windows-1257', 'windows1257'),
	oneByte('windows-1258', 'windows1258'),
	oneByte('KOI8-R', 'koi8r'),
	oneByte('KOI8-U', 'koi8u'),
	oneByte('Shift_JIS', 'shiftjis'),
	oneByte('EUC-JP', 'eucjp'),
	oneByte('EUC-KR', 'euckr'),
	oneByte('GBK', 'gbk'),
	oneByte('Big5', 'big5'),
];

const aliases: Readonly<Record<string, string>> = {
	ascii: 'usascii',
	latin1: 'iso88591',
	latin2: 'iso88592',
	latin9: 'iso885915',
	gb2312: 'gbk',
	sjis: 'shiftjis',
};

/** Case and punctuation do not matter: `utf8`, `ISO8859_1` and `Cp1252` are found. */
export function findCharset(name: string): Charset | undefined {
	const plain = toPlain(name).replace(/^cp(?=125[0-8]$)/, 'windows');
	const canonical = Object.hasOwn(aliases, plain) ? aliases[plain] : plain;
	return charsets.find((charset) => toPlain(charset.name) === canonical);
}

/** @throws DmsError `value.invalid` naming the supported ones. */
export function requireCharset(name: string, field = 'defaultDeviceEncoding'): Charset {
	const charset = findCharset(name);
	if (charset === undefined) {
		throw new DmsError('value.invalid', `${field} ${JSON.stringify(name.slice(0, 64))} is not a supported encoding`, {
			field,
			hint: `Supported: ${charsets.map((known) => known.name).join(', ')}`,
		});
	}
	return charset;
}

/** One string unit for every `bytesPerUnit` bytes where the charset is a Unicode one; a byte order mark is kept. */
export function decodeText(bytes: Buffer, charset: Charset): string {
	return iconv.decode(bytes, charset.codec, { stripBOM: false });
}

/** `substitute` gives what is written for a character that the charset does not have; it must answer with ASCII. */
export function encodeText(text: string, charset: Charset, substitute: (character: string) => string): Buffer {
	if (charset.codec === 'utf8') return Buffer.from(text, 'utf8');
	if (charset.bytesPerUnit === 1 && !/[^\u0000-\u007f]/.test(text)) return Buffer.from(text, 'latin1');
	const bytes = iconv.encode(text.toWellFormed(), charset.codec);
	if (charset.isUnicode || iconv.decode(bytes, charset.codec) === text) return bytes;
	let encodable = '';
	for (const character of text) encodable += hasCharacter(charset, character) ? character : substitute(character);
	return iconv.encode(encodable, charset.codec);
}

function hasCharacter(charset: Charset, character: string): boolean {
	return character === '?' || !iconv.encode(character, charset.codec).every((byte) => byte === 0x3f);
}

function toPlain(name: string): string {
	return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
