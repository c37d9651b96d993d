import { describe, expect, it } from 'vitest';
import { listRuledDeviceInterfaces, toInherited } from '../../src/web/interfaces/tls-inheritance.ts';
import type { TlsPlace } from '../../src/web/interfaces/tls-queries.ts';

const key = { kind: 'Http', address: '10.0.0.1', port: 443 } as const;
const system: TlsPlace = { level: 'system' };
const transport: TlsPlace = { level: 'transport' };
const devices: TlsPlace = { level: 'kind', kind: 'Http' };
const clients: TlsPlace = { level: 'kind', kind: 'CTI' };
const own: TlsPlace = { level: 'interface', key };

describe('what a level inherits', () => {
	const toPolicy = (...sources: readonly string[]) => ({
		lists: sources.map((source) => ({ source, setting: 'protocols' as const, values: [source] })),
		builtIn: { protocols: ['built-in'], ciphers: [] },
	});

	it.each([
		[system, ['system'], 'built-in'],
		[transport, ['transport', 'Http'], 'built-in'],
		[transport, ['system'], 'system'],
		[devices, ['system', 'transport', 'Http'], 'transport'],
		[clients, ['Http'], 'built-in'],
		[own, ['system', 'Http', 'Http 10.0.0.1:443'], 'Http'],
		[own, ['system', 'CTI'], 'system'],
	])('%j with lists of %j: that of %s', (place, sources, expected) => {
		expect(toInherited(place, 'protocols', toPolicy(...sources))).toEqual([expected]);
	});
});

describe('the interfaces for devices that a list rules', () => {
	const toRow = (source: string, kind: 'Http' | 'CTI' = 'Http', address: string = key.address) => ({
		...{ kind, address, port: 443 },
		protocols: { source, entries: [] },
		ciphers: { source: 'built-in', entries: [] },
	});
	const mine = '10.0.0.1:443';

	it.each([
		[system, 'built-in', [mine]],
		[system, 'system', [mine]],
		[system, 'transport', []],
		[transport, 'system', [mine]],
		[transport, 'Http', []],
		[devices, 'transport', [mine]],
		[devices, 'Http 10.0.0.1:443', []],
		[clients, 'built-in', []],
		[own, 'Http 10.0.0.1:443', [mine]],
		[own, 'Http', [mine]],
	])('%j where the list of %s holds: %j', (place, source, expected) => {
		const others = [toRow('built-in', 'CTI'), toRow('Http 10.0.0.2:443', 'Http', '10.0.0.2')];
		expect(listRuledDeviceInterfaces(place, 'protocols', [toRow(source), ...others])).toEqual(expected);
	});
});
