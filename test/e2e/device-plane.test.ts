import { beforeAll, describe, expect, it } from 'vitest';
import { changeDevice } from '../../src/app/administration/change-device.ts';
import { changeDeviceType } from '../../src/app/administration/change-device-type.ts';
import { explainRequest } from '../../src/app/explain-request.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { mintRogueHierarchy } from '../../src/qa/mint.ts';
import { type TestDeviceService, useDeviceService } from '../helpers/device-service.ts';
import { type ClientRequest, fetchPlain, fetchSecure } from '../helpers/https-client.ts';

const macA = requireMacAddress('00:13:d1:00:00:0a');
const macB = requireMacAddress('00:13:d1:00:00:0b');
const stranger = requireMacAddress('00:13:d1:00:00:ff');

async function prepare(service: TestDeviceService): Promise<void> {
	const lines = [
		{ linePort: 'alice@sip.example.net', isPrimary: true, authUser: 'alice', authPassword: 'line-secret', displayName: 'Alice & Bob' },
	];
	await service.addDevice('Sample IP-DECT 2000 MAC', { name: 'dect-a', mac: macA, lines });
	await service.addDevice('Sample IP-DECT 2000 MAC', { name: 'dect-b', mac: macB });
	const own = { useCustomUserNamePassword: true, credentials: { userName: 'mixed-a', password: 'pass-a' } };
	await service.addDevice('Sample Mixed MAC', { name: 'mixed-a', mac: macA, ...own });
	await service.addDevice('Sample Mixed MAC', { name: 'mixed-b', mac: macB });
	await service.addDevice('Sample Desk Phone UA', { name: 'phone-a', mac: macA });
	await changeDeviceType(service.administration, 'Sample Mixed MAC', { accessDeviceCredentials: { userName: 'all', password: 'shared' } });
}

describe('the device plane', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000_MAC', 'Sample-Mixed_MAC', 'Sample-Desk-Phone_UA'], prepare);
	let rogue: Awaited<ReturnType<typeof mintRogueHierarchy>>;
	beforeAll(async () => {
		rogue = await mintRogueHierarchy(current().vendor, { now: new Date() });
	});

	const get = (options: ClientRequest) => fetchSecure(current().service.port, options);

	describe('with a certificate', () => {
		it.each(['TLSv1.2', 'TLSv1.3'] as const)('gives a device its own configuration over %s', async (tls) => {
			const response = await get({ path: `/dms/sample-ip-dect-mac/${macA}-config.xml`, identity: await current().identity(macA), tls });
			expect(response.status).toBe(200);
			expect(response.headers).toMatchObject({ 'content-type': 'text/xml', 'content-length': String(response.body.length) });
			expect(response.body.toString()).toContain(macA);
			expect(await current().lastRecord()).toMatchObject({
				status: 200,
				reason: 'granted',
				proof: 'certificate',
				mac: macA,
				deviceName: 'dect-a',
				anchor: 'test-issuing',
				tlsVersion: tls,
				bytes: response.body.length,
				aborted: false,
			});
		});

		it('repeats the block of a users file for each line and escapes what the line says', async () => {
			const response = await get({ path: `/dms/sample-ip-dect-mac/${macA}-users.xml`, identity: await current().identity(macA) });
			expect(response.body.toString()).toContain('<displayname>Alice &amp; Bob</displayname>');
			expect(response.body.toString()).toContain('<authpassword>line-secret</authpassword>');
		});

		it('accepts the MAC of the path in any case', async () => {
			const path = `/dms/sample-ip-dect-mac/${macA.toUpperCase()}-config.xml`;
			expect((await get({ path, identity: await current().identity(macA) })).status).toBe(200);
		});

		it.each([
			['of another device', 'none', macB, 'binding.other-device'],
			['that has expired', 'expired', macA, 'certificate.expired'],
			['that is not yet valid', 'not-yet-valid', macA, 'certificate.not-yet-valid'],
			['without a MAC', 'no-mac', macA, 'certificate.no-mac'],
			['for another use', 'wrong-eku', macA, 'certificate.extended-key-usage'],
			['that is a CA', 'ca-leaf', macA, 'certificate.ca-leaf'],
			['with two names', 'two-cns', macA, 'certificate.ambiguous-mac'],
		])('refuses one %s with 403 and an empty body', async (_, defect, mac, reason) => {
			const path = `/dms/sample-ip-dect-mac/${macA}-config.xml`;
			const response = await get({ path, identity: await current().identity(mac, defect) });
			expect(response).toMatchObject({ status: 403, body: Buffer.alloc(0) });
			expect(response.headers['www-authenticate']).toBeUndefined();
			expect(await current().lastRecord()).toMatchObject({ status: 403, reason });
		});

		it('refuses one of a rogue CA with the same names and key ids', async () => {
			const identity = await current().identity(macA, 'none', rogue);
			expect((await get({ path: `/dms/sample-ip-dect-mac/${macA}-config.xml`, identity })).status).toBe(403);
			expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.signature' });
		});

		it('answers an unknown device as it answers a known one without a certificate', async () => {
			const unknown = await get({ path: `/dms/sample-ip-dect-mac/${stranger}-config.xml`, identity: await current().identity(stranger) });
			expect(await current().lastRecord()).toMatchObject({ reason: 'device.unknown', mac: stranger });
			const absent = await get({ path: `/dms/sample-ip-dect-mac/${macA}-config.xml` });
			expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.absent' });
			const shape = ({ status, headers, body }: typeof unknown) => ({ status, names: Object.keys(headers).toSorted(), body: body.length });
			expect(shape(unknown)).toEqual(shape(absent));
			expect(unknown.status).toBe(403);
		});

		it('refuses a disabled device, and an expired certificate until an administrator makes an exception', async () => {
			const { administration } = current();
			const path = `/dms/sample-ip-dect-mac/${macB}-config.xml`;
			await changeDevice(administration, { name: 'dect-b' }, { enabled: false });
			expect((await get({ path, identity: await current().identity(macB) })).status).toBe(403);
			expect(await current().lastRecord()).toMatchObject({ reason: 'device.disabled' });
			await changeDevice(administration, { name: 'dect-b' }, { enabled: true, expiredCertificateUntil: new Date(Date.now() + 3_600_000) });
			expect((await get({ path, identity: await current().identity(macB, 'expired') })).status).toBe(200);
			expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.expired-exception' });
		});
	});

	describe('with a password', () => {
		const path = `/dms/sample-mixed-mac/${macA}-config.xml`;

		it('serves a device without a certificate, where the file allows both', async () => {
			expect((await get({ path, basic: 'mixed-a:pass-a' })).status).toBe(200);
			expect(await current().lastRecord()).toMatchObject({ proof: 'basic', reason: 'granted', deviceName: 'mixed-a' });
		});

		it('challenges with Basic where nothing was shown, and refuses a wrong password', async () => {
			const challenged = await get({ path });
			expect(challenged.status).toBe(401);
			expect(challenged.headers['www-authenticate']).toBe('Basic realm="OpenDMS", charset="UTF-8"');
			expect((await get({ path, basic: 'mixed-a:wrong' })).status).toBe(401);
			expect(await current().lastRecord()).toMatchObject({ reason: 'password.wrong', proof: 'basic' });
		});

		it('serves with the credentials of the type only a device that has none of its own', async () => {
			expect((await get({ path: `/dms/sample-mixed-mac/${macB}-config.xml`, basic: 'all:shared' })).status).toBe(200);
			expect((await get({ path, basic: 'all:shared' })).status).toBe(401);
		});

		it('falls back to the password after an expired certificate, and records why', async () => {
			expect((await get({ path, basic: 'mixed-a:pass-a', identity: await current().identity(macA, 'expired') })).status).toBe(200);
			expect(await current().lastRecord()).toMatchObject({
				proof: 'basic',
				failedProofs: [{ proof: 'certificate', reason: 'certificate.expired' }],
			});
		});

		it('does not let a right password hide the valid certificate of another device', async () => {
			expect((await get({ path, basic: 'mixed-a:pass-a', identity: await current().identity(macB) })).status).toBe(403);
			expect(await current().lastRecord()).toMatchObject({ reason: 'binding.other-device' });
		});

		it('needs both where the file says All', async () => {
			const users = `/dms/sample-mixed-mac/${macA}-users.xml`;
			expect((await get({ path: users, basic: 'mixed-a:pass-a' })).status).toBe(403);
			expect((await get({ path: users, identity: await current().identity(macA) })).status).toBe(401);
			expect((await get({ path: users, basic: 'mixed-a:pass-a', identity: await current().identity(macA) })).status).toBe(200);
		});

		it('never opens a file that asks for a certificate alone, and never challenges for it', async () => {
			const response = await get({ path: `/dms/sample-ip-dect-mac/${macA}-config.xml`, basic: 'mixed-a:pass-a' });
			expect(response.status).toBe(403);
			expect(response.headers['www-authenticate']).toBeUndefined();
		});
	});

	describe('for a file that exists for everybody', () => {
		const path = '/dms/sample-ip-dect-mac/firmware-PCS00A.bin';

		it('answers conditional, range and HEAD requests', async () => {
			const whole = await get({ path });
			expect(whole).toMatchObject({ status: 200, headers: { 'content-type': 'application/octet-stream', 'accept-ranges': 'bytes' } });
			const etag = whole.headers.etag ?? '';
			expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
			const known = await get({ path, headers: { 'if-none-match': etag } });
			expect(known).toMatchObject({ status: 304, body: Buffer.alloc(0) });
			expect(await current().lastRecord()).toMatchObject({ status: 304, reason: 'not-modified', bytes: 0 });
			expect((await get({ path, headers: { 'if-modified-since': whole.headers['last-modified'] ?? '' } })).status).toBe(304);
			const middle = await get({ path, headers: { range: 'bytes=100-199' } });
			expect(middle.status).toBe(206);
			expect(middle.headers['content-range']).toBe(`bytes 100-199/${whole.body.length}`);
			expect(middle.body).toEqual(whole.body.subarray(100, 200));
			expect((await get({ path, headers: { range: 'bytes=-10' } })).body).toEqual(whole.body.subarray(-10));
			const beyond = await get({ path, headers: { range: `bytes=${whole.body.length}-` } });
			expect(beyond).toMatchObject({ status: 416, headers: { 'content-range': `bytes */${whole.body.length}` } });
			expect((await get({ path, headers: { range: 'bytes=0-9', 'if-range': '"other"' } })).body).toHaveLength(whole.body.length);
			const head = await get({ path, method: 'HEAD' });
			expect(head).toMatchObject({ status: 200, headers: { 'content-length': String(whole.body.length), etag }, body: Buffer.alloc(0) });
		});

		it('is not there over HTTP unless the file allows it', async () => {
			const { httpPort = 0 } = current().service;
			expect((await fetchPlain(httpPort, { path })).status).toBe(403);
			expect(await current().lastRecord()).toMatchObject({ reason: 'transport.not-allowed' });
			expect((await fetchPlain(httpPort, { path: '/dms/sample-mixed-mac/welcome.txt' })).status).toBe(200);
		});
	});

	it('takes the MAC from a header where the file says so', async () => {
		const headers = { 'user-agent': 'Yealink SIP-T21P 34.72.0.1 00:13:d1:00:00:0a' };
		expect((await get({ path: '/dms/sample-desk-phone/phone.cfg', headers })).status).toBe(200);
		expect(await current().lastRecord()).toMatchObject({ proof: 'mac-header', mac: macA });
		expect((await get({ path: '/dms/sample-desk-phone/phone.cfg' })).status).toBe(403);
	});

	describe('for paths and methods that it does not serve', () => {
		it.each([
			['an unknown name', 'GET', '/dms/sample-ip-dect-mac/nothing.xml', 404, 'path.no-file'],
			['a directory', 'GET', '/dms/sample-ip-dect-mac/', 404, 'path.no-file'],
			['the root', 'GET', '/', 404, 'path.no-file'],
			['a dot segment', 'GET', '/dms/sample-ip-dect-mac/../x', 400, 'path.invalid'],
			['an encoded slash', 'GET', '/dms/sample-ip-dect-mac%2ffirmware-PCS00A.bin', 400, 'path.invalid'],
			['NUL', 'GET', '/dms/sample-ip-dect-mac/firmware-PCS00A.bin%00', 400, 'path.invalid'],
			['a long path', 'GET', `/dms/${'x'.repeat(260)}`, 400, 'path.invalid'],
			['an upload that is not allowed', 'PUT', '/dms/sample-ip-dect-mac/firmware-PCS00A.bin', 405, 'method.not-allowed'],
			['DELETE', 'DELETE', '/dms/sample-ip-dect-mac/firmware-PCS00A.bin', 405, 'method.not-allowed'],
		])('reject/%s', async (_, method, path, status, reason) => {
			const response = await get({ method, path });
			expect(response.status).toBe(status);
			if (status === 405) expect(response.headers.allow).toBe('GET, HEAD');
			expect(await current().lastRecord()).toMatchObject({ status, reason });
		});

		it('ignores the query, and records no value of it', async () => {
			expect((await get({ path: '/dms/sample-ip-dect-mac/firmware-PCS00A.bin?token=very-secret' })).status).toBe(200);
			expect(JSON.stringify(await current().lastRecord())).not.toContain('very-secret');
		});
	});

	it('explains a request with the reason that the request itself was given', async () => {
		const { explainPorts, store } = current();
		const { cert } = await current().identity(macB);
		const der = Buffer.from(cert.slice(0, cert.indexOf('-----END')).replace(/-----[^-]+-----/, ''), 'base64');
		const path = `dms/sample-ip-dect-mac/${macA}-config.xml`;
		const request = {
			method: 'GET',
			transport: 'https',
			path,
			remoteAddress: '127.0.0.1',
			certificate: { der },
			header: () => undefined,
		} as const;
		const explanation = await explainRequest(explainPorts, request);
		await get({ path: `/${path}`, identity: await current().identity(macB) });
		const [record] = await store.accessRecords.list({ limit: 1 });
		expect({ status: explanation.status, reason: explanation.reason }).toEqual({ status: record?.status, reason: record?.reason });
		expect(explanation.steps.map(({ step }) => step)).toContain('prove');
	});
});
