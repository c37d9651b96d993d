import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import type { Store } from '../../src/domain/ports.ts';
import type { UnknownDevicePosition } from '../../src/domain/unknown-device.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, plainDevice, sampleMac, sampleRecord } from './samples.ts';

const unknown = (device: number, fields: Partial<AccessRecord> = {}) =>
	sampleRecord({
		...{ status: 403, reason: 'device.unknown', proof: 'certificate', mac: sampleMac(device), deviceTypeName: 'Sample', anchor: 'vendor' },
		...{ certificateFingerprint: 'ab'.repeat(32), certificateSerial: '0f', certificateSubject: `CN=${sampleMac(device)}` },
		...fields,
	});

const listed = async (store: Store) => (await store.unknownDevices.list({ limit: 1_000 })).devices;

export function unknownDevicesContract(open: OpenTestStore): void {
	describe('unknown devices', () => {
		it('are told with their newest request, the last seen first', async () => {
			const { store } = await open();
			const records = [unknown(1), unknown(2), unknown(1, { path: '/dms/type/other.cfg' })];
			store.accessRecords.append(records);
			expect(await listed(store)).toEqual([
				{ mac: sampleMac(1), firstAt: records[0]?.at, lastAt: records[2]?.at, requests: 2, record: records[2] },
				{ mac: sampleMac(2), firstAt: records[1]?.at, lastAt: records[1]?.at, requests: 1, record: records[1] },
			]);
		});

		it('are the same whether records are settled together or one by one, early or late', async () => {
			const records = [unknown(1), unknown(1), unknown(1)];
			const together = await open();
			together.store.accessRecords.append(records);
			const late = await open();
			for (const record of [1, 2, 0].map((index) => records[index] ?? expect.fail())) {
				late.store.accessRecords.append([record]);
				await late.store.settle();
			}
			expect(await listed(late.store)).toEqual(await listed(together.store));
			expect(await listed(late.store)).toMatchObject([{ requests: 3, firstAt: records[0]?.at, record: records[2] }]);
		});

		const others: readonly [string, AccessRecord][] = [
			['a user name that nobody has', unknown(1, { proof: 'basic' })],
			['an address that was only claimed', unknown(1, { proof: 'mac-header' })],
			['a certificate that was refused', unknown(1, { reason: 'certificate.revoked' })],
			['a device of another type', unknown(1, { reason: 'device.other-type' })],
			['a device that was let in', unknown(1, { status: 200, reason: 'granted' })],
		];
		it.each(others)('reject/%s', async (_, record) => {
			const { store } = await open();
			store.accessRecords.append([record]);
			expect(await listed(store)).toEqual([]);
		});

		it('are none any more when they have a profile, and go with their records', async () => {
			const { store } = await open();
			const records = [unknown(1), unknown(2), unknown(3)];
			store.accessRecords.append(records);
			const { id: typeId } = await addType(store);
			await store.devices.add({ ...plainDevice(typeId, 'known'), mac: sampleMac(2) });
			expect((await listed(store)).map(({ mac }) => mac)).toEqual([sampleMac(3), sampleMac(1)]);
			await store.accessRecords.removeBefore(records[2]?.at ?? expect.fail());
			expect((await listed(store)).map(({ mac }) => mac)).toEqual([sampleMac(3)]);
		});

		it('are listed page by page, also where most have a profile', async () => {
			const { store } = await open();
			const count = 450;
			store.accessRecords.append(Array.from({ length: count }, (_, device) => unknown(device)));
			const { id: typeId } = await addType(store);
			const hasProfile = (device: number) => device % 9 !== 0;
			const devices = Array.from({ length: count }, (_, device) => ({ ...plainDevice(typeId, `d${device}`), mac: sampleMac(device) }));
			await store.devices.addMany(devices.filter((_, device) => hasProfile(device)));
			const seen: string[] = [];
			for (let after: UnknownDevicePosition | undefined; ; ) {
				const page = await store.unknownDevices.list({ limit: 7, ...(after === undefined ? {} : { after }) });
				expect(page.devices.length).toBeLessThanOrEqual(7);
				seen.push(...page.devices.map(({ mac }) => mac));
				after = page.next;
				if (after === undefined) break;
			}
			const expected = Array.from({ length: count }, (_, device) => device).filter((device) => !hasProfile(device));
			expect(seen).toEqual(expected.toReversed().map(sampleMac));
		});
	});
}
