import { describe, expect, it } from 'vitest';
import type { AccessFilter, AccessRecord } from '../../src/domain/access-record.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, plainDevice, sampleEvent, sampleMac, sampleRecord } from './samples.ts';

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
				certificateNotAfter: new Date('2030-01-02T03:04:05Z'),
				etag: '"x"',
				tlsVersion: 'TLSv1.3',
				cipherSuite: 'TLS_AES_128_GCM_SHA256',
				interface: '[::1]:8443',
				userAgent: 'Ünïcode/1.0',
			});
			store.accessRecords.append([bare, full]);
			store.accessRecords.append([]);
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
			store.accessRecords.append(records);
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

		it('are read page by page, back in time', async () => {
			const { store } = await open();
			const records = Array.from({ length: 25 }, (_, index) => sampleRecord({ mac: sampleMac(index % 2) }));
			store.accessRecords.append(records);
			const pages: AccessRecord[][] = [];
			let beforeId: string | undefined;
			do {
				const page = await store.accessRecords.page({ mac: sampleMac(0) }, { limit: 5, ...(beforeId === undefined ? {} : { beforeId }) });
				pages.push([...page.records]);
				beforeId = page.nextBeforeId;
			} while (beforeId !== undefined);
			expect(pages.map(({ length }) => length)).toEqual([5, 5, 3]);
			expect(pages.reverse().flat()).toEqual(records.filter(({ mac }) => mac === sampleMac(0)));
			expect(await store.accessRecords.page({ mac: sampleMac(9) }, { limit: 5 })).toEqual({ records: [] });
		});

		it('are those of a scope where one is asked for', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			const add = (name: string, place: { serviceProviderId?: string; groupId?: string }) =>
				store.devices.add({ ...plainDevice(typeId, name), ...place });
			const acme = await add('a', { serviceProviderId: 'acme', groupId: 'hq' });
			const branch = await add('b', { serviceProviderId: 'acme', groupId: 'branch' });
			const other = await add('c', { serviceProviderId: 'other', groupId: 'hq' });
			const system = await add('d', {});
			const records = [acme, other, branch, system, acme].map(({ id }) => sampleRecord({ deviceId: id }));
			store.accessRecords.append([...records, sampleRecord(), sampleRecord({ deviceId: '999' })]);
			const of = async (scope: { serviceProviderId: string; groupId?: string }, limit = 10) =>
				(await store.accessRecords.page({}, { limit, scope })).records;
			expect(await of({ serviceProviderId: 'acme' })).toEqual([records[0], records[2], records[4]]);
			expect(await of({ serviceProviderId: 'acme', groupId: 'hq' })).toEqual([records[0], records[4]]);
			expect(await of({ serviceProviderId: 'nobody' })).toEqual([]);
			const scope = { serviceProviderId: 'acme' };
			const first = await store.accessRecords.page({}, { limit: 2, scope });
			expect(first).toEqual({ records: [records[2], records[4]], nextBeforeId: records[2]?.id });
			expect(await store.accessRecords.page({}, { limit: 2, scope, beforeId: records[2]?.id ?? '' })).toEqual({ records: [records[0]] });
		});

		it('reach a scope beyond many records of others', async () => {
			const { store } = await open();
			const { id: typeId } = await addType(store);
			const { id } = await store.devices.add({ ...plainDevice(typeId, 'a'), serviceProviderId: 'acme' });
			const own = sampleRecord({ deviceId: id });
			store.accessRecords.append([own, ...Array.from({ length: 6_000 }, () => sampleRecord())]);
			const scope = { serviceProviderId: 'acme' };
			const first = await store.accessRecords.page({}, { limit: 10, scope });
			expect(first.records).toEqual([]);
			expect(await store.accessRecords.page({}, { limit: 10, scope, beforeId: first.nextBeforeId ?? '' })).toEqual({ records: [own] });
		});

		it('are corrected when a transfer was cut', async () => {
			const { store } = await open();
			const record = sampleRecord();
			store.accessRecords.append([record]);
			store.accessRecords.markAborted(record.id, 17);
			store.accessRecords.markAborted('unknown', 1);
			expect(await store.accessRecords.list({ limit: 1 })).toEqual([{ ...record, aborted: true, bytes: 17 }]);
		});

		it('go when they are old enough', async () => {
			const { store } = await open();
			const records = Array.from({ length: 2_500 }, () => sampleRecord());
			store.accessRecords.append(records);
			expect(await store.accessRecords.removeBefore(records[2_400]?.at ?? new Date())).toBe(2_400);
			expect(await store.accessRecords.list({ limit: 1_000 })).toEqual(records.slice(2_400));
			expect(await store.accessRecords.removeBefore(new Date(0))).toBe(0);
		});

		it('are followed in the order in which they became visible, each once', async () => {
			const { store } = await open();
			const [late, early] = [sampleRecord({ mac: sampleMac(1), deviceId: '1' }), sampleRecord({ status: 403, reason: 'device.unknown' })];
			const cut = sampleRecord({ mac: sampleMac(1), deviceId: '1' });
			const upload = sampleRecord({ method: 'PUT', mac: sampleMac(1), deviceId: '1' });
			for (const batch of [[early], [late, upload, cut]]) {
				store.accessRecords.append(batch);
				await store.settle();
			}
			store.accessRecords.markAborted(cut.id, 7);
			await store.events.append([sampleEvent()]);
			await store.settle();
			const all = await store.accessRecords.follow(0, 100);
			expect(all.records.map(({ record }) => record)).toEqual([early, late, upload, { ...cut, aborted: true, bytes: 7 }]);
			expect([all.position, all.isFull]).toEqual([await store.events.newestId(), false]);
			const seen: string[] = [];
			for (let page = await store.accessRecords.follow(0, 2); ; page = await store.accessRecords.follow(page.position, 2)) {
				seen.push(...page.records.map(({ record }) => record.id));
				if (!page.isFull) break;
			}
			expect(seen).toEqual([early.id, late.id, upload.id, cut.id]);
			expect(await store.accessRecords.follow(all.position, 2)).toEqual({ records: [], position: all.position, isFull: false });
		});
	});
}
