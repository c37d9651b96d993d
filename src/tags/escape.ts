import type { EscapeMode } from '../domain/device-type-file.ts';

const xmlReferences: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
	// A parser turns these into a space inside an attribute, and a carriage return into a line feed anywhere. XML 1.0 2.11, 3.3.3.
	'\t': '&#9;',
	'\n': '&#10;',
	'\r': '&#13;',
};

const iniEscapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

// XML 1.0 2.2: no parser accepts these, not even as a character reference. With the u flag a surrogate matches only when it is alone.
const forbiddenInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu;
const forbiddenInIni = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]/g;

/** The value as it may stand in the file. Characters that the format cannot hold in any form are dropped. */
export function escapeValue(value: string, mode: EscapeMode): string {
	switch (mode) {
		case 'none':
			return value;
		case 'xml':
			if (!/[&<>"'\u0000-\u001f\ud800-\udfff\ufffe\uffff]/.test(value)) return value;
			return value.replace(forbiddenInXml, '').replace(/[&<>"'\t\n\r]/g, (character) => xmlReferences[character] ?? '');
		case 'ini':
			return value.replace(forbiddenInIni, '').replace(/[\\"\t\n\r]/g, (character) => iniEscapes[character] ?? '');
		case 'url':
			return encodeURIComponent(value.toWellFormed()).replace(/[!'()*]/g, toPercentForm);
	}
}

/** The characters that `escapeValue` drops. */
export function findDropped(value: string, mode: EscapeMode): readonly string[] {
	if (mode === 'xml') return value.match(forbiddenInXml) ?? [];
	return mode === 'ini' ? (value.match(forbiddenInIni) ?? []) : [];
}

/** What is written for a character that the charset of the file does not have. */
export function toSubstitute(character: string, mode: EscapeMode): string {
	return mode === 'xml' ? `&#x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()};` : '?';
}

/** `U+20AC`, for reports. */
export function toCodePoint(character: string): string {
	return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The mode of a file that names none. */
export function toEscapeMode(fileName: string | undefined, beginsWithXmlDeclaration: boolean): EscapeMode {
	return beginsWithXmlDeclaration || fileName?.toLowerCase().endsWith('.xml') === true ? 'xml' : 'none';
}

// encodeURIComponent leaves these although RFC 3986 2.2 reserves them.
function toPercentForm(character: string): string {
	return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
