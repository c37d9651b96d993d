import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { parseCertificate } from '../../src/pki/certificate.ts';
import { probeAddress } from '../../src/tls/probe-address.ts';
import { type TestDeviceService, toAnchor, useDeviceService } from '../helpers/device-service.ts';
import { type ClientRequest, fetchSecure } from '../helpers/https-client.ts';
import { until } from '../helpers/interface-server.ts';
import { isInstalled } from '../helpers/is-installed.ts';
import { type Minted, mint } from '../tls/client-certificates.ts';

const mac = requireMacAddress('0013d1000601');
const other = requireMacAddress('0013d1000602');
const pathFor = (device: string) => `/dms/sample-ip-dect-mac/${device}-config.xml`;
const header = 'x-client-cert';

const vendor = mint({ name: 'Vendor CA', isCa: true });
const device = mint({ name: mac.toUpperCase(), issuer: vendor });
const forged = mint({ name: mac.toUpperCase(), issuer: mint({ name: 'Vendor CA', isCa: true }) });
/** nginx has a certificate of a device for its own connections: it must not speak for those that it lets in. */
const proxyOwn = mint({ name: other.toUpperCase(), issuer: vendor });
const asIdentity = ({ key, certificate }: Minted) => ({ key, cert: certificate });

async function prepare(service: TestDeviceService): Promise<void> {
	await service.addDevice('Sample IP-DECT 2000 MAC', { name: 'dect', mac });
	await service.addDevice('Sample IP-DECT 2000 MAC', { name: 'other', mac: other });
	await service.store.trust.addAnchor(toAnchor('vendor', vendor.der));
	const proxyCertificates = { enabled: true, form: 'escaped-pem', header, proxies: ['127.0.0.1'] } as const;
	await service.store.settings.save({ proxyCertificates });
}

/** TLS ends here; whatever certificate a client has is handed on, unverified. */
function toConfiguration(folder: string, port: number, upstream: number): string {
	return `
worker_processes 1;
error_log ${folder}/error.log;
pid ${folder}/nginx.pid;
daemon off;
events { worker_connections 256; }
http {
	access_log off;
	client_body_temp_path ${folder}/body;
	proxy_temp_path ${folder}/proxy;
	fastcgi_temp_path ${folder}/fastcgi;
	uwsgi_temp_path ${folder}/uwsgi;
	scgi_temp_path ${folder}/scgi;
	upstream dms { server 127.0.0.1:${upstream}; keepalive 4; }
	server {
		listen 127.0.0.1:${port} ssl;
		ssl_certificate ${folder}/server.pem;
		ssl_certificate_key ${folder}/server.key;
		ssl_verify_client optional_no_ca;
		location / {
			proxy_pass https://dms;
			proxy_http_version 1.1;
			proxy_set_header Connection "";
			proxy_set_header ${header} $ssl_client_escaped_cert;
			proxy_ssl_certificate ${folder}/own.pem;
			proxy_ssl_certificate_key ${folder}/own.key;
		}
	}
}
`;
}

const program = 'nginx';

describe.runIf(isInstalled(program))('a device behind nginx, which ends TLS', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000_MAC'], prepare);
	let folder: string;
	let nginx: ChildProcess;
	let port: number;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'opendms-nginx-'));
		port = await probeAddress('127.0.0.1', 0);
		const shown = mint({ name: 'localhost' });
		await mkdir(join(folder, 'logs'));
		const files = { 'server.pem': shown.certificate, 'server.key': shown.key, 'own.pem': proxyOwn.certificate, 'own.key': proxyOwn.key };
		for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
		const configuration = join(folder, 'nginx.conf');
		await writeFile(configuration, toConfiguration(folder, port, current().service.port));
		nginx = spawn(program, ['-p', folder, '-e', join(folder, 'error.log'), '-c', configuration], { stdio: 'ignore' });
		await until(() => get({}).then(Boolean, () => false));
	});
	afterAll(async () => {
		if (nginx.exitCode === null && nginx.kill('SIGQUIT')) await once(nginx, 'exit');
		await rm(folder, { recursive: true, force: true });
	});

	const get = (options: Partial<ClientRequest>) => fetchSecure(port, { path: pathFor(mac), ...options });

	it('ok/gets its file for the certificate that it has shown to nginx', async () => {
		const response = await get({ identity: asIdentity(device) });
		expect(response.status).toBe(200);
		expect(response.body.toString()).toContain(mac);
		expect(await current().lastRecord()).toMatchObject({
			reason: 'granted',
			proof: 'certificate',
			mac,
			anchor: 'vendor',
			proxy: '127.0.0.1',
		});
	});

	it.each([
		['nobody', {}, 'certificate.absent'],
		['one whose certificate nobody has verified', { identity: asIdentity(forged) }, 'certificate.signature'],
		[
			'one who sends a certificate of another as a header',
			{ headers: { [header]: encodeURIComponent(device.certificate) } },
			'certificate.absent',
		],
		[
			'one who sends it as the header of RFC 9440',
			{ headers: { 'client-cert': `:${device.der.toString('base64')}:` } },
			'certificate.absent',
		],
	])('reject/%s', async (_, options, reason) => {
		expect((await get(options)).status).toBe(403);
		expect(await current().lastRecord()).toMatchObject({ reason, proxy: '127.0.0.1' });
	});

	it('reject/whoever asks for the file of the device whose certificate nginx has for itself', async () => {
		expect((await get({ path: pathFor(other) })).status).toBe(403);
		expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.absent' });
	});

	it('is refused on the next request of its connection once its certificate is denied', async () => {
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		const ask = () => get({ identity: asIdentity(device), agent });
		expect((await ask()).status).toBe(200);
		const leaf = parseCertificate(device.der);
		const fingerprint = leaf.ok ? leaf.value.fingerprint : expect.fail('not a certificate');
		const denied = await current().store.trust.deny({ kind: 'fingerprint', fingerprint, note: 'stolen' });
		expect((await ask()).status).toBe(403);
		expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.denied' });
		await current().store.trust.allow(denied.id);
		expect((await ask()).status).toBe(200);
		agent.destroy();
	});
});
