import { Agent } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import { changeDevice } from '../../src/app/administration/change-device.ts';
import { defaultSettings } from '../../src/app/catalog.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import type { ProxyCertificateSettings } from '../../src/domain/settings.ts';
import { parseCertificate } from '../../src/pki/certificate.ts';
import { type TestDeviceService, toAnchor, useDeviceService } from '../helpers/device-service.ts';
import { type ClientRequest, type ClientResponse, fetchPlain, fetchSecure } from '../helpers/https-client.ts';
import { freeRow, mintIdentity, toServerCertificate, until } from '../helpers/interface-server.ts';
import { type Minted, mint } from '../tls/client-certificates.ts';

const mac = requireMacAddress('0013d1000501');
const other = requireMacAddress('0013d1000502');
const pathFor = (device: string) => `/dms/sample-ip-dect-mac/${device}-config.xml`;
const mixed = `/dms/sample-mixed-mac/${mac}-config.xml`;
const header = 'x-client-cert';

const vendor = mint({ name: 'Vendor CA', isCa: true });
const stranger = mint({ name: 'Stranger CA', isCa: true });
const intermediate = mint({ name: 'Intermediate CA', isCa: true, issuer: vendor });
const certificates = {
	valid: mint({ name: mac.toUpperCase(), issuer: vendor }),
	'of another device': mint({ name: other.toUpperCase(), issuer: vendor }),
	expired: mint({ name: mac.toUpperCase(), issuer: vendor, notAfter: new Date(Date.now() - 3_600_000) }),
	'of an unknown CA': mint({ name: mac.toUpperCase(), issuer: stranger }),
	'of an intermediate CA that is not installed': mint({ name: mac.toUpperCase(), issuer: intermediate }),
	'without a MAC': mint({ name: 'proxy', issuer: vendor }),
} as const;
type Which = keyof typeof certificates;

const bytesOf = ({ der }: Minted) => `:${der.toString('base64')}:`;
const rfc9440 = (which: Which) => ({ 'client-cert': bytesOf(certificates[which]) });
const escaped = (which: Which) => ({ [header]: encodeURIComponent(certificates[which].certificate) });

async function prepare(service: TestDeviceService): Promise<void> {
	await service.addDevice('Sample IP-DECT 2000 MAC', { name: 'dect', mac });
	await service.addDevice('Sample IP-DECT 2000 MAC', { name: 'other', mac: other });
	const credentials = { userName: 'mixed', password: 'right password' };
	await service.addDevice('Sample Mixed MAC', { name: 'mixed', mac, useCustomUserNamePassword: true, credentials });
	await service.store.trust.addAnchor(toAnchor('vendor', vendor.der));
}

describe('certificates from the headers of proxies', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000_MAC', 'Sample-Mixed_MAC'], prepare);
	const get = (headers: Readonly<Record<string, string>>, more: Partial<ClientRequest> = {}): Promise<ClientResponse> =>
		fetchSecure(current().service.port, { path: pathFor(mac), headers, ...more });
	const trustProxies = (proxies: readonly string[], change: Partial<ProxyCertificateSettings> = {}) =>
		current().store.settings.save({ proxyCertificates: { enabled: true, form: 'rfc9440', header, proxies, ...change } });
	afterEach(() => current().store.settings.save({ proxyCertificates: defaultSettings.proxyCertificates }));

	it.each([
		['ok/one of the device', 'valid', 200, 'granted'],
		['reject/one of another device', 'of another device', 403, 'binding.other-device'],
		['reject/one that has expired', 'expired', 403, 'certificate.expired'],
		['reject/one of an unknown CA', 'of an unknown CA', 403, 'certificate.unknown-issuer'],
		['reject/one without a MAC', 'without a MAC', 403, 'certificate.no-mac'],
	] as const)('%s is judged as on a connection, in both forms', async (_, which, status, reason) => {
		const { fingerprint } = toServerCertificate(certificates[which]);
		for (const [form, headers] of [
			['rfc9440', rfc9440(which)],
			['escaped-pem', escaped(which)],
		] as const) {
			await trustProxies(['127.0.0.1'], { form });
			expect((await get(headers)).status).toBe(status);
			const record = await current().lastRecord();
			expect(record).toMatchObject({ status, reason, proof: 'certificate', certificateFingerprint: fingerprint, proxy: '127.0.0.1' });
		}
	});

	it('ok/over a connection without TLS, where the file may go without', async () => {
		await trustProxies(['127.0.0.0/8']);
		const { httpPort = 0 } = current().service;
		const path = '/dms/sample-mixed-mac/welcome.txt';
		expect((await fetchPlain(httpPort, { path, headers: rfc9440('valid') })).status).toBe(200);
		expect(await current().lastRecord()).toMatchObject({ proxy: '127.0.0.1' });
	});

	it('ok/the header is the device where the proxy has a certificate too, and nothing is the device without the header', async () => {
		await trustProxies(['127.0.0.1']);
		const identity = mintIdentity(mac, vendor);
		expect((await get(rfc9440('of another device'), { identity })).status).toBe(403);
		expect(await current().lastRecord()).toMatchObject({ reason: 'binding.other-device', mac: other });
		expect((await get(rfc9440('of another device'), { identity, path: pathFor(other) })).status).toBe(200);
		expect((await get({}, { identity })).status).toBe(403);
		expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.absent', proxy: '127.0.0.1' });
	});

	it('ok/a password may still serve where the header holds no proof', async () => {
		await trustProxies(['127.0.0.1']);
		expect((await get({}, { path: mixed })).status).toBe(401);
		expect((await get(rfc9440('of an unknown CA'), { path: mixed, basic: 'mixed:right password' })).status).toBe(200);
		expect(await current().lastRecord()).toMatchObject({
			proof: 'basic',
			failedProofs: [{ proof: 'certificate', reason: 'certificate.unknown-issuer' }],
			proxy: '127.0.0.1',
		});
	});

	it('ok/an interface that demands a certificate takes the one of the header', async () => {
		await trustProxies(['127.0.0.1']);
		const row = { ...(await freeRow()), clientAuthRequired: true };
		await current().store.interfaces.add(row);
		const shown = [toServerCertificate(mint({ name: 'localhost' }))];
		await current().store.interfaces.replaceCertificates(row, { certificates: shown, selfSigned: false, keep: 1 });
		const statusOf = (headers: Readonly<Record<string, string>>) =>
			fetchSecure(row.port, { path: pathFor(mac), headers }).then(
				({ status }) => status,
				() => undefined,
			);
		await until(async () => (await statusOf(rfc9440('valid'))) === 200);
		expect(await statusOf({})).toBe(403);
		expect(await statusOf(rfc9440('expired'))).toBe(403);
	});

	it.each([
		['from an address that is not listed', { proxies: ['10.0.0.0/8', '::1'] }, undefined, 'certificate.absent'],
		['while no proxy is believed', { enabled: false, proxies: ['127.0.0.1'] }, undefined, 'certificate.absent'],
		['beside a certificate of the connection', { proxies: ['10.0.0.0/8'] }, other, 'binding.other-device'],
	] as const)('reject/a header %s is ignored, and the record says so', async (_, change, ownMac, reason) => {
		for (const form of ['rfc9440', 'escaped-pem'] as const) {
			await trustProxies([], { ...change, form });
			const headers = form === 'rfc9440' ? rfc9440('valid') : escaped('valid');
			const identity = ownMac === undefined ? {} : { identity: mintIdentity(ownMac, vendor) };
			expect((await get(headers, identity)).status).toBe(403);
			const record = await current().lastRecord();
			expect(record).toMatchObject({ status: 403, reason });
			expect(record.proxy).toBeUndefined();
			expect(record.detail).toContain(`the header ${Object.keys(headers)[0]} of 127.0.0.1, which is no listed proxy, was ignored`);
		}
	});

	it.each([
		['ok/of one who has a certificate', mintIdentity(mac, vendor), 200],
		['reject/of one who has none', undefined, 403],
	] as const)('%s: a header that cannot be read harms nobody who is no proxy', async (_, identity, status) => {
		await trustProxies(['10.0.0.0/8']);
		expect((await get({ 'client-cert': 'nonsense' }, identity === undefined ? {} : { identity })).status).toBe(status);
	});

	it('reject/a header of the other form, which the client itself may have sent, says nothing', async () => {
		await trustProxies(['127.0.0.1'], { form: 'escaped-pem' });
		expect((await get(rfc9440('valid'))).status).toBe(403);
		expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.absent' });
		await trustProxies(['127.0.0.1'], { form: 'rfc9440' });
		expect((await get(escaped('valid'))).status).toBe(403);
		expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.absent' });
	});

	it.each([
		['no byte sequence', 'rfc9440', { 'client-cert': 'MIIB' }, 'client-cert: it is not a byte sequence'],
		['two certificates', 'rfc9440', { 'client-cert': `${bytesOf(certificates.valid)}, ${bytesOf(certificates.expired)}` }, 'client-cert: '],
		['a chain that cannot be read', 'rfc9440', { ...rfc9440('valid'), 'client-cert-chain': 'nonsense' }, 'client-cert-chain: '],
		['a chain alone', 'rfc9440', { 'client-cert-chain': bytesOf(vendor) }, 'client-cert-chain: it comes without client-cert'],
		['PEM that is not escaped', 'escaped-pem', { [header]: certificates.valid.certificate.replaceAll('\n', ' ') }, `${header}: `],
	] as const)('reject/a listed proxy that sends %s gets 400', async (_, form, headers, detail) => {
		await trustProxies(['127.0.0.1'], { form });
		const response = await get(headers);
		expect({ status: response.status, body: response.body.toString() }).toEqual({ status: 400, body: '' });
		const record = await current().lastRecord();
		expect(record).toMatchObject({ status: 400, reason: 'certificate.malformed', proxy: '127.0.0.1' });
		expect(record.detail).toContain(detail);
	});

	it('reject/bytes that are no certificate are one that cannot be parsed', async () => {
		await trustProxies(['127.0.0.1']);
		expect((await get({ 'client-cert': ':bm8gY2VydGlmaWNhdGU=:' })).status).toBe(403);
		expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.malformed' });
	});

	it('reject/an issuer that comes in the chain and is not installed makes nothing good', async () => {
		await trustProxies(['127.0.0.1']);
		const which = 'of an intermediate CA that is not installed';
		const headers = { ...rfc9440(which), 'client-cert-chain': [intermediate, vendor].map(bytesOf).join(', ') };
		expect((await get(headers)).status).toBe(403);
		const { reason } = await current().lastRecord();
		await current().store.trust.addAnchor(toAnchor('intermediate', intermediate.der));
		expect(reason).toBe('certificate.unknown-issuer');
		expect((await get(headers)).status).toBe(200);
	});

	it('takes each change into account on the next request of a connection that stays open', async () => {
		await trustProxies(['127.0.0.1']);
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		const { store, administration } = current();
		const expectReason = async (reason: string) => {
			await get(rfc9440('valid'), { agent });
			expect(await current().lastRecord()).toMatchObject({ reason, remotePort });
		};
		await get(rfc9440('valid'), { agent });
		const { remotePort } = await current().lastRecord();
		await expectReason('granted');
		const leaf = parseCertificate(certificates.valid.der);
		const fingerprint = leaf.ok ? leaf.value.fingerprint : expect.fail('not a certificate');
		const denied = await store.trust.deny({ kind: 'fingerprint', fingerprint, note: 'stolen' });
		await expectReason('certificate.denied');
		await store.trust.allow(denied.id);
		await expectReason('granted');
		await changeDevice(administration, { name: 'dect' }, { enabled: false });
		await expectReason('device.disabled');
		await changeDevice(administration, { name: 'dect' }, { enabled: true });
		await store.trust.updateAnchor({ kind: 'Http', alias: 'vendor' }, { enabled: false });
		await expectReason('certificate.unknown-issuer');
		await store.trust.updateAnchor({ kind: 'Http', alias: 'vendor' }, { enabled: true });
		await expectReason('granted');
		await trustProxies(['192.0.2.1']);
		await expectReason('certificate.absent');
		await trustProxies(['127.0.0.1']);
		// Another device on the same connection of the proxy.
		expect((await get(rfc9440('of another device'), { agent, path: pathFor(other) })).status).toBe(200);
		await expectReason('granted');
		agent.destroy();
	});
});
