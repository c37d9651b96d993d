import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listHolds, matchesStrongly, toEntityTag } from '../../src/http/entity-tag.ts';

describe('entity tags', () => {
	it('are strong and differ where the content differs', () => {
		const tagOf = (text: string) => toEntityTag(createHash('sha256').update(text).digest('hex'));
		expect(tagOf('a')).toMatch(/^"[0-9a-f]{32}"$/);
		expect(tagOf('a')).not.toBe(tagOf('b'));
	});

	// RFC 9110 8.8.3.2, the table of the two comparisons
	it.each([
		['W/"1"', 'W/"1"', false, true],
		['W/"1"', 'W/"2"', false, false],
		['W/"1"', '"1"', false, true],
		['"1"', '"1"', true, true],
	])('%s against %s: strong %s, weak %s', (left, right, strong, weak) => {
		expect(matchesStrongly(left, right)).toBe(strong);
		expect(listHolds(left, right, 'strong')).toBe(strong);
		expect(listHolds(left, right, 'weak')).toBe(weak);
	});

	it.each([
		['ok/first', '"a", "b"', true],
		['ok/last', '"b", "a"', true],
		['ok/no space', '"b","a"', true],
		['ok/empty elements', ', ,\t"b",,"a",', true],
		['ok/comma inside quotes', '"b,c", "a"', true],
		['reject/part of a tag', '"ab"', false],
		['reject/tag inside a tag', '"b,"a', false],
		['reject/without quotes', 'a', false],
		['reject/garbage before it', 'x, "a"', false],
		['reject/open quote', '"b, "a', false],
		['reject/lower-case weakness', 'w/"a"', false],
		['reject/too long to read', `${'"b",'.repeat(1024)}"a"`, false],
	])('%s', (_name, list, holds) => {
		expect(listHolds(list, '"a"', 'strong')).toBe(holds);
	});

	it('finds a tag at any place of a list, and never throws', () => {
		const opaque = fc.stringMatching(/^[!#-~]{0,12}$/);
		fc.assert(
			fc.property(fc.array(opaque, { maxLength: 20 }), opaque, (others, wanted) => {
				const list = [...others, wanted].map((text) => `"${text}"`).join(', ');
				expect(listHolds(list, `"${wanted}"`, 'weak')).toBe(true);
			}),
		);
		fc.assert(
			fc.property(fc.string(), (text) => {
				listHolds(text, '"a"', 'weak');
			}),
		);
	});
});
