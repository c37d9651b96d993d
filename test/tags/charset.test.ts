import { describe, expect, it } from 'vitest';
import { DmsError } from '../../src/domain/errors.ts';
import { encodeText, findCharset, requireCharset } from '../../src/tags/charset.ts';
import { renderTemplate, renderWithReport } from '../../src/tags/render.ts';
import { compiled, defaults, renderContext } from './context.ts';

const bytes = (text: string, encoding: BufferEncoding = 'utf8'): Buffer => Buffer.from(text, encoding);
const byteOrderMark = '\ufeff';

describe('findCharset', () => {
	it.each([
		['ok/as registered', 'ISO-8859-1', 'ISO-8859-1'],
		['ok/in small letters', 'iso-8859-1', 'ISO-8859-1'],
		['ok/as Java calls it', 'ISO8859_1', 'ISO-8859-1'],
		['ok/an alias', 'latin1', 'ISO-8859-1'],
		['ok/without its dash', 'UTF8', 'UTF-8'],
		['ok/a code page', 'Cp1252', 'windows-1252'],
		['ok/UTF-16', 'utf-16', 'UTF-16'],
		['ok/Japanese', 'shift-jis', 'Shift_JIS'],
		['reject/an encoding of bytes', 'base64', undefined],
		['reject/hexadecimal digits', 'hex', undefined],
		['reject/UTF-7', 'UTF-7', undefined],
		['reject/nothing', '', undefined],
		['reject/a name of every object', 'constructor', undefined],
		['reject/an unknown name', 'EBCDIC-US', undefined],
	])('%s', (_row, name, expected) => {
		expect(findCharset(name)?.name).toBe(expected);
	});

	it('refuses an unknown name and names the field', () => {
		const refuse = (): unknown => requireCharset('EBCDIC-US');
		expect(refuse).toThrow(DmsError);
		expect(refuse).toThrow(expect.objectContaining({ code: 'value.invalid', field: 'defaultDeviceEncoding' }));
	});
});

describe('encodeText', () => {
	it('substitutes exactly the characters that the charset lacks', () => {
		const missing: string[] = [];
		const encoded = encodeText('a?é€\u{1f600}', requireCharset('ISO-8859-1'), (character) => {
			missing.push(character);
			return '#';
		});
		expect(encoded.toString('latin1')).toBe('a?é##');
		expect(missing).toEqual(['€', '\u{1f600}']);
	});
});

describe('a template in its charset', () => {
	const context = renderContext(defaults({ NAME: 'Müller & Søn €' }));

	it('gives UTF-8 by default', () => {
		expect(renderTemplate(compiled('é %NAME%'), context).toString('utf8')).toBe('é Müller & Søn €');
	});

	it('is converted to the encoding of the device type, which the XML declaration then names', () => {
		const template = bytes('<?xml version="1.0" encoding="UTF-8"?>\n<a b="é€">%NAME%</a>');
		const { bytes: file, report } = renderWithReport(compiled(template, { charset: 'ISO-8859-1' }), context);
		expect(file.toString('latin1')).toBe('<?xml version="1.0" encoding="ISO-8859-1"?>\n<a b="é&#x20AC;">Müller &amp; Søn &#x20AC;</a>');
		expect(report.problems).toEqual([
			{ kind: 'unencodable', lines: [], detail: 'U+20AC' },
			{ kind: 'unencodable', tagName: '%NAME%', lines: [], detail: 'U+20AC' },
		]);
	});

	it('gets an encoding into an XML declaration that names none', () => {
		const file = renderTemplate(compiled(bytes("<?xml version='1.0' standalone='yes'?><a>é</a>"), { charset: 'windows-1252' }), context);
		expect(file.toString('latin1')).toBe(`<?xml version='1.0' encoding="windows-1252" standalone='yes'?><a>é</a>`);
	});

	it('writes a question mark for a missing character where there are no character references', () => {
		const { bytes: file, report } = renderWithReport(compiled('%NAME%', { charset: 'US-ASCII' }), context);
		expect(file.toString('latin1')).toBe('M?ller & S?n ?');
		expect(report.problems).toEqual([{ kind: 'unencodable', tagName: '%NAME%', lines: [], detail: 'U+00FC, U+00F8, U+20AC' }]);
	});

	it('keeps the encoding that its XML declaration names where the device type names none', () => {
		const template = bytes('<?xml version="1.0" encoding="ISO-8859-1"?><a>é%NAME%</a>', 'latin1');
		const { bytes: file, report } = renderWithReport(compiled(template), context);
		expect(file.toString('latin1')).toBe('<?xml version="1.0" encoding="ISO-8859-1"?><a>éMüller &amp; Søn &#x20AC;</a>');
		expect(report.charset).toBe('ISO-8859-1');
	});

	it('is converted from the encoding that its XML declaration names', () => {
		const template = bytes('<?xml version="1.0" encoding="ISO-8859-1"?><a>é%NAME%</a>', 'latin1');
		const file = renderTemplate(compiled(template, { charset: 'UTF-8' }), context);
		expect(file.toString('utf8')).toBe('<?xml version="1.0" encoding="UTF-8"?><a>éMüller &amp; Søn €</a>');
	});

	it('is taken to be in the encoding of the device type where it is no UTF-8', () => {
		const file = renderTemplate(compiled(bytes('é=%NAME%', 'latin1'), { charset: 'ISO-8859-15' }), context);
		expect(file).toEqual(bytes('é=Müller & Søn \u00a4', 'latin1'));
	});

	it('keeps bytes that are no UTF-8 where it cannot know better', () => {
		const file = renderTemplate(compiled(Buffer.concat([Buffer.from([0xff, 0xc3]), bytes('%NAME%'), Buffer.from([0x80])])), context);
		expect(file).toEqual(Buffer.concat([Buffer.from([0xff, 0xc3]), bytes('Müller & Søn €'), Buffer.from([0x80])]));
	});

	it.each([
		['UTF-16LE', ''],
		['UTF-16', byteOrderMark],
	])('gives %s', (charset, begin) => {
		const file = renderTemplate(compiled(bytes('é %NAME%'), { charset }), context);
		expect(file.toString('utf16le')).toBe(`${begin}é Müller & Søn €`);
	});

	it('gives UTF-16 for a value of ASCII letters too', () => {
		const file = renderTemplate(compiled('%BWDEVICEID%', { charset: 'UTF-16LE' }), context);
		expect(file.toString('utf16le')).toBe('base-7');
	});

	it('gives UTF-16BE', () => {
		expect(
			renderTemplate(compiled('%NAME%', { charset: 'UTF-16BE' }), context)
				.swap16()
				.toString('utf16le'),
		).toBe('Müller & Søn €');
	});

	it.each([
		['with a byte order mark', byteOrderMark],
		['without one, when it begins like XML', ''],
	])('may be UTF-16LE itself, %s', (_row, begin) => {
		const template = bytes(`${begin}<?xml version="1.0"?><a>%NAME%</a>`, 'utf16le');
		const { bytes: file, report } = renderWithReport(compiled(template), context);
		expect(file.toString('utf16le')).toBe(`${begin}<?xml version="1.0"?><a>Müller &amp; Søn €</a>`);
		expect(report).toMatchObject({ charset: 'UTF-16LE', escape: 'xml', problems: [] });
	});

	it('may be UTF-16LE without a mark where the device type says so', () => {
		const file = renderTemplate(compiled(bytes('a=%NAME%', 'utf16le'), { charset: 'UTF-16LE' }), context);
		expect(file.toString('utf16le')).toBe('a=Müller & Søn €');
	});

	it('keeps the odd byte at the end of damaged UTF-16', () => {
		const template = Buffer.concat([bytes(`${byteOrderMark}%NAME%`, 'utf16le'), Buffer.from([0x41])]);
		expect(renderTemplate(compiled(template), context)).toEqual(
			Buffer.concat([bytes(`${byteOrderMark}Müller & Søn €`, 'utf16le'), Buffer.from([0x41])]),
		);
	});

	it('keeps its byte order mark in Unicode and loses it elsewhere', () => {
		const template = bytes(`${byteOrderMark}%NAME%`);
		expect(renderTemplate(compiled(template), context).toString('utf8')).toBe(`${byteOrderMark}Müller & Søn €`);
		expect(renderTemplate(compiled(template, { charset: 'UTF-16LE' }), context).toString('utf16le')).toBe(`${byteOrderMark}Müller & Søn €`);
		expect(renderTemplate(compiled(template, { charset: 'windows-1252' }), context)).toEqual(
			bytes('M\u00fcller & S\u00f8n \u0080', 'latin1'),
		);
	});

	it('finds tags between characters of two bytes', () => {
		const template = encodeText('漢字%NAME%漢字', requireCharset('Shift_JIS'), () => '');
		const file = renderTemplate(compiled(template, { charset: 'Shift_JIS' }), renderContext(defaults({ NAME: 'カナ' })));
		expect(file).toEqual(encodeText('漢字カナ漢字', requireCharset('Shift_JIS'), () => ''));
	});

	it.each([
		['an unknown encoding', '<?xml version="1.0" encoding="EBCDIC-US"?><a/>', undefined],
		['UTF-16 in single bytes', '<?xml version="1.0" encoding="UTF-16"?><a/>', undefined],
		['UTF-8, which it is not', '<?xml version="1.0"?><a>\xe9</a>', 'ISO-8859-1'],
	])('is served as it is where its XML declaration names %s, and the report says so', (_row, text, charset) => {
		const template = bytes(text, 'latin1');
		const { bytes: file, report } = renderWithReport(compiled(template, { charset }), context);
		expect(file).toEqual(template);
		expect(report.problems.map(({ kind }) => kind)).toEqual(['charset-declaration']);
	});
});
