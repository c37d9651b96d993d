import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { escapeModes } from '../../src/domain/device-type-file.ts';
import { escapeValue, findDropped, toEscapeMode } from '../../src/tags/escape.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });

describe('escapeValue', () => {
	it.each([
		['ok/xml: markup', 'xml', `<a href="x">R&D's</a>`, '&lt;a href=&quot;x&quot;&gt;R&amp;D&#39;s&lt;/a&gt;'],
		['ok/xml: white space that a parser would change', 'xml', 'a\tb\nc\rd', 'a&#9;b&#10;c&#13;d'],
		['ok/xml: forbidden characters are dropped', 'xml', 'a\u0000b\u000bc\uffffd\ud800e', 'abcde'],
		['ok/xml: a pair of surrogates is a character', 'xml', 'a\u{1f600}b', 'a\u{1f600}b'],
		['ok/xml: an entity is text', 'xml', '&amp;', '&amp;amp;'],
		['ok/none: anything', 'none', `<&>\u0000"\n`, `<&>\u0000"\n`],
		['ok/url: every reserved character', 'url', `a b/c?d&e'(f)*!~`, 'a%20b%2Fc%3Fd%26e%27%28f%29%2A%21~'],
		['ok/url: UTF-8', 'url', 'é', '%C3%A9'],
		['ok/url: half a pair', 'url', '\ud800', '%EF%BF%BD'],
		['ok/ini: no way out of the line or the quotes', 'ini', 'a"b\\c\r\nd\te', 'a\\"b\\\\c\\r\\nd\\te'],
		['ok/ini: other control characters are dropped', 'ini', 'a\u0007b\u0085c\u2028d', 'abcd'],
		['ok/ini: the rest is left alone', 'ini', 'a;b#c=d [e]', 'a;b#c=d [e]'],
	] as const)('%s', (_row, mode, value, expected) => {
		expect(escapeValue(value, mode)).toBe(expected);
	});

	it('gives XML text and attributes that a parser reads back as the value, less what it drops', () => {
		fc.assert(
			fc.property(anyText, (value) => {
				const escaped = escapeValue(value, 'xml');
				const read: string[] = [];
				const parser = new SaxesParser();
				parser.on('error', (error) => {
					throw error;
				});
				parser.on('text', (text) => read.push(text));
				parser.on('opentag', ({ attributes }) => read.push(attributes['v'] ?? ''));
				parser.write(`<r v="${escaped}"></r>`).close();
				parser.write(`<r>${escaped}</r>`).close();
				const dropped = new Set(findDropped(value, 'xml'));
				const kept = [...value].filter((character) => !dropped.has(character)).join('');
				expect(read.join('')).toBe(kept + kept);
			}),
		);
	});

	it('never lets a value break out of a line in ini', () => {
		fc.assert(
			fc.property(anyText, (value) => {
				expect(escapeValue(value, 'ini')).not.toMatch(/[\n\r\u0085\u2028\u2029]|(?<!\\)(?:\\\\)*"/);
			}),
		);
	});

	it('gives URL text that decodes to the value and needs no further escaping', () => {
		fc.assert(
			fc.property(anyText, (value) => {
				const escaped = escapeValue(value, 'url');
				expect(escaped).toMatch(/^[A-Za-z0-9\-._~%]*$/);
				expect(decodeURIComponent(escaped)).toBe(value.toWellFormed());
			}),
		);
	});

	it.each(escapeModes)('leaves a plain word alone in mode %s', (mode) => {
		expect(escapeValue('pool-1.example.net', mode)).toBe('pool-1.example.net');
	});
});

describe('toEscapeMode', () => {
	it.each([
		['ok/a name that ends in .xml', '%BWMACADDRESS%-config.xml', false, 'xml'],
		['ok/in capital letters', 'CONFIG.XML', false, 'xml'],
		['ok/an XML declaration under another name', 'config.cfg', true, 'xml'],
		['ok/anything else', 'xml.cfg', false, 'none'],
		['ok/no name', undefined, false, 'none'],
	] as const)('%s', (_row, fileName, hasDeclaration, expected) => {
		expect(toEscapeMode(fileName, hasDeclaration)).toBe(expected);
	});
});
