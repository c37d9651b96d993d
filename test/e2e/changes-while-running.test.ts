import { Agent } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeDevice } from '../../src/app/administration/change-device.ts';
import { setTag } from '../../src/app/administration/change-tag.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { requireCustomTagName } from '../../src/domain/tag.ts';
import { parseCertificate } from '../../src/pki/certificate.ts';
import { issuingAuthorityOf, mintRevocationList } from '../../src/qa/mint.ts';
import { type TestDeviceService, useDeviceService } from '../helpers/device-service.ts';
import { type ClientResponse, fetchSecure } from '../helpers/https-client.ts';

const mac = requireMacAddress('00:13:d1:00:01:01');
const issuingKey = { kind: 'Http', alias: 'test-issuing' } as const;
const path = `/dms/sample-ip-dect-mac/${mac}-config.xml`;

async function prepare(service: TestDeviceService): Promise<void> {
	await service.addDevice('Sample IP-DECT 2000 MAC', { name: 'dect', mac });
}

describe('a change while a connection is open', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000_MAC'], prepare);
	// One connection for all tests: nothing here may depend on a new handshake.
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	let firstSocketPort: number | undefined;

	beforeAll(async () => {
		await get();
		firstSocketPort = (await current().lastRecord()).remotePort;
	});
	afterAll(() => agent.destroy());

	async function get(): Promise<ClientResponse> {
		return fetchSecure(current().service.port, { path, identity: await current().identity(mac), agent });
	}

	async function expectAnswer(status: number, reason: string): Promise<void> {
		expect((await get()).status).toBe(status);
		expect(await current().lastRecord()).toMatchObject({ reason, remotePort: firstSocketPort });
	}

	it('of a tag is in the next answer, under another entity tag', async () => {
		const before = await get();
		await setTag(
			current().administration,
			{ kind: 'device', device: { name: 'dect' } },
			{ name: requireCustomTagName('NTP_SERVER'), value: 'ntp.changed.example' },
		);
		const after = await get();
		expect(after.body.toString()).toContain('ntp.changed.example');
		expect(after.headers.etag).not.toBe(before.headers.etag);
	});

	it('of the device acts on the next request', async () => {
		await changeDevice(current().administration, { name: 'dect' }, { enabled: false });
		await expectAnswer(403, 'device.disabled');
		await changeDevice(current().administration, { name: 'dect' }, { enabled: true });
		await expectAnswer(200, 'granted');
	});

	it('of a trust anchor acts on the next request', async () => {
		const { store } = current();
		await store.trust.updateAnchor(issuingKey, { enabled: false });
		await expectAnswer(403, 'certificate.unknown-issuer');
		await store.trust.updateAnchor(issuingKey, { enabled: true });
		await expectAnswer(200, 'granted');
	});

	it('of the deny list acts on the next request, and no password makes up for it', async () => {
		const { store } = current();
		const { certificateFingerprint: fingerprint = '' } = await current().lastRecord();
		const denied = await store.trust.deny({ kind: 'fingerprint', fingerprint, note: 'stolen' });
		await expectAnswer(403, 'certificate.denied');
		await store.trust.allow(denied.id);
		await expectAnswer(200, 'granted');
	});

	it('of a revocation list acts on the next request', async () => {
		const { store, vendor } = current();
		const root = await store.trust.listAnchors('Http').then((anchors) => anchors.find(({ alias }) => alias === 'test-root'));
		const policy = { ...(root?.policy ?? expect.fail('no root')), revocation: 'hard' } as const;
		await store.trust.updateAnchor(issuingKey, { policy });
		await expectAnswer(403, 'certificate.crl-missing');
		const issuing = issuingAuthorityOf(vendor);
		const { cert } = await current().identity(mac);
		const der = Buffer.from(cert.slice(0, cert.indexOf('-----END')).replace(/-----[^-]+-----/, ''), 'base64');
		const leaf = parseCertificate(der);
		if (!leaf.ok) expect.fail('not a certificate');
		const listOf = (serials: readonly string[], number: number) =>
			mintRevocationList(vendor.recipe, issuing, {
				now: new Date(),
				number,
				revoked: serials.map((serial) => ({ serialNumber: Buffer.from(serial, 'hex'), at: new Date() })),
			});
		const rootAuthority = vendor.authorities[0] ?? expect.fail('no root');
		const rootList = rootAuthority.revocationList;
		await store.trust.updateAnchor({ kind: 'Http', alias: 'test-root' }, { crls: [rootList] });
		await store.trust.updateAnchor(issuingKey, { crls: [listOf([], 2)] });
		await expectAnswer(200, 'granted');
		await store.trust.updateAnchor(issuingKey, { crls: [listOf([leaf.value.serial], 3)] });
		await expectAnswer(403, 'certificate.revoked');
	});

	it('of the time acts on the next request', async () => {
		const { store, clock } = current();
		const root = (await store.trust.listAnchors('Http')).find(({ alias }) => alias === 'test-root') ?? expect.fail('no root');
		await store.trust.updateAnchor(issuingKey, { crls: [], policy: { ...root.policy, revocation: 'off' } });
		await expectAnswer(200, 'granted');
		clock.shiftMs = 60 * 365 * 86_400_000;
		await expectAnswer(403, 'certificate.expired');
		clock.shiftMs = 0;
		await expectAnswer(200, 'granted');
	});
});
