import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFileFormat, matchFileFormat } from '../../src/domain/file-format.ts';

const match = (format: string, name: string) => matchFileFormat(compileFileFormat(format), name);

describe('a file format', () => {
	it.each([
		['a MAC in any case', '%BWMACADDRESS%-config.xml', '0013D1AAbbcc-config.xml', { mac: '0013d1aabbcc' }],
		['a MAC in the middle', 'cfg%BWMACADDRESS%.xml', 'cfg0013d1aabbcc.xml', { mac: '0013d1aabbcc' }],
		['a device name', 'phone%BWDEVICEID%.cfg', 'phoneDECT one.cfg', { deviceId: 'DECT one' }],
		['a device name that contains the literal', '%BWDEVICEID%.cfg', 'a.cfg.cfg', { deviceId: 'a.cfg' }],
		['another tag', 'sip-%APP_VERSION%.ld', 'sip-4.1.ld', {}],
		['no tag', 'handsets.xml', 'handsets.xml', {}],
		['the same MAC twice', '%BWMACADDRESS%/%BWMACADDRESS%.cfg', '0013d1aabbcc/0013D1AABBCC.cfg', { mac: '0013d1aabbcc' }],
		['a percent sign that opens no tag', '100%.xml', '100%.xml', {}],
	])('ok/%s', (_, format, name, captures) => {
		expect(match(format, name)).toEqual(captures);
	});

	it.each([
		['a MAC of eleven digits', '%BWMACADDRESS%.cfg', '0013d1aabbc.cfg'],
		['the zero MAC', '%BWMACADDRESS%.cfg', '000000000000.cfg'],
		['a longer name', '%BWMACADDRESS%.cfg', '0013d1aabbcc.cfg2'],
		['a slash inside a tag', '%BWDEVICEID%.cfg', 'a/b.cfg'],
		['an empty tag', 'sip-%APP_VERSION%.ld', 'sip-.ld'],
		['a device name over 40 characters', '%BWDEVICEID%', 'x'.repeat(41)],
		['two different MACs', '%BWMACADDRESS%/%BWMACADDRESS%.cfg', '0013d1aabbcc/0013d1aabbcd.cfg'],
		['another case of the literal text', 'handsets.xml', 'Handsets.xml'],
	])('reject/%s', (_, format, name) => {
		expect(match(format, name)).toBeUndefined();
	});

	it('counts the characters that are no tag', () => {
		expect(compileFileFormat('%BWMACADDRESS%-config.xml').literalLength).toBe('-config.xml'.length);
	});

	it('answers for a format of many tags and a name that nearly fits in a bounded number of steps', () => {
		const tags = '%A%'.repeat(40);
		expect(match(`${tags}!`, 'a'.repeat(256))).toBeUndefined();
	});

	it('matches every name that was made from it', () => {
		const word = fc.stringMatching(/^[a-z0-9.-]{1,10}$/);
		fc.assert(
			fc.property(word, word, (before, after) => {
				expect(match(`${before}%BWDEVICEID%${after}`, `${before}dev${after}`)).toBeDefined();
			}),
		);
	});
});
