import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMacAddress, requireMacAddress, requireOui, toColonForm } from '../../src/domain/mac-address.ts';

describe('a MAC address', () => {
	it.each([
		['bare, upper case', '0013D1AABBCC'],
		['with colons', '00:13:d1:aa:bb:cc'],
		['with dashes', '00-13-D1-AA-BB-CC'],
		['in the dotted form', '0013.d1aa.bbcc'],
	])('ok/%s', (_, text) => {
		expect(parseMacAddress(text)).toEqual({ ok: true, value: '0013d1aabbcc' });
	});

	it.each([
		['eleven digits', '0013d1aabbc', 'not-a-mac'],
		['two kinds of separator', '00:13-d1:aa:bb:cc', 'not-a-mac'],
		['an EUI-64', '0013d1fffeaabbcc', 'not-a-mac'],
		['surrounding text', 'x0013d1aabbcc', 'not-a-mac'],
		['a newline at the end', '0013d1aabbcc\n', 'not-a-mac'],
		['zero', '00:00:00:00:00:00', 'zero'],
		['broadcast', 'ffffffffffff', 'broadcast'],
		['multicast', '01005e000001', 'multicast'],
	])('reject/%s', (_, text, reason) => {
		expect(parseMacAddress(text)).toEqual({ ok: false, reason });
	});

	it('is the same in every spelling', () => {
		const unicast = fc
			.uint8Array({ minLength: 6, maxLength: 6 })
			.filter((bytes) => bytes.some((byte) => byte > 0) && ((bytes[0] ?? 1) & 1) === 0);
		fc.assert(
			fc.property(unicast, (bytes) => {
				const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
				const parsed = [pairs.join(''), pairs.join(':').toUpperCase(), pairs.join('-')].map(parseMacAddress);
				for (const result of parsed) expect(result).toEqual({ ok: true, value: pairs.join('') });
			}),
		);
	});

	it('is named in the error an administrator gets', () => {
		expect(() => requireMacAddress('01005e000001', 'mac')).toThrow('mac "01005e000001" is a multicast address');
		expect(() => requireOui('0013', 'oui')).toThrow('oui "0013" is not six hexadecimal digits');
		expect(toColonForm(requireOui('00-13-D1'))).toBe('00:13:d1');
	});
});
