import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { sampleMac, sampleRecord } from './samples.ts';

const granted = (anchor: string, device: number, fields: Partial<AccessRecord> = {}) =>
	sampleRecord({
		anchor,
		proof: 'certificate',
		deviceId: String(device),
		deviceName: `handset ${device}`,
		deviceTypeName: 'Sample',
		mac: sampleMac(device),
		certificateFingerprint: `fingerprint ${device}`,
		certificateNotAfter: new Date('2031-02-03T04:05:06Z'),
		...fields,
	});

export function sightingsContract(open: OpenTestStore): void {
	describe('sightings', () => {
		it('keep what the newest record says of a MAC address', async () => {
			const { store } = await open();
			const records = [granted('a', 1), granted('b', 1), granted('b', 1, { status: 403, reason: 'device.disabled' })];
			for (const record of records) {
				store.accessRecords.append([record]);
				await store.settle();
			}
			expect(await store.sightings.find(sampleMac(1))).toEqual({
				mac: sampleMac(1),
				firstAt: records[0]?.at,
				grantedAt: records[1]?.at,
				lastAt: records[2]?.at,
				lastRecordId: records[2]?.id,
				deviceId: '1',
				deviceName: 'handset 1',
				deviceType: 'Sample',
				anchor: 'b',
				fingerprint: 'fingerprint 1',
				grantedFingerprint: 'fingerprint 1',
				notAfter: new Date('2031-02-03T04:05:06Z'),
			});
		});

		it('are the same whether records are settled together or one by one, early or late', async () => {
			const records = [granted('a', 1), granted('b', 1, { deviceName: 'renamed' }), granted('b', 1, { proof: 'basic' })];
			const together = await open();
			together.store.accessRecords.append(records);
			const late = await open();
			for (const record of records.toReversed()) {
				late.store.accessRecords.append([record]);
				await late.store.settle();
			}
			const expected = await together.store.sightings.find(sampleMac(1));
			expect(expected).toMatchObject({ firstAt: records[0]?.at, lastAt: records[2]?.at, anchor: 'b' });
			expect(await late.store.sightings.find(sampleMac(1))).toEqual({ ...expected, deviceName: expected?.deviceName });
		});

		it('tell the certificate that came last from the one that was last let in', async () => {
			const { store } = await open();
			const other = { status: 403, reason: 'certificate.not-pinned', certificateFingerprint: 'other' } as const;
			const records = [granted('a', 1), granted('a', 1, other), granted('a', 1, { proof: 'basic', certificateFingerprint: 'other' })];
			for (const record of records) {
				store.accessRecords.append([record]);
				await store.settle();
			}
			const sighting = await store.sightings.find(sampleMac(1));
			expect(sighting).toMatchObject({ fingerprint: 'other', grantedFingerprint: 'fingerprint 1', grantedAt: records[2]?.at });
		});

		const claims: readonly [string, AccessRecord][] = [
			['a MAC address in a path without proof', sampleRecord({ mac: sampleMac(5) })],
			['a certificate that was refused', granted('a', 5, { status: 403, reason: 'certificate.revoked' })],
			['a wrong password', granted('a', 5, { status: 401, reason: 'password.wrong', proof: 'basic' })],
		];
		it.each(claims)('reject/%s', async (_, record) => {
			const { store } = await open();
			store.accessRecords.append([record]);
			expect(await store.sightings.find(sampleMac(5))).toBeUndefined();
		});

		it('ok/a certificate that was in order, of a device that nobody knows', async () => {
			const { store } = await open();
			const { deviceId: _id, deviceName: _name, ...unknown } = granted('a', 6, { status: 403, reason: 'device.unknown' });
			store.accessRecords.append([unknown]);
			const sighting = await store.sightings.find(sampleMac(6));
			expect(sighting).toMatchObject({ mac: sampleMac(6), anchor: 'a' });
			expect(sighting).not.toHaveProperty('grantedAt');
			expect(await store.sightings.lastByAnchor()).toEqual([]);
		});

		it('are listed by the end of their certificates, in pages', async () => {
			const { store } = await open();
			const ends = ['2031-01-01', '2031-01-02', '2031-01-03', '2031-01-04'].map((day) => new Date(`${day}T00:00:00Z`));
			store.accessRecords.append(ends.map((certificateNotAfter, index) => granted('a', index + 1, { certificateNotAfter })));
			const [first = expect.fail(), , third = expect.fail()] = ends;
			const listed = await store.sightings.listExpiring(first, third, { limit: 10 });
			expect(listed.map(({ mac }) => mac)).toEqual([sampleMac(2), sampleMac(3)]);
			const pages = [
				await store.sightings.listExpiring(first, third, { limit: 1 }),
				await store.sightings.listExpiring(first, third, { limit: 1, afterMac: sampleMac(2) }),
				await store.sightings.listExpiring(first, third, { limit: 1, afterMac: sampleMac(3) }),
			];
			expect(pages).toEqual([[listed[0]], [listed[1]], []]);
		});

		it('tell who was last let in through each trust anchor, and how many devices were', async () => {
			const { store } = await open();
			expect(await store.sightings.lastByAnchor()).toEqual([]);
			const records = [
				granted('a', 1),
				granted('a', 2),
				granted('a', 1),
				granted('b', 3),
				granted('a', 9, { status: 403, reason: 'device.disabled' }),
				granted('c', 9, { status: 403, reason: 'device.disabled' }),
			];
			store.accessRecords.append(records);
			expect(await store.sightings.lastByAnchor()).toEqual([
				{ anchor: 'a', mac: sampleMac(1), at: records[2]?.at, devices: 2 },
				{ anchor: 'b', mac: sampleMac(3), at: records[3]?.at, devices: 1 },
			]);
			expect((await store.sightings.listByAnchor('a', 10)).map(({ mac }) => mac)).toEqual([sampleMac(1), sampleMac(2)]);
			expect(await store.sightings.listByAnchor('a', 1)).toHaveLength(1);
			expect(await store.sightings.listByAnchor('z', 10)).toEqual([]);
		});
	});
}
