import { beforeEach, describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import { toPem } from '../../src/pki/certificate.ts';
import { importSample } from '../app/administration/samples.ts';
import { sampleMac, sampleRecord } from '../contract/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { mintCa } from '../helpers/mint-certificate.ts';
import { describeStores } from '../helpers/stores.ts';

interface Item {
	readonly macAddress: string;
	readonly certificate: { readonly fingerprint: string; readonly serial: string };
	readonly proposed: { readonly deviceType: string | null; readonly deviceName: string; readonly macAddress: string };
}

const typeName = 'Sample IP-DECT 2000';
const issuer = mintCa({ name: 'Unknown Root' });

const unknown = (device: number, fields: Partial<AccessRecord> = {}) =>
	sampleRecord({
		...{ status: 403, reason: 'device.unknown', proof: 'certificate', mac: sampleMac(device), deviceTypeName: typeName, anchor: 'vendor' },
		...{ certificateFingerprint: 'ab'.repeat(32), certificateSerial: '0f21', certificateSubject: 'CN=x', path: '/dms/x/y.xml' },
		...fields,
	});

describe('unknown devices over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let token: string;

		beforeEach(async () => {
			admin = await openAdmin((await openStore()).store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			await admin.addPerson('olivia', 'OPERATOR');
			token = await admin.tokenOf('olivia');
		});

		const page = async (query = '') =>
			(await admin.send({ path: `/api/v1/unknown-devices${query}`, token })).json<{ items: Item[]; nextCursor: string | null }>();
		const post = (path: string, json: unknown) => admin.send({ method: 'POST', path, token, json });

		it('are shown with their certificate, and with the profile that would let them in', async () => {
			const [first, record] = [unknown(1), unknown(1)];
			admin.store.accessRecords.append([first, record]);
			expect(await page()).toEqual({
				items: [
					{
						...{
							macAddress: sampleMac(1),
							requests: 2,
							path: '/dms/x/y.xml',
							remoteAddress: '127.0.0.1',
							userAgent: null,
							recordId: record.id,
						},
						...{ firstAt: first.at.toISOString(), lastAt: record.at.toISOString() },
						certificate: { subject: 'CN=x', fingerprint: 'ab'.repeat(32), serial: '0f21', notAfter: null, anchor: 'vendor' },
						proposed: { deviceType: typeName, deviceName: sampleMac(1), macAddress: sampleMac(1) },
					},
				],
				nextCursor: null,
			});
		});

		it('become devices with what is proposed', async () => {
			admin.store.accessRecords.append([unknown(1), unknown(2)]);
			const [first] = (await page()).items;
			expect(first?.macAddress).toBe(sampleMac(2));
			expect((await post('/api/v1/devices', first?.proposed)).status).toBe(201);
			expect((await page()).items.map(({ macAddress }) => macAddress)).toEqual([sampleMac(1)]);
		});

		it('can be put on the deny list, by fingerprint and by serial number', async () => {
			admin.store.accessRecords.append([unknown(1)]);
			const [{ fingerprint, serial } = expect.fail()] = (await page()).items.map(({ certificate }) => certificate);
			expect((await post('/api/v1/deny-list', { fingerprint, note: 'unknown' })).json()).toMatchObject({
				kind: 'fingerprint',
				fingerprint,
			});
			const denied = await post('/api/v1/deny-list', { issuer: toPem(issuer.der), serial });
			expect(denied.json()).toMatchObject({ kind: 'serial', serial });
		});

		it('are of no type that is gone', async () => {
			admin.store.accessRecords.append([unknown(1, { deviceTypeName: 'Gone' })]);
			expect((await page()).items[0]?.proposed.deviceType).toBeNull();
		});

		it('are read page by page', async () => {
			admin.store.accessRecords.append(Array.from({ length: 5 }, (_, device) => unknown(device)));
			const seen: string[] = [];
			for (let cursor: string | null = ''; cursor !== null; ) {
				const { items, nextCursor }: Awaited<ReturnType<typeof page>> = await page(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
				seen.push(...items.map(({ macAddress }) => macAddress));
				cursor = nextCursor;
			}
			expect(seen).toEqual([4, 3, 2, 1, 0].map(sampleMac));
			expect((await admin.send({ path: '/api/v1/unknown-devices?cursor=x', token })).status).toBe(422);
		});

		it('are nothing for who is bound to a service provider', async () => {
			await admin.addPerson('acme', 'OPERATOR', { scope: { serviceProviderId: 'acme' } });
			expect((await admin.send({ path: '/api/v1/unknown-devices', token: await admin.tokenOf('acme') })).status).toBe(403);
		});
	});
});
