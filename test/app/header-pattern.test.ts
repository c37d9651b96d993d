import { describe, expect, it } from 'vitest';
import { findMacInHeaders, parseHeaderPattern } from '../../src/app/header-pattern.ts';
import { DmsError } from '../../src/domain/errors.ts';

const anywhere = '(?i)(?:^|[^0-9a-z])([0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5})(?:[^0-9a-z]|$)';

function find(pattern: string, headers: Readonly<Record<string, string>>): string | undefined {
	return findMacInHeaders(parseHeaderPattern(pattern), (name) => headers[name], ['macaddress', 'x-mac']);
}

describe('a MAC in a header', () => {
	it.each([
		['Yealink SIP-T21P 34.72.0.1 00:15:65:4c:4c:26', '0015654c4c26'],
		['Yealink SIP-T56A  58.80.0.25 001565f429a4', '001565f429a4'],
		['Mitel6940 MAC:14-00-E9-29-4C-6B V:6.4.0.4006-SIP', '1400e9294c6b'],
		['Aastra6731i MAC:00-08-5D-29-4C-6B V:3.3.1.4365-SIP', '00085d294c6b'],
		['Htek UC926 2.0.4.2 00:1f:c1:00:00:00', '001fc1000000'],
		['Panasonic_KX-UT113/01.133 (0080f0c8c381)', '0080f0c8c381'],
		[
			'Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 2010.12-00001-gd311851f1 (Feb 25 2019 - 14:19:43) 00041396D9B4 SXM:0 UXM:0 UXMC:0)',
			'00041396d9b4',
		],
		['AUDC-IPPhone/2.2.8.61 (440HDG-Rev0; 00908F602AAC)', '00908f602aac'],
		['Grandstream Model HW GXP2135 SW 1.0.7.97 DevId 000b828aa872', '000b828aa872'],
		['Gigaset N870 IP PRO/83.V2.11.0+build.a546b91;7C2F80E0D605', '7c2f80e0d605'],
		['Cisco/SPA508G-7.4.4 (0002FDFF2103)(CBT141400UK)', '0002fdff2103'],
	])('ok/%s', (userAgent, mac) => {
		expect(find(anywhere, { 'user-agent': userAgent })).toBe(mac);
	});

	it.each([
		['a hardware version', 'Yealink-T46G 28.71.0.81 28.1.0.128.0.0.0'],
		['eleven digits', 'Panasonic_KX-UT670/01.022 (0080f000000)'],
		['no MAC at all', 'FileTransport PolycomVVX-VVX_400-UA/4.1.4.7430 Type/Application'],
		['a multicast address', 'Phone 01:00:5e:00:00:01'],
	])('reject/%s', (_, userAgent) => {
		expect(find(anywhere, { 'user-agent': userAgent })).toBeUndefined();
	});

	it('is not taken for one where it is a serial number: the pattern of the maker tells them apart', () => {
		const linksys = 'Linksys/SPA-942-6.1.5(a) (88019FA42805)';
		expect(find(anywhere, { 'user-agent': linksys })).toBe('88019fa42805');
		expect(find('^Cisco/[^ ]+ \\(([0-9A-F]{12})\\)', { 'user-agent': linksys })).toBeUndefined();
	});

	it('is looked for in the User-Agent, then in the MAC headers', () => {
		expect(find(anywhere, { 'user-agent': 'Unify', macaddress: '0a1b2c3d4d5f' })).toBe('0a1b2c3d4d5f');
		expect(find(anywhere, { 'user-agent': 'Phone 0a1b2c3d4d5e', macaddress: '0a1b2c3d4d5f' })).toBe('0a1b2c3d4d5e');
	});

	it('is looked for in the one header that the pattern names', () => {
		expect(find(`X-Device: ${anywhere}`, { 'user-agent': 'Phone 0a1b2c3d4d5e', 'x-device': '0a1b2c3d4d5f' })).toBe('0a1b2c3d4d5f');
		expect(find(`X-Device: ${anywhere}`, { 'user-agent': 'Phone 0a1b2c3d4d5e' })).toBeUndefined();
	});

	it('is found in bounded time by a pattern that a backtracking engine would never finish', () => {
		expect(find('((?:a+)+)$', { 'user-agent': `${'a'.repeat(1000)}!` })).toBeUndefined();
	});

	it.each([
		['no expression', '(unclosed'],
		['two capture groups', '(a)(b)'],
		['a backreference, which has no linear time', String.raw`(a)\1`],
	])('reject/a pattern with %s', (_, pattern) => {
		expect(() => parseHeaderPattern(pattern)).toThrow(DmsError);
	});
});
