import { X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeDevice } from '../../src/app/administration/change-device.ts';
import { explainRequest } from '../../src/app/explain-request.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { mintDevice } from '../../src/qa/mint.ts';
import { type TestDeviceService, useDeviceService } from '../helpers/device-service.ts';
import { type ClientIdentity, type ClientRequest, fetchSecure } from '../helpers/https-client.ts';

const mac = requireMacAddress('00:13:d1:00:02:01');
const path = `/dms/sample-ip-dect-mac/${mac}-config.xml`;
const eitherPath = `/dms/sample-mixed-mac/${mac}-config.xml`;
const bothPath = `/dms/sample-mixed-mac/${mac}-users.xml`;
const basic = 'mixed:pass';
const refusal = { status: 403, reason: 'certificate.not-pinned', proof: 'certificate', mac };

async function prepare(service: TestDeviceService): Promise<void> {
	await service.addDevice('Sample IP-DECT 2000 MAC', { name: 'dect', mac });
	const own = { useCustomUserNamePassword: true, credentials: { userName: 'mixed', password: 'pass' } };
	await service.addDevice('Sample Mixed MAC', { name: 'mixed', mac, ...own });
}

const toFingerprint = ({ cert }: ClientIdentity) => new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();

describe('a device that is pinned to a certificate', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000_MAC', 'Sample-Mixed_MAC'], prepare);
	let first: ClientIdentity;
	/** As valid as the first one, with the same MAC address. */
	let second: ClientIdentity;
	beforeAll(async () => {
		first = await current().identity(mac);
		const { keyPem, chainPem } = await mintDevice(current().vendor, { mac, defect: 'none', now: new Date() });
		second = { key: keyPem, cert: chainPem };
		for (const name of ['dect', 'mixed']) await pin(name, toFingerprint(first));
	});

	const get = (request: ClientRequest) => fetchSecure(current().service.port, request);
	const pin = (name: string, pinnedFingerprint: string | null) => changeDevice(current().administration, { name }, { pinnedFingerprint });

	it('is let in with that one', async () => {
		expect((await get({ path, identity: first })).status).toBe(200);
		expect(await current().lastRecord()).toMatchObject({ reason: 'granted', proof: 'certificate', deviceName: 'dect' });
	});

	it('is refused with another one, however valid, as anybody else is', async () => {
		const refused = await get({ path, identity: second });
		expect(refused).toMatchObject({ status: 403, body: Buffer.alloc(0) });
		expect(refused.headers['www-authenticate']).toBeUndefined();
		const detail = `dect is pinned to the certificate ${toFingerprint(first)}`;
		const certificateFingerprint = toFingerprint(second);
		expect(await current().lastRecord()).toMatchObject({ ...refusal, detail, certificateFingerprint, anchor: 'test-issuing' });
	});

	it('leaves both certificates in its sighting: the last one, and the one that it was let in with', async () => {
		await get({ path, identity: first });
		await get({ path, identity: second });
		expect(await current().store.sightings.find(mac)).toMatchObject({
			fingerprint: toFingerprint(second),
			grantedFingerprint: toFingerprint(first),
		});
	});

	it('may use its password where the file takes either, and needs both where it wants both', async () => {
		expect((await get({ path: eitherPath, identity: second })).status).toBe(401);
		expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.not-pinned' });
		expect((await get({ path: eitherPath, identity: second, basic })).status).toBe(200);
		expect(await current().lastRecord()).toMatchObject({
			...{ reason: 'granted', proof: 'basic', deviceName: 'mixed' },
			failedProofs: [{ proof: 'certificate', reason: 'certificate.not-pinned' }],
		});
		expect((await get({ path: bothPath, identity: second, basic })).status).toBe(403);
		expect(await current().lastRecord()).toMatchObject(refusal);
		expect((await get({ path: bothPath, identity: first, basic })).status).toBe(200);
	});

	it('gets no exception for an expired certificate that is another one', async () => {
		const expired = await current().identity(mac, 'expired');
		const until = new Date(Date.now() + 3_600_000);
		await changeDevice(current().administration, { name: 'dect' }, { expiredCertificateUntil: until });
		expect((await get({ path, identity: expired })).status).toBe(403);
		expect(await current().lastRecord()).toMatchObject(refusal);
		await pin('dect', toFingerprint(expired));
		expect((await get({ path, identity: expired })).status).toBe(200);
		expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.expired-exception' });
		await changeDevice(current().administration, { name: 'dect' }, { expiredCertificateUntil: null });
		await pin('dect', toFingerprint(first));
	});

	it.each(['first', 'second'] as const)('is explained as it is decided, with the %s certificate', async (which) => {
		const identity = which === 'first' ? first : second;
		const asked = { method: 'GET', transport: 'https', path: path.slice(1), remoteAddress: '127.0.0.1', header: () => undefined } as const;
		const certificate = { der: new X509Certificate(identity.cert).raw };
		const { status, reason, steps } = await explainRequest(current().explainPorts, { ...asked, certificate });
		expect((await get({ path, identity })).status).toBe(status);
		expect((await current().lastRecord()).reason).toBe(reason);
		const proof = which === 'first' ? 'certificate holds for dect' : 'certificate does not hold: certificate.not-pinned (dect is pinned';
		expect(steps.find(({ step }) => step === 'prove')?.text).toContain(proof);
	});

	describe('on an open connection', () => {
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		afterAll(() => agent.destroy());

		it('is let in with any, from the request on that follows the removal of the pin', async () => {
			const ports = new Set<number>();
			const ask = async () => {
				const { status } = await get({ path, identity: second, agent });
				ports.add((await current().lastRecord()).remotePort);
				return status;
			};
			expect(await ask()).toBe(403);
			await pin('dect', null);
			expect(await ask()).toBe(200);
			await pin('dect', toFingerprint(first));
			expect(await ask()).toBe(403);
			expect(ports.size).toBe(1);
		});
	});
});
