import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize, toLines, toSyntax } from '../../../src/web/devices/files/tokenize.ts';

describe('the pieces of a file', () => {
	it.each([
		['<config/>', null, 'xml'],
		['  <?xml version="1.0"?>', null, 'xml'],
		['[sip]\nport = 5060', null, 'ini'],
		['port=5060', null, 'ini'],
		['Welcome to the phone', null, 'text'],
		['Welcome to the phone', 'ini', 'ini'],
	] as const)('of %j with the escape mode %j have the syntax %s', (text, escape, syntax) => {
		expect(toSyntax(text, escape)).toBe(syntax);
	});

	it.each([
		[
			'xml',
			'<a b="c">d</a>',
			[
				['name', '<a'],
				['attribute', 'b'],
				['value', '"c"'],
				['name', '>'],
				['name', '</a'],
				['name', '>'],
			],
		],
		[
			'xml',
			'<!-- <a> --><b/>',
			[
				['comment', '<!-- <a> -->'],
				['name', '<b'],
				['name', '/>'],
			],
		],
		[
			'xml',
			'<a p="********"/>',
			[
				['name', '<a'],
				['attribute', 'p'],
				['secret', '********'],
				['name', '/>'],
			],
		],
		[
			'ini',
			'# c\n[s]\nk = v',
			[
				['comment', '# c'],
				['section', '[s]'],
				['attribute', 'k '],
				['mark', '='],
				['value', ' v'],
			],
		],
		['text', 'a ********', [['secret', '********']]],
	] as const)('are coloured in %s: %j', (syntax, text, coloured) => {
		const tokens = tokenize(text, syntax).filter(({ kind }) => kind !== 'text');
		expect(tokens.map(({ kind, text: piece }) => [kind, piece])).toEqual(coloured);
	});

	it('are all of the text, whatever it is, and each knows its place in its line', () => {
		const text = fc.string({ unit: fc.constantFrom(...'<>/="\'!?-*[]#; \n\rab%'), maxLength: 60 });
		fc.assert(
			fc.property(text, fc.constantFrom('xml', 'ini', 'text'), (content, syntax) => {
				const tokens = tokenize(content, syntax);
				expect(tokens.map((token) => token.text).join('')).toBe(content);
				const lines = toLines(tokens);
				expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1));
				for (const { tokens: placed } of lines) {
					let at = 0;
					for (const token of placed) {
						expect(token.at).toBe(at);
						at += token.text.length;
					}
				}
			}),
		);
	});
});
