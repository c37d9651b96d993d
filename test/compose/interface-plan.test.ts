import { describe, expect, it } from 'vitest';
import { findOverlap, listFixedListeners, toFixedListeners } from '../../src/compose/interface-plan.ts';
import type { InterfaceKey } from '../../src/domain/interface.ts';
import { loadConfiguration } from '../../src/runtime/config.ts';

const keyOf = (address: string, port = 443): InterfaceKey => ({ kind: 'Http', address, port });

describe('two interfaces of one port', () => {
	it.each([
		['the same address', '10.0.0.1', '10.0.0.1'],
		['an address and every IPv4 address', '10.0.0.1', '0.0.0.0'],
		['an address and every address', '10.0.0.1', '::'],
		['an IPv6 address and every address', '2001:db8::1', '::'],
		['every IPv4 address and every address', '0.0.0.0', '::'],
		['an address and a host name', '10.0.0.1', 'localhost'],
	])('overlap with %s', (_, one, other) => {
		expect(findOverlap(keyOf(one), [keyOf(other)])).toEqual(keyOf(other));
		expect(findOverlap(keyOf(other), [keyOf(one)])).toEqual(keyOf(one));
	});

	it.each([
		['two addresses', '10.0.0.1', '10.0.0.2'],
		['an IPv6 address and every IPv4 address', '2001:db8::1', '0.0.0.0'],
	])('do not overlap with %s', (_, one, other) => {
		expect(findOverlap(keyOf(one), [keyOf(other)])).toBeUndefined();
		expect(findOverlap(keyOf(other), [keyOf(one)])).toBeUndefined();
	});

	it('of another kind are no less one socket; of another port they are two', () => {
		expect(findOverlap(keyOf('10.0.0.1'), [{ ...keyOf('10.0.0.1'), kind: 'CTI' }])).toBeDefined();
		expect(findOverlap(keyOf('10.0.0.1'), [keyOf('10.0.0.1', 8443)])).toBeUndefined();
	});
});

describe('the interfaces of the configuration', () => {
	const planned = (overrides: Parameters<typeof loadConfiguration>[0]['overrides'] = {}) =>
		listFixedListeners(toFixedListeners(loadConfiguration({ env: {}, overrides })));

	it('are the device address alone by default', () => {
		expect(planned()).toMatchObject([{ name: 'device', kind: 'Http', secure: true, clientAuthRequired: false, isFixed: true }]);
	});

	it('are also one without TLS and one for events, which demands certificates', () => {
		const addresses = { device: { httpAddress: '0.0.0.0:80' }, events: { address: '[::]:8012' } };
		expect(planned(addresses).slice(1)).toMatchObject([
			{ name: 'http', kind: 'Http', address: '0.0.0.0', port: 80, secure: false },
			{ name: 'events', kind: 'CTI', address: '::', port: 8012, secure: true, clientAuthRequired: true },
		]);
	});

	it.each([
		['[0:0:0:0:0:0:0:1]:443', '::1'],
		['[::FFFF:10.0.0.1]:443', '10.0.0.1'],
		['LocalHost:443', 'localhost'],
		['[fe80::1%Eth0]:443', 'fe80::1%Eth0'],
	])('at %s are named as the commands name them', (address, name) => {
		expect(planned({ device: { address } })).toMatchObject([{ address: name, port: 443 }]);
	});
});
