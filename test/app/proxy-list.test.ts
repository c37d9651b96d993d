import { describe, expect, it } from 'vitest';
import { toProxyList } from '../../src/app/proxy-list.ts';

describe('a list of proxies', () => {
	it.each([
		['an address', '10.1.2.3', '10.1.2.3'],
		['an IPv4 address within IPv6', '10.1.2.3', '::ffff:10.1.2.3'],
		['the same in hexadecimal', '10.1.2.3', '::ffff:a01:203'],
		['an address of a network', '10.0.0.0/8', '10.255.255.255'],
		['the network of all', '0.0.0.0/0', '203.0.113.9'],
		['a prefix within a byte, its first address', '10.1.16.0/20', '10.1.16.0'],
		['a prefix within a byte, its last address', '10.1.16.0/20', '10.1.31.255'],
		['one address as a network', '10.1.2.3/32', '10.1.2.3'],
		['an IPv6 address in another form', '2001:db8::1', '2001:0DB8:0:0::1'],
		['an address of an IPv6 network', '2001:db8::/33', '2001:db8:7fff::1'],
		['a link-local address with its zone', 'fe80::1', 'fe80::1%eth0'],
	])('ok/has %s', (_, entry, address) => {
		expect(toProxyList(['192.0.2.1', entry]).has(address)).toBe(true);
	});

	it.each([
		['another address', '10.1.2.3', '10.1.2.4'],
		['an address before a prefix within a byte', '10.1.16.0/20', '10.1.15.255'],
		['an address after it', '10.1.16.0/20', '10.1.32.0'],
		['an IPv6 address where IPv4 is listed', '0.0.0.0/0', '2001:db8::1'],
		['an IPv4 address where IPv6 is listed', '::/0', '10.1.2.3'],
		['an address beyond an IPv6 prefix', '2001:db8::/33', '2001:db8:8000::1'],
		['no address', '0.0.0.0/0', ''],
		['a name', '0.0.0.0/0', 'localhost'],
		['anybody by an entry that cannot be read', '10.0.0.0/x', '10.0.0.0'],
		['anybody by a prefix that is too long', '10.0.0.0/33', '10.0.0.0'],
		['anybody by a name', 'proxy.example', '10.0.0.0'],
	])('reject/has not %s', (_, entry, address) => {
		expect(toProxyList([entry]).has(address)).toBe(false);
	});

	it('reject/has nobody when it is empty', () => {
		expect(toProxyList([]).has('127.0.0.1')).toBe(false);
	});
});
