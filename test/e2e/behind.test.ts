import { describe, expect, it } from 'vitest';
import { changeDeviceTypeFile } from '../../src/app/administration/change-device-type-file.ts';
import { publishDraft, saveDraft } from '../../src/app/history/change-draft.ts';
import { findDeviceStanding } from '../../src/app/history/device-standing.ts';
import { listBehind } from '../../src/app/history/list-behind.ts';
import { restoreRevision } from '../../src/app/history/restore-revision.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { useDeviceService } from '../helpers/device-service.ts';
import { fetchSecure } from '../helpers/https-client.ts';

const typeName = 'Sample IP-DECT 2000 MAC';
const fileFormat = '%BWMACADDRESS%-config.xml';
const place = { kind: 'file', typeName, fileFormat } as const;
const mac = requireMacAddress('00:13:d1:00:07:01');
const other = requireMacAddress('00:13:d1:00:07:02');

describe('a device that fetches over TLS', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000_MAC'], async (service) => {
		await service.addDevice(typeName, { name: 'one', mac });
		await service.addDevice(typeName, { name: 'two', mac: other });
	});

	const get = async (address = mac, headers: Readonly<Record<string, string>> = {}) =>
		fetchSecure(current().service.port, {
			path: `/dms/sample-ip-dect-mac/${address}-config.xml`,
			identity: await current().identity(address),
			headers,
		});
	const standing = async () => {
		const { verdict, files } = await findDeviceStanding(current().store, { name: 'one' });
		return { verdict, file: files.find((file) => file.fileFormat === fileFormat) };
	};
	const behind = async () => (await listBehind(current().store, { limit: 10 })).devices.map(({ device }) => device.name);
	const put = (text: string) => current().store.content.put([Buffer.from(text)], 1024);

	it('has never fetched, then has what it should have', async () => {
		expect((await standing()).verdict).toBe('never');
		const { headers } = await get();
		const { verdict, file } = await standing();
		expect(verdict).toBe('current');
		expect(file).toMatchObject({ expected: { etag: headers.etag }, fetched: { etag: headers.etag, status: 200 } });
		expect(Math.floor((file?.expected?.lastModified.getTime() ?? 0) / 1000) * 1000).toBe(Date.parse(headers['last-modified'] ?? ''));
		expect(await behind()).toEqual([]);
	});

	it('is behind once the template changes, and current once it has fetched again', async () => {
		await get(other);
		await changeDeviceTypeFile(current().administration, typeName, fileFormat, { content: await put('first %BWMACADDRESS%') });
		expect(await standing()).toMatchObject({ verdict: 'behind', file: { verdict: 'behind' } });
		expect(await behind()).toEqual(['one', 'two']);
		expect((await get()).body.toString()).toBe(`first ${mac}`);
		expect((await standing()).verdict).toBe('current');
		expect(await behind()).toEqual(['two']);
	});

	it('is current when it was told that nothing has changed', async () => {
		const { headers } = await get();
		const { status } = await get(mac, { 'if-none-match': headers.etag ?? '' });
		expect(status).toBe(304);
		expect(await standing()).toMatchObject({ verdict: 'current', file: { fetched: { status: 304, etag: headers.etag } } });
	});

	it('is not given a draft, is behind once that is published, and gets the old file once that is restored', async () => {
		const { administration } = current();
		await saveDraft(administration, place, { kind: 'file', change: { content: await put('second %BWMACADDRESS%') } });
		expect((await get()).body.toString()).toBe(`first ${mac}`);
		expect((await standing()).verdict).toBe('current');
		const { number } = await publishDraft(administration, place);
		expect((await standing()).verdict).toBe('behind');
		expect((await get()).body.toString()).toBe(`second ${mac}`);
		expect((await standing()).verdict).toBe('current');
		await restoreRevision(administration, place, number - 1);
		expect((await standing()).verdict).toBe('behind');
		expect((await get()).body.toString()).toBe(`first ${mac}`);
		expect((await standing()).verdict).toBe('current');
	});

	it('has fetched nothing by asking for the headers, or by being refused', async () => {
		const { administration, store } = current();
		await changeDeviceTypeFile(administration, typeName, fileFormat, { content: await put('third') });
		await fetchSecure(current().service.port, {
			path: `/dms/sample-ip-dect-mac/${mac}-config.xml`,
			method: 'HEAD',
			identity: await current().identity(mac),
		});
		const refused = await fetchSecure(current().service.port, { path: `/dms/sample-ip-dect-mac/${mac}-config.xml` });
		expect(refused.status).toBe(403);
		expect((await store.accessRecords.list({ limit: 2 })).map(({ method, status }) => `${method} ${status}`)).toEqual([
			'HEAD 200',
			'GET 403',
		]);
		expect((await standing()).verdict).toBe('behind');
	});
});
