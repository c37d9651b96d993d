import { describe, expect, it } from 'vitest';
import { toEventFilter } from '../../../src/app/events/event-filter.ts';
import type { DmsEvent } from '../../../src/domain/event.ts';
import { requireMacAddress } from '../../../src/domain/mac-address.ts';

const mac = requireMacAddress('0013d1000001');
const otherMac = requireMacAddress('0013d1000002');
const ofDevice: DmsEvent = { id: 1, at: new Date(0), type: 'dms.file.served', subject: mac, deviceType: 'A', data: {} };
const ofNoDevice: DmsEvent = { id: 2, at: new Date(0), type: 'dms.trust.changed', subject: 'Http/root', data: {} };
const all = { devices: [], deviceTypes: [], types: [] };

describe('the filter of a client', () => {
	it.each([
		{ row: 'ok/no limits', identity: [], subscription: undefined, seen: [true, true] },
		{ row: 'ok/its type', identity: ['B', 'A'], subscription: undefined, seen: [true, false] },
		{ row: 'reject/another type', identity: ['B'], subscription: undefined, seen: [false, false] },
		{ row: 'ok/all by subscription', identity: [], subscription: all, seen: [true, true] },
		{ row: 'ok/its device', identity: [], subscription: { ...all, devices: [otherMac, mac] }, seen: [true, false] },
		{ row: 'reject/another device', identity: [], subscription: { ...all, devices: [otherMac] }, seen: [false, false] },
		{ row: 'ok/type by subscription', identity: [], subscription: { ...all, deviceTypes: ['A'] }, seen: [true, false] },
		{
			row: 'reject/type that the subscription widens',
			identity: ['B'],
			subscription: { ...all, deviceTypes: ['A', 'B'] },
			seen: [false, false],
		},
		{ row: 'ok/types of events', identity: [], subscription: { ...all, types: ['dms.trust.changed'] }, seen: [false, true] },
		{
			row: 'reject/no filter met together',
			identity: [],
			subscription: { ...all, devices: [mac], types: ['dms.trust.changed'] },
			seen: [false, false],
		},
	])('$row', ({ identity, subscription, seen }) => {
		const filter = toEventFilter({ deviceTypes: identity }, subscription);
		expect([ofDevice, ofNoDevice].map((event) => filter.sees(event))).toEqual(seen);
	});

	it('has the same key for the same choice in another order, and another for another', () => {
		const key = (identity: readonly string[], devices: readonly (typeof mac)[]) =>
			toEventFilter({ deviceTypes: identity }, { ...all, devices }).key;
		expect(key(['A', 'B'], [mac, otherMac])).toBe(key(['B', 'A'], [otherMac, mac]));
		const keys = [
			key([], []),
			key(['A'], []),
			key([], [mac]),
			key(['A'], [mac]),
			toEventFilter({ deviceTypes: [] }, { ...all, types: ['A'] }).key,
		];
		expect(new Set(keys).size).toBe(keys.length);
	});
});
