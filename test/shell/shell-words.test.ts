import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestLineBytes, mostWords, quoteWord, splitLine } from '../../src/shell/shell-words.ts';

const textsOf = (line: string): string[][] => splitLine(line).map((words) => words.map(({ text }) => text));

describe('a line is split', () => {
	it.each([
		['ok/words', 'add 10.0.0.1  8012', [['add', '10.0.0.1', '8012']]],
		['ok/tabs', '\tget\t-detail ', [['get', '-detail']]],
		['ok/a chain', 'Interface;CTI ; CTIServer;get', [['Interface'], ['CTI'], ['CTIServer'], ['get']]],
		['ok/empty commands', ';;get;', [['get']]],
		['ok/nothing', '   ', []],
		['ok/double quotes', 'set identityPattern ".*; <([0-9a-f]{12})> \'x\'"', [['set', 'identityPattern', ".*; <([0-9a-f]{12})> 'x'"]]],
		['ok/single quotes', `add 'a "b" c'`, [['add', 'a "b" c']]],
		['ok/an empty word', 'set alias oui ""', [['set', 'alias', 'oui', '']]],
		['ok/a quoted part', 'set identityPattern="a b"', [['set', 'identityPattern=a b']]],
		['ok/backslashes are ordinary', String.raw`set p "\d\"`, [['set', 'p', String.raw`\d` + '\\']]],
		['ok/angle brackets without a space', 'keyFile</path/to/key file>', [['keyFile', '/path/to/key file']]],
		['ok/angle brackets with a space', 'certificateFile </a> chainFile</b>', [['certificateFile', '/a', 'chainFile', '/b']]],
		['ok/angle brackets behind an equals sign', 'keyFile=</a>', [['keyFile=/a']]],
	])('%s', (_name, line, expected) => {
		expect(textsOf(line)).toEqual(expected);
	});

	it.each([
		['reject/an open double quote', 'add "a', 'character 5 '],
		['reject/an open angle bracket', 'keyFile</a', 'character 8 '],
		['reject/a closing bracket alone', 'add a> b', 'character 6 '],
		['reject/a control character', 'get\u0007', 'character 4 is U+0007'],
		['reject/an escape sequence', 'get \u001b[2J', 'character 5 is U+001B'],
		['reject/a no-break space', 'get\u00a010.0.0.1', 'character 4 is U+00A0'],
		['reject/a curly quote', 'add \u201ca\u201d', 'character 5 is U+201C'],
		['reject/a character of two units', 'add \u{1f600}', 'character 5 is U+1F600'],
		['reject/a long line', 'a'.repeat(longestLineBytes + 1), `${longestLineBytes + 1} characters`],
		['reject/many words', 'a '.repeat(mostWords + 1), `more than ${mostWords} words`],
	])('%s', (_name, line, message) => {
		expect(() => splitLine(line)).toThrow(
			expect.objectContaining({ name: 'DmsError', message: expect.stringContaining(message) as string }),
		);
	});

	it('takes a line and a number of words that just fit', () => {
		expect(textsOf('a'.repeat(longestLineBytes))[0]).toHaveLength(1);
		expect(textsOf('a '.repeat(mostWords))[0]).toHaveLength(mostWords);
	});

	it('says where each word begins and how much of it was bare', () => {
		expect(splitLine(`ab c="d" 'e'`)[0]).toEqual([
			{ text: 'ab', column: 1, isQuoted: false, bareLength: 2 },
			{ text: 'c=d', column: 4, isQuoted: true, bareLength: 2 },
			{ text: 'e', column: 10, isQuoted: true, bareLength: 0 },
		]);
	});

	it('gives back every word that was quoted for it', () => {
		const printable = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((point) => String.fromCharCode(point)), maxLength: 40 });
		fc.assert(
			fc.property(fc.array(printable, { minLength: 1, maxLength: 5 }), (words) => {
				expect(textsOf(words.map(quoteWord).join(' '))).toEqual([words]);
			}),
		);
	});
});
