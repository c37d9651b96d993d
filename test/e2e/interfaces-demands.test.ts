import { Agent } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeDevice } from '../../src/app/administration/change-device.ts';
import { defaultSettings } from '../../src/app/catalog.ts';
import { type InterfaceKey, toInterfaceText } from '../../src/domain/interface.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { mintRogueHierarchy } from '../../src/qa/mint.ts';
import { type TestDeviceService, toAnchor, useDeviceService } from '../helpers/device-service.ts';
import { type ClientIdentity, type ClientResponse, fetchSecure } from '../helpers/https-client.ts';
import { freeRow, toServerCertificate, until } from '../helpers/interface-server.ts';
import { mint } from '../tls/client-certificates.ts';

const mac = requireMacAddress('0013d1000401');
const certified = `/dms/sample-ip-dect-mac/${mac}-config.xml`;
const mixed = `/dms/sample-mixed-mac/${mac}-config.xml`;
const basic = 'mixed:right password';

async function prepare(service: TestDeviceService): Promise<void> {
	await service.addDevice('Sample IP-DECT 2000 MAC', { name: 'dect', mac });
	const credentials = { userName: 'mixed', password: 'right password' };
	await service.addDevice('Sample Mixed MAC', { name: 'mixed', mac, useCustomUserNamePassword: true, credentials });
}

describe('an interface that demands certificates', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000_MAC', 'Sample-Mixed_MAC'], prepare);
	let row: InterfaceKey;
	let identities: Readonly<Record<'valid' | 'expired' | 'without a MAC' | 'of a forger', ClientIdentity>>;

	const open = async (clientAuthRequired: boolean): Promise<InterfaceKey> => {
		const added = { ...(await freeRow()), clientAuthRequired };
		await current().store.interfaces.add(added);
		const certificates = [toServerCertificate(mint({ name: 'localhost' }))];
		await current().store.interfaces.replaceCertificates(added, { certificates, selfSigned: false, keep: 1 });
		await until(() => fetchSecure(added.port, { path: '/' }).then(Boolean, () => false));
		return added;
	};
	beforeAll(async () => {
		row = await open(true);
		const rogue = await mintRogueHierarchy(current().vendor, { now: new Date() });
		identities = {
			valid: await current().identity(mac),
			expired: await current().identity(mac, 'expired'),
			'without a MAC': await current().identity(mac, 'no-mac'),
			'of a forger': await current().identity(mac, 'none', rogue),
		};
	});

	const get = (
		path: string,
		who?: keyof typeof identities,
		more: { readonly basic?: string; readonly agent?: Agent } = {},
		port = row.port,
	) => fetchSecure(port, { path, ...(who === undefined ? {} : { identity: identities[who] }), ...more });

	async function expectRefused({ status, headers, body }: ClientResponse, reason: string): Promise<void> {
		expect({ status, challenge: headers['www-authenticate'], body: body.toString() }).toEqual({ status: 403, body: '' });
		const record = await current().lastRecord();
		expect(record).toMatchObject({ status: 403, reason, proof: 'certificate', failedProofs: [{ proof: 'certificate', reason }] });
		expect(record.detail).toContain('the interface demands a certificate');
	}

	it.each([
		['ok/a valid certificate', certified, 200],
		['ok/a valid certificate where the file takes a password too', mixed, 200],
		['ok/a valid certificate and a file that nobody knows', '/dms/nothing', 404],
	])('%s', async (_, path, status) => {
		expect((await get(path, 'valid')).status).toBe(status);
	});

	it.each([
		['reject/no certificate', certified, undefined, undefined, 'certificate.absent'],
		['reject/no certificate, and a right password', mixed, undefined, basic, 'certificate.absent'],
		['reject/no certificate, and a file that nobody knows', '/dms/nothing', undefined, undefined, 'certificate.absent'],
		['reject/no certificate, and a file for everybody', '/dms/sample-mixed-mac/welcome.txt', undefined, undefined, 'certificate.absent'],
		['reject/an expired certificate, and a right password', mixed, 'expired', basic, 'certificate.expired'],
		['reject/a certificate without a MAC, and a right password', mixed, 'without a MAC', basic, 'certificate.no-mac'],
		['reject/a certificate of a forger, and a right password', mixed, 'of a forger', basic, 'certificate.signature'],
	] as const)('%s', async (_, path, who, password, reason) => {
		await expectRefused(await get(path, who, password === undefined ? {} : { basic: password }), reason);
	});

	it('ok/an expired certificate for which the device has an exception', async () => {
		await changeDevice(current().administration, { name: 'dect' }, { expiredCertificateUntil: new Date(Date.now() + 3_600_000) });
		expect((await get(certified, 'expired')).status).toBe(200);
		expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.expired-exception' });
		await changeDevice(current().administration, { name: 'dect' }, { expiredCertificateUntil: null });
		await expectRefused(await get(certified, 'expired'), 'certificate.expired');
	});

	it('does not change what the other interfaces ask for', async () => {
		expect((await get(mixed, undefined, { basic }, current().service.port)).status).toBe(200);
		expect((await get(mixed, undefined, {}, current().service.port)).status).toBe(401);
	});

	it('gives way to what an application says, from the next request of an open connection on', async () => {
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		await expectRefused(await get(mixed, undefined, { basic, agent }), 'certificate.absent');
		const { remotePort, interface: cameInOn } = await current().lastRecord();
		expect(cameInOn).toBe(toInterfaceText(row));
		await current().store.interfaces.setWebApp(row, 'dms', false);
		await until(async () => (await get(mixed, undefined, { basic, agent })).status === 200);
		expect(await current().lastRecord()).toMatchObject({ remotePort, proof: 'basic' });
		expect((await get(mixed, undefined, { agent })).headers['www-authenticate']).toContain('Basic');
		// Another application of the same interface.
		await expectRefused(await get('/other/file', undefined, { agent }), 'certificate.absent');
		await current().store.interfaces.setWebApp(row, 'dms', undefined);
		await until(async () => (await get(mixed, undefined, { basic, agent })).status === 403);
		agent.destroy();
	});

	it('is one too where an application alone demands them', async () => {
		const lax = await open(false);
		expect((await get(mixed, undefined, { basic }, lax.port)).status).toBe(200);
		await current().store.interfaces.setWebApp(lax, 'dms', true);
		await until(async () => (await get(mixed, undefined, { basic }, lax.port)).status === 403);
		await expectRefused(await get(mixed, undefined, { basic }, lax.port), 'certificate.absent');
		// The slash that is encoded, the letter that is: the file is looked up by the same path.
		await expectRefused(await get(mixed.replace('/dms/', '/%64ms/'), undefined, { basic }, lax.port), 'certificate.absent');
		expect((await get(mixed.replace('/dms/', '/dms%2f'), undefined, { basic }, lax.port)).status).not.toBe(200);
		expect((await get('/other/file', undefined, {}, lax.port)).status).toBe(404);
		await current().store.interfaces.update(row, { clientAuthRequired: false });
		await until(async () => (await get(mixed, undefined, { basic })).status === 200);
		await current().store.interfaces.update(row, { clientAuthRequired: true });
		await until(async () => (await get(mixed, undefined, { basic })).status === 403);
	});

	describe('while certificates of devices are switched off', () => {
		beforeAll(() => current().store.settings.save({ deviceCertificates: { enabled: false } }));
		afterAll(() => current().store.settings.save({ deviceCertificates: defaultSettings.deviceCertificates }));

		it('serves nobody', async () => {
			await expectRefused(await get(certified, 'valid'), 'certificate.switched-off');
			await expectRefused(await get(certified), 'certificate.absent');
		});

		it('and elsewhere they prove nothing, which is recorded; a password may still', async () => {
			const { port } = current().service;
			expect((await get(certified, 'valid', {}, port)).status).toBe(403);
			expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.switched-off', proof: 'certificate' });
			expect((await get(mixed, 'valid', {}, port)).status).toBe(401);
			expect((await get(mixed, 'valid', { basic }, port)).status).toBe(200);
			expect(await current().lastRecord()).toMatchObject({
				proof: 'basic',
				failedProofs: [{ proof: 'certificate', reason: 'certificate.switched-off' }],
			});
		});
	});
});

describe('the identity pattern of the settings', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000_MAC', 'Sample-Mixed_MAC'], prepare);
	const plain = mint({ name: 'Plain CA', isCa: true });
	const ruled = mint({ name: 'Ruled CA', isCa: true });
	const agents = new Map<string, Agent>();
	const identityOf = (name: string, issuer: typeof plain): ClientIdentity => {
		const { key, certificate } = mint({ name, issuer });
		return { key, cert: certificate };
	};
	const devices = {
		'MAC alone': identityOf('0013D1000401', plain),
		'with a serial number': identityOf('SN-0013D1000401-X', plain),
		'by rules of its own': identityOf('unit=0013D1000401', ruled),
	};
	beforeAll(async () => {
		const { trust } = current().store;
		await trust.addAnchor(toAnchor('plain', plain.der));
		await trust.addAnchor(toAnchor('ruled', ruled.der, { macRules: [{ source: 'subject.CN', pattern: 'unit=([0-9A-F]{12})' }] }));
	});
	afterAll(() => {
		for (const agent of agents.values()) agent.destroy();
	});

	/** On connections that stay open: a verdict that is kept must not outlive the pattern. */
	const reasonOf = async (who: keyof typeof devices) => {
		const agent = agents.get(who) ?? new Agent({ keepAlive: true, maxSockets: 1 });
		agents.set(who, agent);
		await fetchSecure(current().service.port, { path: certified, identity: devices[who], agent });
		return (await current().lastRecord()).reason;
	};

	it.each([
		['none', undefined, ['granted', 'certificate.no-mac', 'granted']],
		['one that takes the MAC out of a longer name', 'SN-([0-9A-F]{12})-X', ['certificate.no-mac', 'granted', 'granted']],
		['one that matches a part of the name alone', '([0-9A-F]{12})-', ['certificate.no-mac', 'certificate.no-mac', 'granted']],
		['none again', undefined, ['granted', 'certificate.no-mac', 'granted']],
	])('%s stands in for the default rules, never for those of an anchor', async (_, identityPattern, reasons) => {
		const deviceCertificates = { enabled: true, ...(identityPattern === undefined ? {} : { identityPattern }) };
		await current().store.settings.save({ deviceCertificates });
		expect([await reasonOf('MAC alone'), await reasonOf('with a serial number'), await reasonOf('by rules of its own')]).toEqual(reasons);
	});
});
