import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isLocalAddress } from '../../src/tls/local-addresses.ts';

describe('an address of this host', () => {
	const own = Object.values(networkInterfaces()).flatMap((entries) => entries?.map(({ address }) => address) ?? []);

	it.each(['0.0.0.0', '::', '127.0.0.1', '127.9.9.9', '::1', ...own])('ok/%s', (address) => {
		expect(isLocalAddress(address)).toBe(true);
	});

	// Addresses for documentation (RFC 5737, RFC 3849): no host has them.
	it.each(['192.0.2.1', '2001:db8::1', '12.7.0.1', '127.0.0.1.example', '', 'localhost'])('reject/%s', (address) => {
		expect(isLocalAddress(address)).toBe(false);
	});
});
