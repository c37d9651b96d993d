import { describe, expect, it } from 'vitest';
import { parseIpAddress, requireNetwork } from '../../../src/app/administration/ip-address.ts';

describe('parseIpAddress', () => {
	it.each([
		['ok/IPv4', '10.0.0.1', '10.0.0.1'],
		['ok/the wildcard of IPv4', '0.0.0.0', '0.0.0.0'],
		['ok/the wildcard of IPv6', '::', '::'],
		['ok/zeros are shortened', '2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
		['ok/IPv4 within IPv6', '::ffff:10.0.0.1', '10.0.0.1'],
		['ok/IPv4 within IPv6, hexadecimal', '::FFFF:a00:1', '10.0.0.1'],
	])('%s', (_name, text, canonical) => expect(parseIpAddress(text)).toBe(canonical));

	it.each([
		['reject/nothing', ''],
		['reject/a name', 'localhost'],
		['reject/brackets', '[::1]'],
		['reject/a zone', 'fe80::1%eth0'],
		['reject/octal', '010.0.0.1'],
		['reject/hexadecimal', '0x7f.0.0.1'],
		['reject/three numbers', '10.0.1'],
		['reject/a number above 255', '10.0.0.256'],
		['reject/a port', '10.0.0.1:80'],
		['reject/a blank', ' 10.0.0.1'],
		['reject/two gaps', '1::2::3'],
		['reject/a path', '::1]/x['],
	])('%s', (_name, text) => expect(parseIpAddress(text)).toBeUndefined());
});

describe('requireNetwork', () => {
	it.each([
		['ok/an address', '10.1.2.3', '10.1.2.3'],
		['ok/a network', '10.0.0.0/8', '10.0.0.0/8'],
		['ok/a prefix within a byte', '10.128.0.0/9', '10.128.0.0/9'],
		['ok/one address as a network', '10.1.2.3/32', '10.1.2.3/32'],
		['ok/IPv6', '2001:DB8::/32', '2001:db8::/32'],
		['ok/everything', '::/0', '::/0'],
	])('%s', (_name, text, canonical) => expect(requireNetwork('proxies', text)).toBe(canonical));

	it.each([
		['reject/bits beside the prefix', '10.1.2.3/8'],
		['reject/bits beside the prefix within a byte', '10.192.0.0/9'],
		['reject/a prefix that is too long', '10.0.0.0/33'],
		['reject/an IPv6 prefix of an IPv4 address', '::ffff:10.0.0.0/104'],
		['reject/a mask', '10.0.0.0/255.0.0.0'],
		['reject/two prefixes', '10.0.0.0/8/8'],
		['reject/an empty prefix', '10.0.0.0/'],
		['reject/a leading zero', '10.0.0.0/08'],
		['reject/a name', 'proxy.example.com'],
	])('%s', (_name, text) =>
		expect(() => requireNetwork('proxies', text)).toThrow(expect.objectContaining({ code: 'value.invalid', field: 'proxies' })),
	);
});
