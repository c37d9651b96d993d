import { execFile } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { mintServerCertificate, type ServerCertificates } from '../../src/tls/self-signed.ts';

const run = promisify(execFile);
const now = new Date();
const hosts = ['dms.example.net', 'localhost'];
const ips = ['127.0.0.1', '::1', '2001:db8::a:0:1', '::ffff:192.0.2.7', 'fe80::'];
const dayMs = 86_400_000;

let minted: ServerCertificates;
beforeAll(async () => {
	minted = await mintServerCertificate({ hosts, ips, now });
});

describe.each(['ecdsa', 'rsa'] as const)('mintServerCertificate, %s', (kind) => {
	const certificate = () => new X509Certificate(minted[kind].cert);

	it('signs itself with the key that comes with it', () => {
		const x509 = certificate();
		expect(x509.verify(x509.publicKey)).toBe(true);
		expect(x509.checkPrivateKey(createPrivateKey(minted[kind].key))).toBe(true);
		expect(x509.issuer).toBe(x509.subject);
		expect(x509.publicKey.asymmetricKeyType).toBe(kind === 'rsa' ? 'rsa' : 'ec');
		expect(x509.publicKey.asymmetricKeyDetails).toMatchObject(kind === 'rsa' ? { modulusLength: 2048 } : { namedCurve: 'prime256v1' });
	});

	it('names every host and address, and nothing else', () => {
		const x509 = certificate();
		for (const host of hosts) expect(x509.checkHost(host)).toBe(host);
		for (const ip of ips) expect(x509.checkIP(ip)).toBe(ip);
		expect(x509.checkHost('other.example.net')).toBeUndefined();
		expect(x509.checkIP('192.0.2.8')).toBeUndefined();
		expect(x509.subject).toBe(`OU=Self-signed by OpenDMS\nCN=${hosts[0]}`);
	});

	it('is for servers, not a CA, valid for 825 days from an hour ago', () => {
		const x509 = certificate();
		expect(x509.ca).toBe(false);
		expect(x509.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
		expect(new Date(x509.validFrom).getTime()).toBe(Math.floor((now.getTime() - 3_600_000) / 1000) * 1000);
		expect(new Date(x509.validTo).getTime() - new Date(x509.validFrom).getTime()).toBe(825 * dayMs);
	});

	it.each(['TLSv1.2', 'TLSv1.3'] as const)('serves a client that trusts it, over %s', async (version) => {
		const server = createServer({ key: minted[kind].key, cert: minted[kind].cert }, (socket) => socket.end('hello'));
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const client = connect({
			port: (server.address() as AddressInfo).port,
			host: '127.0.0.1',
			servername: 'dms.example.net',
			ca: minted[kind].cert,
			minVersion: version,
			maxVersion: version,
		});
		await once(client, 'secureConnect');
		expect(client.authorized).toBe(true);
		client.resume();
		await once(client, 'close');
		server.close();
	});
});

const hasOpenssl = await run('openssl', ['version']).then(
	() => true,
	() => false,
);

it.runIf(hasOpenssl)('passes the strict checks of openssl', async () => {
	const directory = await mkdtemp(join(tmpdir(), 'opendms-self-signed-'));
	for (const kind of ['ecdsa', 'rsa'] as const) {
		const file = join(directory, `${kind}.pem`);
		await writeFile(file, minted[kind].cert);
		const verified = await run('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', file, file]);
		expect(verified.stdout).toContain(': OK');
		const { stdout } = await run('openssl', ['x509', '-in', file, '-noout', '-text']);
		expect(stdout).toContain(kind === 'rsa' ? 'Digital Signature, Key Encipherment' : 'Digital Signature\n');
		expect(stdout).toContain('CA:FALSE');
	}
	await rm(directory, { recursive: true });
});

describe('mintServerCertificate', () => {
	it('gives every certificate another serial number and key', async () => {
		const again = await mintServerCertificate({ hosts: ['a'], ips: [], now });
		const all = [minted, again].flatMap(({ ecdsa, rsa }) => [ecdsa.cert, rsa.cert]).map((pem) => new X509Certificate(pem));
		expect(new Set(all.map((x509) => x509.serialNumber)).size).toBe(all.length);
		for (const { serialNumber } of all) expect(serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
		expect(new Set(all.map((x509) => x509.publicKey.export({ type: 'spki', format: 'pem' }))).size).toBe(all.length);
	});

	it('writes dates on both sides of 2050', async () => {
		const late = new Date(Date.UTC(2049, 6, 1, 1));
		const { ecdsa } = await mintServerCertificate({ hosts: ['a'], ips: [], now: late });
		const x509 = new X509Certificate(ecdsa.cert);
		expect(new Date(x509.validFrom)).toEqual(new Date(Date.UTC(2049, 6, 1)));
		expect(new Date(x509.validTo).getTime()).toBe(Date.UTC(2049, 6, 1) + 825 * dayMs);
	});

	it.each(['192.0.2.7', '2001:db8::7'])('is for an interface that has the address %s alone', async (ip) => {
		const { ecdsa, rsa } = await mintServerCertificate({ hosts: [], ips: [ip], now });
		for (const { cert } of [ecdsa, rsa]) {
			const x509 = new X509Certificate(cert);
			expect(x509.subject).toBe(`OU=Self-signed by OpenDMS\nCN=${ip}`);
			expect(x509.checkIP(ip)).toBe(ip);
		}
	});

	it('writes names that need lengths of one and two bytes', async () => {
		const many = Array.from({ length: 60 }, (_, index) => `host-${index}.example.net`);
		const { ecdsa } = await mintServerCertificate({ hosts: many, ips: ['192.0.2.1'], now });
		const x509 = new X509Certificate(ecdsa.cert);
		for (const host of many) expect(x509.checkHost(host)).toBe(host);
		const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.example.net`;
		const { rsa } = await mintServerCertificate({ hosts: [long], ips: [], now });
		expect(new X509Certificate(rsa.cert).subject).toBe('OU=Self-signed by OpenDMS\nCN=self-signed');
		expect(new X509Certificate(rsa.cert).checkHost(long)).toBe(long);
	});

	it.each([
		['reject/an address among the hosts', { hosts: ['127.0.0.1'], ips: [] }],
		['reject/a host among the addresses', { hosts: [], ips: ['localhost'] }],
		['reject/an address with a zone', { hosts: [], ips: ['fe80::1%eth0'] }],
		['reject/a wildcard', { hosts: ['*.example.net'], ips: [] }],
		['reject/a NUL', { hosts: ['a\u0000.example.net'], ips: [] }],
		['reject/a label over 63 characters', { hosts: ['a'.repeat(64)], ips: [] }],
		['reject/no name', { hosts: [], ips: [] }],
		['reject/too many names', { hosts: Array.from({ length: 101 }, (_, index) => `h${index}`), ips: [] }],
	])('%s', async (_name, names) => {
		await expect(mintServerCertificate({ ...names, now })).rejects.toMatchObject({ code: 'value.invalid' });
	});
});
