import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeDeviceType } from '../../src/app/administration/change-device-type.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { type TestDeviceService, useDeviceService } from '../helpers/device-service.ts';
import { fetchSecure } from '../helpers/https-client.ts';
import { isInstalled } from '../helpers/is-installed.ts';

const run = promisify(execFile);
const mac = requireMacAddress('00:13:d1:00:05:01');
const certified = `/dms/sample-ip-dect-mac/${mac}-config.xml`;
const firmware = '/dms/sample-ip-dect-mac/firmware-PCS00A.bin';

async function prepare(service: TestDeviceService): Promise<void> {
	await service.addDevice('Sample IP-DECT 2000 MAC', { name: 'certified', mac });
	await service.addDevice('Sample Mixed MAC', { name: 'mixed', mac });
	await service.addDevice('Sample IP-DECT 2000', { name: 'digest', mac });
	const accessDeviceCredentials = { userName: 'user', password: 'p@ss word' };
	await changeDeviceType(service.administration, 'Sample Mixed MAC', { accessDeviceCredentials });
	await changeDeviceType(service.administration, 'Sample IP-DECT 2000', { accessDeviceCredentials });
}

describe('a client that somebody else has written', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000_MAC', 'Sample-Mixed_MAC', 'Sample-IP-DECT-2000'], prepare);
	let folder: string;
	const file = (name: string) => join(folder, name);
	const origin = (userInfo = '') => `https://${userInfo}localhost:${current().service.port}`;
	const identity = () => [file('chain.pem'), file('key.pem')] as const;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'opendms-client-'));
		const { cert, key } = await current().identity(mac);
		await writeFile(file('chain.pem'), cert);
		await writeFile(file('key.pem'), key, { mode: 0o600 });
		await writeFile(file('server.pem'), await readFile(join(current().directory, 'tls', 'server.pem')));
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));

	describe.runIf(isInstalled('curl'))('curl', () => {
		const curl = async (...args: string[]) =>
			(await run('curl', ['-sS', '--cacert', file('server.pem'), '-o', file('got'), '-w', '%{http_code}', ...args])).stdout;

		it.each(['--tlsv1.3', '--tls-max 1.2'])('gets the file of its certificate with %s', async (tls) => {
			const [cert, key] = identity();
			expect(await curl(...tls.split(' '), '--cert', cert, '--key', key, origin() + certified)).toBe('200');
			expect(await readFile(file('got'), 'utf8')).toContain(mac);
		});

		it.each([
			['Basic from the URL', [], 'sample-mixed-mac'],
			['--anyauth before Basic', ['--anyauth'], 'sample-mixed-mac'],
			['--digest', ['--digest'], 'sample-ip-dect'],
			['--anyauth before Digest', ['--anyauth'], 'sample-ip-dect'],
		])('gets a file with %s', async (_, options, uri) => {
			expect(await curl(...options, `${origin('user:p%40ss%20word@')}/dms/${uri}/${mac}-config.xml`)).toBe('200');
		});

		it('goes on with a download that was broken off', async () => {
			expect(await curl(origin() + firmware)).toBe('200');
			const whole = await readFile(file('got'));
			await writeFile(file('got'), whole.subarray(0, 1000));
			expect(await curl('-C', '-', origin() + firmware)).toBe('206');
			expect(await readFile(file('got'))).toEqual(whole);
		});

		it('is refused for the path of another device, with an empty body', async () => {
			const [cert, key] = identity();
			const other = certified.replace(mac, '0013d1000599');
			expect(await curl('--cert', cert, '--key', key, '-w', '%{http_code} %{size_download}', origin() + other)).toBe('403 0');
		});
	});

	describe.runIf(isInstalled('wget'))('wget', () => {
		const wget = (...args: string[]) => run('wget', ['-q', '--ca-certificate', file('server.pem'), '-O', file('got'), ...args]);

		it('gets the file of its certificate, and one with the password of its URL', async () => {
			const [cert, key] = identity();
			await wget(`--certificate=${cert}`, `--private-key=${key}`, origin() + certified);
			expect(await readFile(file('got'), 'utf8')).toContain(mac);
			await wget(`${origin('user:p%40ss%20word@')}/dms/sample-mixed-mac/${mac}-config.xml`);
			expect(await current().lastRecord()).toMatchObject({ proof: 'basic', status: 200 });
			await wget(`${origin('user:p%40ss%20word@')}/dms/sample-ip-dect/${mac}-config.xml`);
			expect(await current().lastRecord()).toMatchObject({ proof: 'digest', status: 200 });
		});

		it('fails with its code for a refusal', async () => {
			await expect(wget(origin() + certified)).rejects.toMatchObject({ code: 8 });
		});
	});

	describe.runIf(isInstalled('busybox'))('busybox wget', () => {
		const busybox = (...args: string[]) => run('busybox', ['wget', '-q', '-O', file('got'), ...args]);

		it('gets a file over HTTP where the file allows it, and over its own TLS', async () => {
			await busybox(`http://127.0.0.1:${current().service.httpPort}/dms/sample-mixed-mac/welcome.txt`);
			const plain = await readFile(file('got'));
			await busybox('--no-check-certificate', `${origin()}/dms/sample-mixed-mac/welcome.txt`);
			expect(await readFile(file('got'))).toEqual(plain);
		});
	});

	describe.runIf(isInstalled('openssl'))('openssl s_client', () => {
		/** Sends one request and returns what came back. */
		async function talk(request: string, ...args: string[]): Promise<string> {
			const child = spawn('openssl', [
				's_client',
				'-connect',
				`127.0.0.1:${current().service.port}`,
				'-servername',
				'localhost',
				'-ign_eof',
				...args,
			]);
			let output = '';
			child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
			child.stdin.write(request);
			await new Promise((resolve) => child.once('close', resolve));
			return output;
		}
		const request = (version: string) => `GET ${certified} HTTP/${version}\r\nHost: localhost\r\nConnection: close\r\n\r\n`;

		it.each(['1.0', '1.1'])('gets the file of its certificate with HTTP/%s, with a length and in one piece', async (version) => {
			const [cert, key] = identity();
			const output = await talk(request(version), '-quiet', '-cert', cert, '-key', key);
			expect(output).toContain('200 OK');
			expect(output).toMatch(/Content-Length: \d+/);
			expect(output).not.toMatch(/Transfer-Encoding/i);
		});

		it.each(['-tls1_2', '-tls1_3'])(
			'cannot resume a session with %s, so that none gives an identity to a connection without a certificate',
			async (tls) => {
				const [cert, key] = identity();
				const session = file(`session${tls}`);
				const first = await talk(request('1.1'), tls, '-cert', cert, '-key', key, '-sess_out', session);
				expect(first).toContain('200 OK');
				const saved = await readFile(session).catch(() => undefined);
				const second = await talk(request('1.1'), tls, ...(saved === undefined ? [] : ['-sess_in', session]));
				expect(second).toContain('403 Forbidden');
				expect(second).not.toMatch(/^Reused, /m);
				expect(await current().lastRecord()).toMatchObject({ reason: 'certificate.absent', status: 403 });
			},
		);

		it('gets a full handshake each time it reconnects', async () => {
			const output = await talk(request('1.1'), '-tls1_2', '-reconnect');
			expect(output.match(/^New, /gm)?.length).toBeGreaterThanOrEqual(6);
			expect(output).not.toMatch(/^Reused, /m);
		});
	});

	it('that asks for one name after another gets 404 where no file has the name, and 403 only for a protected one', async () => {
		const statusOf = async (path: string) => String((await fetchSecure(current().service.port, { path })).status);
		const chain = [
			`/dms/sample-ip-dect-mac/cfg${mac}`,
			`/dms/sample-ip-dect-mac/cfg${mac}.xml`,
			'/dms/sample-ip-dect-mac/000000000000-config.xml',
			certified,
		];
		expect(await Promise.all(chain.map(statusOf))).toEqual(['404', '404', '404', '403']);
	});
});
