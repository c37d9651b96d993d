import { describe, expect, it } from 'vitest';
import { ExpiryNotices, type NamedCertificate } from '../../src/app/expiry-notices.ts';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import type { NewTrustAnchor } from '../../src/domain/trust-anchor.ts';
import { sampleInterface, sampleMac, sampleRecord, sampleServerCertificate } from '../contract/samples.ts';
import { toAnchor } from '../helpers/device-service.ts';
import { mintCa, today } from '../helpers/mint-certificate.ts';
import { mintRevocationList } from '../helpers/mint-revocation-list.ts';
import { useSqlite } from '../helpers/stores.ts';

const dayMs = 86_400_000;
const inDays = (days: number) => new Date(today.getTime() + days * dayMs);
const anchorUntil = (alias: string, days: number, change: Partial<NewTrustAnchor> = {}) =>
	toAnchor(alias, mintCa({ name: alias }).der, { notAfter: inDays(days), ...change });

/** What a device leaves behind that was let in with a certificate. */
function record(number: number, certificateNotAfter: Date): AccessRecord {
	return sampleRecord({
		mac: sampleMac(number),
		deviceId: String(number),
		deviceName: `phone-${number}`,
		deviceTypeName: 'Phone',
		proof: 'certificate',
		certificateFingerprint: number.toString(16).padStart(64, '0'),
		certificateNotAfter,
	});
}

describe('ExpiryNotices', () => {
	const open = useSqlite();

	async function start(
		more: { readonly serverCertificates?: readonly NamedCertificate[]; readonly records?: readonly AccessRecord[] } = {},
	) {
		let now = today;
		const clock = { now: () => now };
		const { store } = await open({ clock });
		store.accessRecords.append(more.records ?? []);
		await store.settle();
		const options = { store, clock, serverCertificates: more.serverCertificates ?? [] };
		const notices = new ExpiryNotices(options);
		let seen = await store.events.newestId();
		return {
			store,
			/** Of another process, which remembers nothing. */
			another: () => new ExpiryNotices(options).tell(),
			/** What is told from a day on. */
			tellIn: async (days: number) => {
				now = inDays(days);
				const count = await notices.tell();
				const events = await store.events.after(seen, 2_000);
				seen = events.at(-1)?.id ?? seen;
				expect(events).toHaveLength(count);
				return events.map(({ type, subject, data: { what, daysLeft } }) => [type.split('.')[2], subject, what, daysLeft]);
			},
		};
	}

	it('tells of an anchor 30, 14, 7 and 1 days before its end and after it, each time once', async () => {
		const { store, tellIn, another } = await start();
		await store.trust.addAnchor(anchorUntil('root', 40, { kind: 'CTI' }));
		expect(await tellIn(0)).toEqual([]);
		expect(await tellIn(9)).toEqual([]);
		expect(await tellIn(10)).toEqual([['expiring', 'CTI/root', 'trust-anchor', 30]]);
		expect(await tellIn(11)).toEqual([]);
		expect(await another()).toBe(0);
		expect(await tellIn(26.5)).toEqual([['expiring', 'CTI/root', 'trust-anchor', 14]]);
		expect(await tellIn(33)).toEqual([['expiring', 'CTI/root', 'trust-anchor', 7]]);
		expect(await tellIn(39.5)).toEqual([['expiring', 'CTI/root', 'trust-anchor', 1]]);
		expect(await tellIn(40)).toEqual([['expired', 'CTI/root', 'trust-anchor', 0]]);
		expect(await another()).toBe(0);
		for (const days of [41, 69, 70, 100, 500]) expect(await tellIn(days)).toEqual([]);
		await store.notices.removeExpired(inDays(500));
		expect(await another()).toBe(0);
	});

	it('tells the last of several stages that went by unseen, and nothing of what ended long ago or does not count', async () => {
		const { store, tellIn } = await start();
		await store.trust.addAnchor(anchorUntil('soon', 5));
		await store.trust.addAnchor(anchorUntil('over', -29));
		await store.trust.addAnchor(anchorUntil('long over', -31));
		await store.trust.addAnchor(anchorUntil('off', 6, { enabled: false }));
		expect(await tellIn(0)).toEqual([
			['expired', 'Http/over', 'trust-anchor', -29],
			['expiring', 'Http/soon', 'trust-anchor', 5],
		]);
	});

	it('tells of server certificates of the store and of the configuration, and anew of the next one', async () => {
		const serverCertificates = [{ name: 'Http 0.0.0.0:8443', fingerprint: 'ab'.repeat(32), notAfter: inDays(20) }];
		const { store, tellIn } = await start({ serverCertificates });
		const row = sampleInterface('10.0.0.1', 8012);
		await store.interfaces.add(row);
		const replace = (number: number, days: number) =>
			store.interfaces.replaceCertificates(row, {
				certificates: [{ ...sampleServerCertificate('EC', number), notAfter: inDays(days) }],
				selfSigned: false,
				keep: 5,
			});
		await replace(1, 6);
		const name = `${row.kind} 10.0.0.1:8012`;
		expect(await tellIn(0)).toEqual([
			['expiring', name, 'server-certificate', 6],
			['expiring', 'Http 0.0.0.0:8443', 'server-certificate', 20],
		]);
		await replace(2, 5);
		expect(await tellIn(0)).toEqual([['expiring', name, 'server-certificate', 5]]);
		expect((await store.events.after(0, 1))[0]?.data).toEqual({
			what: 'server-certificate',
			name,
			fingerprint: sampleServerCertificate('EC', 1).fingerprint,
			notAfter: inDays(6).toISOString(),
			daysLeft: 6,
		});
	});

	it('tells of a revocation list in the last eighth of its life, for by then it should have been replaced', async () => {
		const { store, tellIn } = await start();
		const ca = mintCa({ name: 'CRL Root' });
		const crls = [mintRevocationList({ issuer: ca, thisUpdate: today, nextUpdate: inDays(8) })];
		await store.trust.addAnchor(toAnchor('root', ca.der, { crls }));
		expect(await tellIn(6.9)).toEqual([]);
		expect(await tellIn(7.1)).toEqual([['expiring', 'Http/root', 'revocation-list', 1]]);
		expect(await tellIn(7.9)).toEqual([]);
		expect(await tellIn(8)).toEqual([['expired', 'Http/root', 'revocation-list', 0]]);
	});

	it('tells of every device, however many certificates end at the same time', async () => {
		const records = Array.from({ length: 1_001 }, (_, number) => record(number, inDays(10)));
		const { store, tellIn, another } = await start({ records: [...records, record(5_000, inDays(31)), record(5_001, inDays(-31))] });
		const before = await store.events.newestId();
		expect(await tellIn(0)).toHaveLength(1_001);
		expect((await store.events.after(before, 1))[0]).toMatchObject({
			type: 'dms.certificate.expiring',
			subject: sampleMac(0),
			deviceName: 'phone-0',
			deviceType: 'Phone',
			data: { what: 'device-certificate', name: 'phone-0', daysLeft: 10 },
		});
		expect(await another()).toBe(0);
	});
});
