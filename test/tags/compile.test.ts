import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeModes } from '../../src/domain/device-type-file.ts';
import { DmsError } from '../../src/domain/errors.ts';
import { type CompiledTemplate, compileTemplate, listTags, requireTemplate, type Segment } from '../../src/tags/compile.ts';
import { renderTemplate } from '../../src/tags/render.ts';
import { compiled, device, lines, renderContext } from './context.ts';

const begin = '%BWEACHLINE-BEGIN%';
const end = '%BWEACHLINE-END%';
const threeLines = renderContext({ device: device({ lines: lines(3) }) });
const render = (template: string): string => renderTemplate(compiled(template), threeLines).toString('utf8');

function countSegments(segments: readonly Segment[]): number {
	return segments.reduce((sum, segment) => sum + 1 + (segment.kind === 'each-line' ? countSegments(segment.segments) : 0), 0);
}

/** The template again, put together from its pieces. */
function reassemble(tags: CompiledTemplate['tags'], segments: readonly Segment[]): string {
	const pieces = segments.map((segment) => {
		if (segment.kind === 'literal') return segment.bytes.toString('latin1');
		if (segment.kind === 'tag') return tags[segment.tag]?.name ?? '';
		return `${begin}${reassemble(tags, segment.segments)}${end}`;
	});
	return pieces.join('');
}

describe('the part that is repeated for each line', () => {
	it.each([
		['ok/in the middle of a line', `a${begin}<%BWEXTENSION-n%>${end}b`, 'a<1000><1001><1002>b'],
		[
			'ok/marks on lines of their own vanish with their line breaks',
			`a\n${begin}\nx%BWEXTENSION-n%\n${end}\nb`,
			'a\nx1000\nx1001\nx1002\nb',
		],
		['ok/with white space round the marks', `a\n \t${begin} \nx%BWEXTENSION-n%\n\t${end}\t\nb`, 'a\nx1000\nx1001\nx1002\nb'],
		['ok/with CRLF', `a\r\n${begin}\r\nx%BWEXTENSION-n%\r\n${end}\r\nb`, 'a\r\nx1000\r\nx1001\r\nx1002\r\nb'],
		['ok/with CR', `a\r${begin}\rx%BWEXTENSION-n%\r${end}\rb`, 'a\rx1000\rx1001\rx1002\rb'],
		['ok/as the whole file', `${begin}\n%BWEXTENSION-n%\n${end}`, '1000\n1001\n1002\n'],
		['ok/only one mark alone on its line', `a ${begin}\n%BWEXTENSION-n%,\n${end}\nb`, 'a \n1000,\n\n1001,\n\n1002,\nb'],
		['ok/two parts', `${begin}%BWEXTENSION-n% ${end}|${begin}%BWLINEPORT-n% ${end}`, '1000 1001 1002 |user1 user2 user3 '],
		['ok/an empty part', `a\n${begin}\n${end}\nb`, 'a\nb'],
		['ok/tags with a number mean that line', `${begin}%BWEXTENSION-n%-%BWEXTENSION-1% ${end}`, '1000-1000 1001-1000 1002-1000 '],
		['ok/tags of the device', `${begin}%BWMACADDRESS%,${end}`, '0013d1aabbcc,'.repeat(3)],
		['ok/after a byte order mark', `\ufeff${begin}\n%BWEXTENSION-n%\n${end}\n`, '\ufeff1000\n1001\n1002\n'],
	])('%s', (_row, template, expected) => {
		expect(render(template)).toBe(expected);
	});

	it('is nothing for a device without lines', () => {
		const file = renderTemplate(compiled(`a\n${begin}\nx\n${end}\nb`), renderContext({ device: device({ lines: [] }) }));
		expect(file.toString()).toBe('a\nb');
	});

	it.each([
		['reject/a part in a part', `\n${begin}\n${begin}\n${end}\n${end}`, { code: 'each-line-nested', line: 3 }],
		['reject/an end without a beginning', `a\r\nb\r\n${end}`, { code: 'each-line-not-begun', line: 3 }],
		['reject/two ends', `${begin}\n${end}\n${end}`, { code: 'each-line-not-begun', line: 3 }],
		['reject/a beginning without an end', `a\n\n${begin}\nb\n`, { code: 'each-line-not-ended', line: 3 }],
	])('%s', (_row, template, reason) => {
		expect(compileTemplate(template)).toMatchObject({ ok: false, reason });
	});

	it('is refused with the number of the line when an administrator saves it', () => {
		const save = (): CompiledTemplate => requireTemplate(`a\n${end}`);
		expect(save).toThrow(DmsError);
		expect(save).toThrow(expect.objectContaining({ code: 'value.invalid' }));
		expect(save).toThrow('line 2');
	});
});

describe('compileTemplate', () => {
	it('has each distinct tag once, in the order of first appearance', () => {
		expect(listTags(compiled(`%B%%A%%B%${begin}%C-n%%A%${end}`))).toEqual(['%B%', '%A%', '%C-n%']);
	});

	it('refuses a template that is too large', () => {
		expect(compileTemplate('12345', { maxTemplateBytes: 4 })).toMatchObject({ ok: false, reason: { code: 'too-large' } });
		expect(compileTemplate(Buffer.alloc(5), { maxTemplateBytes: 5 }).ok).toBe(true);
		expect(() => requireTemplate('12345', { maxTemplateBytes: 4 })).toThrow(expect.objectContaining({ code: 'content.too-large' }));
	});

	it('refuses a template with tags beyond number', () => {
		expect(compileTemplate('%A%'.repeat(200_001))).toMatchObject({ ok: false, reason: { code: 'too-many-tags' } });
	});

	it('refuses an encoding that it does not know', () => {
		expect(compileTemplate('a', { charset: 'EBCDIC-US' })).toMatchObject({ ok: false, reason: { code: 'charset-unsupported' } });
		expect(() => requireTemplate('a', { charset: 'EBCDIC-US' })).toThrow(expect.objectContaining({ code: 'value.invalid' }));
	});

	it('keeps a template whose bytes change afterwards', () => {
		const bytes = Buffer.from('before');
		const template = compiled(bytes);
		bytes.fill(0);
		expect(renderTemplate(template, threeLines).toString()).toBe('before');
	});

	it.each([
		[{ fileName: 'a.xml' }, 'x', 'xml'],
		[{ fileName: 'a.xml', escape: 'none' }, 'x', 'none'],
		[{ fileName: 'a.cfg' }, '\ufeff<?xml version="1.0"?><a/>', 'xml'],
		[{ fileName: 'a.cfg' }, ' <?xml version="1.0"?><a/>', 'none'],
	] as const)('with %j takes %j for %s', (options, template, escape) => {
		expect(compiled(template, options).escape).toBe(escape);
		expect(compiled(Buffer.from(template), options).escape).toBe(escape);
	});
});

describe('any template', () => {
	const pieces = fc.oneof(
		fc.uint8Array({ maxLength: 12 }),
		fc
			.constantFrom('%', '%A%', '%BWEXTENSION-n%', begin, end, '\n', '<?xml version="1.0" encoding="ISO-8859-1"?>', '\ufeff')
			.map((text) => Buffer.from(text)),
		fc.constantFrom([0xff, 0xfe], [0xfe, 0xff], [0x3c, 0, 0x3f, 0]).map((bytes) => Uint8Array.from(bytes)),
	);
	const templates = fc.array(pieces, { maxLength: 8 }).map((list) => Buffer.concat(list));
	const options = fc.record({
		charset: fc.constantFrom(undefined, 'UTF-8', 'ISO-8859-1', 'UTF-16LE', 'UTF-16', 'Shift_JIS', 'no such thing'),
		escape: fc.constantFrom(undefined, ...escapeModes),
	});

	it('compiles or is refused, and never throws', () => {
		fc.assert(
			fc.property(templates, options, (template, given) => {
				const result = compileTemplate(template, given);
				if (result.ok) renderTemplate(result.value, threeLines);
				else expect(result.reason.detail).not.toBe('');
			}),
			{ numRuns: 500 },
		);
	});

	it('without tags is served byte for byte', () => {
		const withoutPercent = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x25)));
		fc.assert(
			fc.property(withoutPercent, (template) => {
				expect(renderTemplate(compiled(template), threeLines)).toEqual(template);
			}),
		);
	});

	it('keeps every byte that is not part of a tag', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[%A1<\n .n-]{0,80}$/), (text) => {
				const template = compiled(Buffer.from(text));
				expect(reassemble(template.tags, template.segments)).toBe(text);
			}),
		);
	});

	it('grows no faster than its text: pieces, distinct tags and bytes', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[%A1<\n .n-]{1,40}$/), fc.integer({ min: 2, max: 50 }), (text, times) => {
				// The break keeps a percent sign at the end from meeting one at the beginning.
				const once = compiled(`${text}\n`);
				const often = compiled(`${text}\n`.repeat(times));
				expect(often.tags).toEqual(once.tags);
				expect(often.literalBytes).toBe(once.literalBytes * times);
				expect(countSegments(often.segments)).toBeLessThanOrEqual(countSegments(once.segments) * times);
				expect(renderTemplate(often, threeLines).length).toBe(renderTemplate(once, threeLines).length * times);
			}),
		);
	});
});
