import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { findCipherSuite } from '../../src/domain/cipher-suite.ts';
import { builtInTlsPolicy } from '../../src/domain/tls-policy.ts';
import type { TlsProtocol } from '../../src/domain/tls-protocol.ts';
import { connectionOf, type DeviceConnection } from '../../src/tls/device-connection.ts';
import { type ServerCredential, toSecureOptions } from '../../src/tls/secure-context.ts';
import { mintServerCertificate } from '../../src/tls/self-signed.ts';
import { isInstalled } from '../helpers/is-installed.ts';
import { keyFor, type Minted, mintCa, mintLeaf } from '../helpers/mint-certificate.ts';
import { asClient, connectSecurely, fetchOnce, makePki, useListeners } from './listener-fixture.ts';
import { attempt, openProtocols, policyOf } from './policy-fixture.ts';

const pki = makePki();
const { open } = useListeners();
const trusting = { credentials: [pki.credential], anchors: [pki.root.der] };
const modernSuites = ['TLS_AES_128_GCM_SHA256'];
const ecdsa128 = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256';
const ecdsa256 = 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384';
const oldSuite = 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA';

function toCredential({ der, keys }: Minted): ServerCredential {
	const base64 = der.toString('base64').replace(/.{1,64}/g, '$&\n');
	return {
		key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		certificate: `-----BEGIN CERTIFICATE-----\n${base64}-----END CERTIFICATE-----\n`,
	};
}

let rsaCredential: ServerCredential;
beforeAll(async () => {
	const { rsa } = await mintServerCertificate({ hosts: ['localhost'], ips: [], now: new Date() });
	rsaCredential = { key: rsa.key, certificate: rsa.cert };
});

describe('the protocols that are open', () => {
	const old = [oldSuite, ecdsa128, ...modernSuites];

	it.each([
		['the built-in policy', builtInTlsPolicy, false, ['TLSv1.2', 'TLSv1.3']],
		['the built-in policy with legacyTls', builtInTlsPolicy, true, ['TLSv1.2', 'TLSv1.3']],
		['TLS 1.2 alone', policyOf(['TLSv1.2'], old), false, ['TLSv1.2']],
		['TLS 1.3 alone', policyOf(['TLSv1.3'], old), false, ['TLSv1.3']],
		['TLS 1.3 alone with legacyTls', policyOf(['TLSv1.3'], modernSuites), true, ['TLSv1.3']],
		['a list in the other order', policyOf(['TLSv1.3', 'TLSv1.2'], old), false, ['TLSv1.2', 'TLSv1.3']],
		['suites of TLS 1.2 alone: TLS 1.3 is really off', policyOf(['TLSv1.2', 'TLSv1.3'], [ecdsa128]), false, ['TLSv1.2']],
		['suites of TLS 1.3 alone: TLS 1.2 is really off', policyOf(['TLSv1.2', 'TLSv1.3'], modernSuites), false, ['TLSv1.3']],
		['legacy TLS alone', policyOf(['TLSv1', 'TLSv1.1'], old), true, ['TLSv1', 'TLSv1.1']],
		['everything', policyOf(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'], old), true, ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']],
		['a hole at TLS 1.1', policyOf(['TLSv1', 'TLSv1.2'], old), true, ['TLSv1', 'TLSv1.2']],
		['a hole at TLS 1.1 and 1.2', policyOf(['TLSv1', 'TLSv1.3'], old), true, ['TLSv1', 'TLSv1.3']],
		['a hole at TLS 1.2', policyOf(['TLSv1.1', 'TLSv1.3'], old), true, ['TLSv1.1', 'TLSv1.3']],
		[
			'a hole that the suites make',
			policyOf(['TLSv1.1', 'TLSv1.2', 'TLSv1.3'], [oldSuite, ...modernSuites]),
			true,
			['TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
		],
	] as const)('of %s', async (_name, policy, legacyTls, expected) => {
		const listener = await open({ ...trusting, policy, legacyTls });
		expect(await openProtocols(listener.port)).toEqual(expected);
	});

	it('of a listener with an RSA key have no suite of the list for another key', async () => {
		const policy = policyOf(['TLSv1.2', 'TLSv1.3'], [ecdsa128, ...modernSuites]);
		const listener = await open({ credentials: [rsaCredential], anchors: [], policy });
		expect(await openProtocols(listener.port)).toEqual(['TLSv1.3']);
	});
});

describe('the suite that is negotiated', () => {
	const clientOrder = [ecdsa128, ecdsa256].map((name) => findCipherSuite(name)?.opensslName).join(':');

	it.each([
		['TLSv1.2', [ecdsa256, ecdsa128], ecdsa256],
		['TLSv1.2', [ecdsa128, ecdsa256], ecdsa128],
		['TLSv1.3', ['TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'], 'TLS_CHACHA20_POLY1305_SHA256'],
		['TLSv1.3', ['TLS_AES_128_CCM_SHA256', 'TLS_AES_128_GCM_SHA256'], 'TLS_AES_128_CCM_SHA256'],
	] as const)('over %s is the first one of the list: %j', async (protocol, suites, expected) => {
		const listener = await open({ ...trusting, policy: policyOf([protocol], suites) });
		const ciphers = protocol === 'TLSv1.2' ? clientOrder : undefined;
		expect(await attempt(listener.port, protocol, ciphers === undefined ? {} : { ciphers })).toEqual({ protocol, suite: expected });
	});

	it('is no other one of TLS 1.3 than the list has', async () => {
		const listener = await open({ ...trusting, policy: policyOf(['TLSv1.3'], ['TLS_AES_256_GCM_SHA384']) });
		expect(await attempt(listener.port, 'TLSv1.3', { ciphers: 'TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256' })).toBeUndefined();
	});

	it('may be one with finite fields, for which Node alone would have no parameters', async () => {
		const suite = 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256';
		const listener = await open({ credentials: [rsaCredential], anchors: [], policy: policyOf(['TLSv1.2'], [suite]) });
		const socket = await connectSecurely(listener, { maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES128-GCM-SHA256' });
		expect(socket.getCipher().standardName).toBe(suite);
		expect(socket.getEphemeralKeyInfo()).toMatchObject({ type: 'DH', size: expect.toSatisfy((bits: number) => bits >= 2048) });
		socket.destroy();
	});

	it('goes with a server certificate for EdDSA too', async () => {
		const keys = keyFor('server', 'ed25519');
		const server = mintLeaf({ name: 'localhost', keys, notBefore: new Date(Date.now() - 86_400_000), extensions: [] });
		const credential = toCredential(server);
		const listener = await open({
			credentials: [credential],
			anchors: [],
			policy: policyOf(['TLSv1.2', 'TLSv1.3'], [ecdsa128, ...modernSuites]),
		});
		expect(await openProtocols(listener.port)).toEqual(['TLSv1.2', 'TLSv1.3']);
	});
});

describe('a policy that no client could use', () => {
	it.each([
		['TLS 1.2 with suites of TLS 1.3', policyOf(['TLSv1.2'], modernSuites), 'tls-policy.contradiction'],
		['TLS 1.2 with suites for an RSA key', policyOf(['TLSv1.2'], ['TLS_RSA_WITH_AES_128_CBC_SHA']), 'tls-policy.contradiction'],
		["OpenSSL's names", policyOf(['TLSv1.2'], ['ECDHE-ECDSA-AES128-GCM-SHA256']), 'tls-policy.contradiction'],
		['text that OpenSSL would understand', policyOf(['TLSv1.2'], ['ALL:@SECLEVEL=0']), 'tls-policy.contradiction'],
		['no suite', policyOf(['TLSv1.2'], []), 'tls-policy.contradiction'],
		['no protocol', policyOf([], modernSuites), 'tls-policy.contradiction'],
		['TLS 1.1 without legacyTls', policyOf(['TLSv1.1', 'TLSv1.2'], [ecdsa128, oldSuite]), 'tls-protocol.not-allowed'],
	])('reject/%s: nothing is opened, and a running listener keeps what it had', async (_name, policy, code) => {
		await expect(open({ ...trusting, policy })).rejects.toMatchObject({ code });
		const listener = await open(trusting);
		expect(() => listener.replace({ ...trusting, policy })).toThrow(expect.objectContaining({ code }));
		expect(await openProtocols(listener.port)).toEqual(['TLSv1.2', 'TLSv1.3']);
	});

	it('reject/one that a new server certificate makes so', async () => {
		const listener = await open({ ...trusting, policy: policyOf(['TLSv1.2'], [ecdsa128]) });
		expect(() => listener.replaceCredentials([rsaCredential])).toThrow(
			expect.objectContaining({
				code: 'tls-policy.contradiction',
				message: expect.stringContaining('needs a server certificate with an EC key'),
			}),
		);
		expect(await attempt(listener.port, 'TLSv1.2')).toEqual({ protocol: 'TLSv1.2', suite: ecdsa128 });
	});

	it('ok/a name of the registry is translated: Node would take it and then refuse every handshake', () => {
		const { ciphers } = toSecureOptions({ ...trusting, policy: policyOf(['TLSv1.2'], [ecdsa128]) });
		expect(ciphers).toBe('ECDHE-ECDSA-AES128-GCM-SHA256');
	});
});

describe('whatever the policy', () => {
	it.each([
		['the built-in one', builtInTlsPolicy, false],
		['one with a hole', policyOf(['TLSv1', 'TLSv1.3'], [oldSuite, ...modernSuites]), true],
		['legacy TLS', policyOf(['TLSv1', 'TLSv1.1'], [oldSuite]), true],
	] as const)('sessions are not resumed: %s', async (_name, policy, legacyTls) => {
		const listener = await open({ ...trusting, policy, legacyTls });
		for (const protocol of await openProtocols(listener.port)) {
			const client = { minVersion: protocol, maxVersion: protocol, ciphers: 'DEFAULT@SECLEVEL=0' };
			const first = await connectSecurely(listener, client);
			const offered = first.getSession();
			first.destroy();
			const second = await connectSecurely(listener, { ...client, ...(offered === undefined ? {} : { session: offered }) });
			expect([protocol, second.isSessionReused()]).toEqual([protocol, false]);
			second.destroy();
		}
	});
});

describe('replace', () => {
	async function fetchSuites(port: number): Promise<readonly (string | undefined)[]> {
		const protocols: readonly TlsProtocol[] = ['TLSv1.2', 'TLSv1.3'];
		return Promise.all(protocols.map(async (protocol) => (await attempt(port, protocol))?.suite));
	}

	it('swaps certificates, anchors and policy at once, and open connections go on', async () => {
		const seen: (DeviceConnection | undefined)[] = [];
		const listener = await open({
			...trusting,
			anchors: [],
			handler: (request, response) => {
				seen.push(connectionOf(request.socket));
				response.end('ok');
			},
		});
		const running = await connectSecurely(listener);
		const before = running.getCipher().standardName;
		listener.replace({
			credentials: [rsaCredential],
			anchors: [pki.root.der],
			policy: policyOf(['TLSv1.2'], ['TLS_DHE_RSA_WITH_AES_256_GCM_SHA384']),
		});
		running.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
		const [answer] = (await once(running, 'data')) as [Buffer];
		expect(answer.toString()).toContain('200 OK');
		running.destroy();
		const ciphers = 'DHE-RSA-AES256-GCM-SHA384:TLS_AES_128_GCM_SHA256';
		await fetchOnce(listener, { ...asClient(pki.device), ciphers });
		expect(seen).toMatchObject([
			{ protocol: 'TLSv1.3', cipherSuite: before },
			{ protocol: 'TLSv1.2', cipherSuite: 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', certificate: { tls: { authorized: true } } },
		]);
	});

	it('forgets the policy that it is not given, and lets nothing of it stay behind', async () => {
		const listener = await open({ ...trusting, policy: policyOf(['TLSv1', 'TLSv1.2'], [oldSuite]), legacyTls: true });
		expect(await openProtocols(listener.port)).toEqual(['TLSv1', 'TLSv1.2']);
		listener.replace(trusting);
		expect(await openProtocols(listener.port)).toEqual(['TLSv1.2', 'TLSv1.3']);
		expect(await fetchSuites(listener.port)).toEqual([ecdsa128, 'TLS_AES_128_GCM_SHA256']);
	});

	it('of trust or credentials alone keeps the policy', async () => {
		const listener = await open({ ...trusting, policy: policyOf(['TLSv1.2'], [ecdsa256]) });
		listener.replaceTrust([]);
		expect(await fetchSuites(listener.port)).toEqual([ecdsa256, undefined]);
		listener.replaceCredentials([pki.credential, rsaCredential]);
		expect(await fetchSuites(listener.port)).toEqual([ecdsa256, undefined]);
		listener.replace({ ...trusting, policy: policyOf(['TLSv1.3'], modernSuites) });
		listener.replaceTrust([]);
		expect(await fetchSuites(listener.port)).toEqual([undefined, 'TLS_AES_128_GCM_SHA256']);
	});

	it('under many handshakes fails none of them', async () => {
		const listener = await open(trusting);
		const policies = [policyOf(['TLSv1.2', 'TLSv1.3'], [ecdsa256, ...modernSuites]), builtInTlsPolicy];
		const results: (string | undefined)[] = [];
		for (let round = 0; round < 10; round++) {
			const running = Array.from({ length: 4 }, () => attempt(listener.port, 'TLSv1.2'));
			listener.replace({ ...trusting, policy: policies[round % 2]! });
			results.push(...(await Promise.all(running)).map((handshake) => handshake?.suite));
		}
		expect(results.filter((suite) => suite !== ecdsa128 && suite !== ecdsa256)).toEqual([]);
	});
});

describe('legacyTls', () => {
	const dated = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + 86_400_000) };
	const root = mintCa({ ...dated, name: 'Old Root' });
	const clients = [
		['a certificate that SHA-1 signs', mintLeaf({ ...dated, parent: root, signing: { digest: 'sha1' } })],
		['an RSA key of 1024 bits', mintLeaf({ ...dated, parent: root, keys: keyFor('device', 'rsa1024') })],
	] as const;

	it.each(clients)('alone lets in %s', async (_name, client) => {
		const { key, certificate } = toCredential(client);
		const verdicts: (DeviceConnection | undefined)[] = [];
		for (const legacyTls of [false, true]) {
			const listener = await open({
				credentials: [pki.credential],
				anchors: [root.der],
				legacyTls,
				handler: (request, response) => {
					verdicts.push(connectionOf(request.socket));
					response.end('ok');
				},
			});
			await fetchOnce(listener, { key, cert: certificate, ciphers: 'DEFAULT@SECLEVEL=0' });
		}
		expect(verdicts.map((connection) => connection?.certificate?.tls)).toEqual([
			{ authorized: false, error: 'UNSPECIFIED' },
			{ authorized: true },
		]);
	});

	it('alone lets the server itself have a key that is too short', async () => {
		const short = toCredential(mintLeaf({ ...dated, name: 'localhost', keys: keyFor('server', 'rsa1024'), extensions: [] }));
		await expect(open({ credentials: [short], anchors: [] })).rejects.toMatchObject({
			code: 'value.invalid',
			message: expect.stringContaining('ERR_SSL_EE_KEY_TOO_SMALL'),
			hint: expect.stringContaining('legacyTls'),
		});
		const listener = await open({ credentials: [short], anchors: [], legacyTls: true });
		expect(await openProtocols(listener.port)).toEqual(['TLSv1.2', 'TLSv1.3']);
	});

	it('reject/a server key that goes with no suite', async () => {
		const dsa = toCredential(mintLeaf({ ...dated, name: 'localhost', keys: keyFor('server', 'dsa2048'), extensions: [] }));
		await expect(open({ credentials: [dsa], anchors: [], legacyTls: true })).rejects.toMatchObject({
			code: 'value.invalid',
			message: 'a server certificate cannot have a key of type dsa',
		});
	});
});

/** Whether the client that is installed still speaks TLS 1.1. */
function speaksTls11(): boolean {
	if (!isInstalled('openssl')) return false;
	const { stdout, stderr } = spawnSync('openssl', ['s_client', '-help'], { encoding: 'utf8' });
	const speaks = `${stdout}${stderr}`.includes('-tls1_1');
	if (!speaks) console.log('skipped: the installed openssl has no TLS 1.1');
	return speaks;
}

describe.skipIf(!speaksTls11())('a client of TLS 1.1 (openssl s_client)', () => {
	async function sClient(port: number): Promise<string> {
		const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-tls1_1', '-cipher', 'DEFAULT@SECLEVEL=0'];
		const child: ChildProcess = spawn('openssl', args, { stdio: 'pipe' });
		let output = '';
		for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => void (output += chunk.toString()));
		child.stdin?.on('error', () => undefined);
		child.stdin?.end('Q\n');
		await once(child, 'close');
		return output;
	}
	const policy = policyOf(['TLSv1.1', 'TLSv1.2'], [ecdsa128, oldSuite]);

	it('ok/is served with legacyTls', async () => {
		const listener = await open({ ...trusting, policy, legacyTls: true });
		expect(await sClient(listener.port)).toMatch(/Cipher is ECDHE-ECDSA-AES128-SHA/);
	});

	it('reject/is not served by the built-in policy, with or without legacyTls', async () => {
		for (const legacyTls of [false, true]) {
			const listener = await open({ ...trusting, legacyTls });
			expect(await sClient(listener.port)).toMatch(/alert protocol version/);
		}
	});
});
