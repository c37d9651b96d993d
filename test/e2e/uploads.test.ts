import { connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { changeDeviceTypeFile } from '../../src/app/administration/change-device-type-file.ts';
import { noAuthentication } from '../../src/domain/device-type-file.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { type TestDeviceService, useDeviceService } from '../helpers/device-service.ts';
import { type ClientRequest, fetchSecure } from '../helpers/https-client.ts';

const mac = requireMacAddress('00:13:d1:00:03:01');
const other = requireMacAddress('00:13:d1:00:03:02');
const typeName = 'Sample IP-DECT 2000 MAC';
const uploadPath = (of: string) => `/dms/sample-ip-dect-mac/${of}-log.txt`;
const configPath = `/dms/sample-ip-dect-mac/${mac}-config.xml`;

async function prepare(service: TestDeviceService): Promise<void> {
	await service.addDevice(typeName, { name: 'a', mac });
	await service.addDevice(typeName, { name: 'b', mac: other });
	const type = await service.store.deviceTypes.findByName(typeName);
	await service.store.deviceTypes.addFile(type?.id ?? '', {
		fileFormat: '%BWMACADDRESS%-log.txt',
		remoteFileFormat: '%BWMACADDRESS%-log.txt',
		fileCategory: 'Dynamic Profile',
		fileCustomization: 'Disallow',
		fileSource: 'Manual',
		authentication: { ...noAuthentication, macBasedFileAuthentication: true, macInCert: true },
		allowHttp: false,
		allowHttps: true,
		allowTftp: false,
		enableCaching: false,
		allowUploadFromDevice: true,
	});
	await changeDeviceTypeFile(service.administration, typeName, '%BWMACADDRESS%-config.xml', { allowUploadFromDevice: true });
}

describe('an upload', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000_MAC'], prepare);
	const send = async (options: ClientRequest, as: string = mac) =>
		fetchSecure(current().service.port, { ...options, identity: await current().identity(as) });

	it.each(['PUT', 'POST'])('by %s is given back to the same device, and to no other', async (method) => {
		expect((await send({ method, path: uploadPath(mac), body: `log by ${method}` })).status).toBe(204);
		expect(await current().lastRecord()).toMatchObject({ status: 204, reason: 'granted', method, deviceName: 'a' });
		expect((await send({ path: uploadPath(mac) })).body.toString()).toBe(`log by ${method}`);
		expect((await send({ path: uploadPath(mac) }, other)).status).toBe(403);
		expect((await send({ path: uploadPath(other) }, other)).status).toBe(404);
		expect(await current().lastRecord()).toMatchObject({ reason: 'content.missing' });
	});

	it('needs the certificate of the device', async () => {
		expect((await fetchSecure(current().service.port, { method: 'PUT', path: uploadPath(mac), body: 'x' })).status).toBe(403);
		expect((await send({ method: 'PUT', path: uploadPath(mac), body: 'x' }, other)).status).toBe(403);
	});

	it('never takes the place of a template', async () => {
		const before = await send({ path: configPath });
		expect((await send({ method: 'PUT', path: configPath, body: '<evil/>' })).status).toBe(204);
		expect((await send({ path: configPath })).body).toEqual(before.body);
	});

	it('over the limit is refused, announced or not, and leaves nothing', async () => {
		const large = Buffer.alloc(10 * 1024 * 1024 + 1);
		expect((await send({ method: 'PUT', path: uploadPath(other), body: large }, other)).status).toBe(413);
		const chunked = await send(
			{ method: 'PUT', path: uploadPath(other), body: large, headers: { 'transfer-encoding': 'chunked' } },
			other,
		).catch((error: unknown) => error);
		expect(chunked).toSatisfy((answer: unknown) => answer instanceof Error || (answer as { status: number }).status === 413);
		expect((await send({ path: uploadPath(other) }, other)).status).toBe(404);
	});

	it('that is cut leaves nothing', async () => {
		const { key, cert } = await current().identity(other);
		const socket = connect({ host: '127.0.0.1', port: current().service.port, key, cert, rejectUnauthorized: false });
		await new Promise((resolve) => socket.once('secureConnect', resolve));
		socket.write(`PUT ${uploadPath(other)} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nonly this`);
		await new Promise((resolve) => setTimeout(resolve, 100));
		socket.destroy();
		await expect.poll(async () => (await current().lastRecord()).reason).toBe('upload.aborted');
		expect((await send({ path: uploadPath(other) }, other)).status).toBe(404);
	});
});

describe('a download that is cut', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000_MAC'], prepare);

	it('is recorded with the bytes that were sent', async () => {
		const { store } = current();
		const size = 64 * 1024 * 1024;
		const content = await store.content.put(zeros(size), size);
		const type = await store.deviceTypes.findByName(typeName);
		const firmware = type?.files.find(({ fileFormat }) => fileFormat.startsWith('firmware')) ?? expect.fail('no firmware');
		await store.deviceTypes.updateFile(firmware.id, { content });
		const socket = connect({ host: '127.0.0.1', port: current().service.port, rejectUnauthorized: false });
		await new Promise((resolve) => socket.once('secureConnect', resolve));
		socket.write('GET /dms/sample-ip-dect-mac/firmware-PCS00A.bin HTTP/1.1\r\nHost: x\r\n\r\n');
		await new Promise((resolve) => socket.once('data', resolve));
		socket.destroy();
		await expect.poll(async () => (await current().lastRecord()).aborted).toBe(true);
		const record = await current().lastRecord();
		expect(record.bytes).toBeGreaterThan(0);
		expect(record.bytes).toBeLessThan(size);
	});
});

function* zeros(size: number): Generator<Uint8Array> {
	for (let sent = 0; sent < size; sent += 65_536) yield new Uint8Array(65_536);
}
