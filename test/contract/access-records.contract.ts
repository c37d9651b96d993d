import { describe, expect, it } from 'vitest';
import type { AccessFilter, AccessRecord } from '../../src/domain/access-record.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { sampleMac, sampleRecord } from './samples.ts';

export function accessRecordsContract(open: OpenTestStore): void {
	describe('access records', () => {
		it('come back as they were written', async () => {
			const { store, again } = await open();
			const bare = sampleRecord();
			const full = sampleRecord({
				status: 403,
				reason: 'device.unknown',
				detail: 'no device with 00:13:d1:00:00:01',
				proof: 'certificate',
				failedProofs: [{ proof: 'certificate', reason: 'certificate.expired' }],
				deviceTypeName: 'Spectralink IP-DECT',
				deviceName: 'handset',
				deviceId: '7',
				mac: sampleMac(1),
				fileFormat: '%BWMACADDRESS%.cfg',
				anchor: 'vendor',
				certificateSerial: '0f',
				certificateFingerprint: 'ab'.repeat(32),
				certificateSubject: 'CN=x',
				etag: '"x"',
				tlsVersion: 'TLSv1.3',
				cipherSuite: 'TLS_AES_128_GCM_SHA256',
				userAgent: 'Ünïcode/1.0',
			});
			await store.accessRecords.append([bare, full]);
			await store.accessRecords.append([]);
			expect(await (await again()).accessRecords.list({ limit: 10 })).toEqual([bare, full]);
		});

		it('are filtered, the newest ones from old to new', async () => {
			const { store } = await open();
			const records = Array.from({ length: 40 }, (_, index) =>
				sampleRecord({
					mac: sampleMac(index % 4),
					deviceName: `handset ${index % 4}`,
					...(index % 5 === 0 ? { status: 403, reason: 'device.disabled' } : {}),
					...(index === 20 ? { status: 401, reason: 'password.wrong' } : {}),
				}),
			);
			await store.accessRecords.append(records);
			const check = async (filter: Omit<AccessFilter, 'limit'>, keep: (record: AccessRecord, index: number) => boolean) => {
				const expected = records.filter(keep);
				expect(await store.accessRecords.list({ ...filter, limit: 100 })).toEqual(expected);
				expect(await store.accessRecords.list({ ...filter, limit: 3 })).toEqual(expected.slice(-3));
			};
			await check({}, () => true);
			await check({ mac: sampleMac(2) }, ({ mac }) => mac === sampleMac(2));
			await check({ deviceName: 'handset 3' }, ({ deviceName }) => deviceName === 'handset 3');
			await check({ denied: true }, ({ status }) => status >= 400);
			await check({ denied: true, mac: sampleMac(0) }, ({ status, mac }) => status >= 400 && mac === sampleMac(0));
			await check({ reason: 'password.wrong' }, ({ reason }) => reason === 'password.wrong');
			await check({ afterId: records[29]?.id ?? '' }, (_, index) => index > 29);
			await check({ since: records[35]?.at ?? new Date() }, (_, index) => index >= 35);
			expect(await store.accessRecords.list({ mac: sampleMac(9), limit: 5 })).toEqual([]);
		});

		it('are corrected when a transfer was cut', async () => {
			const { store } = await open();
			const record = sampleRecord();
			await store.accessRecords.append([record]);
			await store.accessRecords.markAborted(record.id, 17);
			await store.accessRecords.markAborted('unknown', 1);
			expect(await store.accessRecords.list({ limit: 1 })).toEqual([{ ...record, aborted: true, bytes: 17 }]);
		});

		it('tell who was last let in by each trust anchor, and how many devices were', async () => {
			const { store } = await open();
			expect(await store.accessRecords.lastByAnchor()).toEqual([]);
			const granted = (anchor: string, device: number) => sampleRecord({ anchor, deviceId: String(device), mac: sampleMac(device) });
			const records = [
				granted('a', 1),
				granted('a', 2),
				granted('a', 1),
				granted('b', 3),
				sampleRecord({ anchor: 'a', status: 403, reason: 'device.unknown', mac: sampleMac(9) }),
				sampleRecord({ anchor: 'c', status: 403, reason: 'device.unknown', mac: sampleMac(9) }),
				sampleRecord({ deviceId: '4' }),
			];
			await store.accessRecords.append(records);
			expect(await store.accessRecords.lastByAnchor()).toEqual([
				{ anchor: 'a', mac: sampleMac(1), at: records[2]?.at, devices: 2 },
				{ anchor: 'b', mac: sampleMac(3), at: records[3]?.at, devices: 1 },
			]);
		});

		it('go when they are old enough', async () => {
			const { store } = await open();
			const records = Array.from({ length: 2_500 }, () => sampleRecord());
			await store.accessRecords.append(records);
			expect(await store.accessRecords.removeBefore(records[2_400]?.at ?? new Date())).toBe(2_400);
			expect(await store.accessRecords.list({ limit: 1_000 })).toEqual(records.slice(2_400));
			expect(await store.accessRecords.removeBefore(new Date(0))).toBe(0);
		});
	});
}
