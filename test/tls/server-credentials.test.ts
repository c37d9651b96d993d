import { execFile, spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CredentialFiles, loadServerCredentials } from '../../src/tls/server-credentials.ts';
import { mint } from './client-certificates.ts';
import { connectSecurely, makePki, useListeners } from './listener-fixture.ts';

const pki = makePki();
const { open } = useListeners();
const folder = mkdtempSync(join(tmpdir(), 'dms-credentials-'));
afterAll(() => rmSync(folder, { recursive: true }));
const now = new Date();

describe("certificates of the server's own", () => {
	const dataDirectory = join(folder, 'own');
	let first: Awaited<ReturnType<typeof loadServerCredentials>>;
	beforeAll(async () => {
		first = await loadServerCredentials({ dataDirectory, configured: [], now });
	});

	it('are made at the first start and found again at the next', async () => {
		const again = await loadServerCredentials({ dataDirectory, configured: [], now });
		expect(first.created).toBe(true);
		expect(again).toEqual({ ...first, created: false });
		expect(first.credentials.map(({ certificate }) => new X509Certificate(certificate).publicKey.asymmetricKeyType)).toEqual(['ec', 'rsa']);
	});

	it('leave keys that nobody else can read, and no other traces', () => {
		expect(readdirSync(dataDirectory)).toEqual(['tls']);
		const tls = join(dataDirectory, 'tls');
		expect(readdirSync(tls).sort()).toEqual([
			'server-ecdsa.cert.pem',
			'server-ecdsa.key.pem',
			'server-rsa.cert.pem',
			'server-rsa.key.pem',
			'server.pem',
		]);
		for (const kind of ['ecdsa', 'rsa']) expect(statSync(join(tls, `server-${kind}.key.pem`)).mode & 0o777).toBe(0o600);
	});

	it('name this host and the loopback addresses', () => {
		for (const { certificate } of first.credentials) {
			const leaf = new X509Certificate(certificate);
			expect(leaf.checkHost('localhost')).toBe('localhost');
			expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1');
			expect(leaf.checkIP('::1')).toBe('::1');
		}
	});

	it('are trusted by a client that is given the trust file, whichever of the two it gets', async () => {
		const listener = await open({ credentials: first.credentials, anchors: [] });
		const ca = readFileSync(first.trustFile ?? '', 'utf8');
		for (const sigalgs of ['ECDSA+SHA256', 'RSA-PSS+SHA256:RSA+SHA256']) {
			const socket = await connectSecurely(listener, { ca, rejectUnauthorized: true, sigalgs });
			expect(socket.authorized).toBe(true);
			socket.destroy();
		}
	});

	it.skipIf(spawnSync('curl', ['--version']).status !== 0)('are trusted by curl --cacert, by name and by address', async () => {
		const listener = await open({ credentials: first.credentials, anchors: [] });
		for (const host of ['127.0.0.1', 'localhost']) {
			const args = ['-sS', '-4', '--noproxy', '*', '--cacert', first.trustFile ?? '', `https://${host}:${listener.port}/`];
			const { stdout } = await promisify(execFile)('curl', args);
			expect(stdout).toBe('ok');
		}
	});

	it('are the same for processes that start at the same time', async () => {
		const shared = join(folder, 'race');
		const module = new URL('../../src/tls/server-credentials.ts', import.meta.url).href;
		const script = `const { loadServerCredentials } = await import(${JSON.stringify(module)});
			const loaded = await loadServerCredentials({ dataDirectory: ${JSON.stringify(shared)}, configured: [], now: new Date() });
			console.log(JSON.stringify(loaded));`;
		const runs = await Promise.all(
			Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])),
		);
		const loaded = runs.map(({ stdout }) => JSON.parse(stdout) as { created: boolean; credentials: unknown });
		expect(loaded.filter(({ created }) => created)).toHaveLength(1);
		for (const { credentials } of loaded) expect(credentials).toEqual(loaded[0]?.credentials);
		expect(readdirSync(shared)).toEqual(['tls']);
	});

	it('reject/of which a file is missing: nothing is made anew behind the back of the operator', async () => {
		const broken = join(folder, 'broken');
		await loadServerCredentials({ dataDirectory: broken, configured: [], now });
		const missing = join(broken, 'tls', 'server-ecdsa.key.pem');
		rmSync(missing);
		await expect(loadServerCredentials({ dataDirectory: broken, configured: [], now })).rejects.toMatchObject({
			code: 'file.unreadable',
			message: `${missing} cannot be read (ENOENT)`,
		});
		expect(existsSync(missing)).toBe(false);
	});

	it('reject/a data directory that cannot be written', async () => {
		const file = join(folder, 'a-file');
		writeFileSync(file, '');
		await expect(loadServerCredentials({ dataDirectory: file, configured: [], now })).rejects.toMatchObject({ code: 'file.unreadable' });
	});
});

describe('configured certificates', () => {
	const configured = join(folder, 'configured');
	mkdirSync(configured);
	const save = (name: string, text: string): string => {
		const file = join(configured, name);
		writeFileSync(file, text);
		return file;
	};
	const server = mint({ name: 'localhost', issuer: pki.serverRoot });
	const expired = mint({ name: 'localhost', issuer: pki.serverRoot, notAfter: new Date(now.getTime() - 1_000) });
	const keyFile = save('server.key', server.key);
	const certificateFile = save('server.cert', server.certificate + pki.serverRoot.certificate);
	const load = (files: CredentialFiles) => loadServerCredentials({ dataDirectory: join(folder, 'untouched'), configured: [files], now });

	it('ok/are used instead, and nothing is made', async () => {
		const loaded = await load({ keyFile, certificateFile });
		expect(loaded).toEqual({
			credentials: [{ key: server.key, certificate: server.certificate + pki.serverRoot.certificate }],
			created: false,
		});
		expect(existsSync(join(folder, 'untouched'))).toBe(false);
	});

	const encrypted = createPrivateKey(server.key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' });
	const missing = join(configured, 'missing');
	const garbage = save('garbage', 'garbage');
	const large = save('large', 'a'.repeat(1024 * 1024 + 1));
	const expiredFile = save('expired.cert', expired.certificate);
	const encryptedFile = save('encrypted.key', encrypted.toString());
	const otherKey = save('other.key', pki.device.key);

	it.each([
		['a missing key', { keyFile: missing, certificateFile }, 'file.unreadable', missing],
		['a missing certificate', { keyFile, certificateFile: missing }, 'file.unreadable', missing],
		['a file that is too large', { keyFile, certificateFile: large }, 'file.unreadable', large],
		['a certificate that is none', { keyFile, certificateFile: garbage }, 'certificate.unreadable', garbage],
		['a key that is none', { keyFile: garbage, certificateFile }, 'private-key.unreadable', garbage],
		['an encrypted key', { keyFile: encryptedFile, certificateFile }, 'private-key.unreadable', encryptedFile],
		['a key of another certificate', { keyFile: otherKey, certificateFile }, 'value.contradiction', otherKey],
		[
			'an expired certificate',
			{ keyFile: save('expired.key', expired.key), certificateFile: expiredFile },
			'certificate.expired',
			expiredFile,
		],
	])('reject/%s, and the message names the file', async (_name, files, code, file) => {
		const error: unknown = await load(files).catch((reason: unknown) => reason);
		expect(error).toMatchObject({ code, message: expect.stringContaining(file) });
		expect(String(error)).not.toContain('PRIVATE KEY');
	});
});
