import { describe, expect, it } from 'vitest';
import { DmsError } from '../../src/domain/errors.ts';
import { checkLength, checkPrintable, limits, toToken } from '../../src/domain/limits.ts';
import { checkTagValue, requireCountry, requireCustomTagName } from '../../src/domain/tag.ts';

const codeOf = (work: () => unknown): string | undefined => {
	try {
		work();
		return undefined;
	} catch (cause) {
		return cause instanceof DmsError ? cause.code : String(cause);
	}
};

describe('a limit', () => {
	it('names the field, the limit and the length', () => {
		const [, most] = limits.deviceName;
		expect(() => checkLength('deviceName', 'x'.repeat(most + 1), 'deviceName')).toThrow(
			`deviceName has ${most + 1} characters; the limit is ${most}`,
		);
		expect(() => checkLength('deviceName', '', 'deviceName')).toThrow('deviceName has 0 characters; at least 1 are needed');
	});

	it('counts characters, and bytes where the schema says so', () => {
		expect(checkLength('deviceName', '𝄞'.repeat(40), 'deviceName')).toHaveLength(80);
		expect(() => checkLength('serviceProviderId', 'é'.repeat(16), 'serviceProviderIdBytes')).toThrow('has 32 bytes; the limit is 30');
	});

	it('collapses white space as xs:token does and refuses control characters', () => {
		expect(toToken('name', ' a \t\n b ', 'deviceName')).toBe('a b');
		expect(codeOf(() => checkPrintable('name', 'a\u0000b'))).toBe('value.invalid');
	});
});

describe('a custom tag', () => {
	it.each([
		['NTP_SERVER', '%NTP_SERVER%'],
		['%APP_VERSION_VVX-400%', '%APP_VERSION_VVX-400%'],
	])('ok/%s', (text, name) => {
		expect(requireCustomTagName(text)).toBe(name);
	});

	it.each([
		['a reserved name', '%BWFOO%', 'tag.name-invalid'],
		['a percent sign inside', '%A%B%', 'tag.name-invalid'],
		['a space', '%A B%', 'tag.name-invalid'],
		['a digit first', '%20%', 'tag.name-invalid'],
		['65 characters', `%${'A'.repeat(63)}%`, 'value.too-long'],
		['no name', '%%', 'value.too-short'],
	])('reject/%s', (_, text, code) => {
		expect(codeOf(() => requireCustomTagName(text))).toBe(code);
	});

	it('has a value of at most 256 characters', () => {
		expect(codeOf(() => checkTagValue('%A%', 'x'.repeat(257)))).toBe('value.too-long');
		expect(checkTagValue('%A%', 'x'.repeat(256))).toHaveLength(256);
		expect(codeOf(() => requireCountry('DEU'))).toBe('value.invalid');
	});
});
