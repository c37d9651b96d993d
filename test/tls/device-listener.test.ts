import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { connectionOf, type DeviceConnection } from '../../src/tls/device-connection.ts';
import type { HandshakeFailure } from '../../src/tls/device-listener.ts';
import { mintServerCertificate } from '../../src/tls/self-signed.ts';
import { mint } from './client-certificates.ts';
import { asClient, connectPlainly, connectSecurely, fetchOnce, makePki, until, useListeners } from './listener-fixture.ts';

const pki = makePki();
const { open } = useListeners();
const trusting = { credentials: [pki.credential], anchors: [pki.root.der] };

/** A listener that keeps what `connectionOf` says of each request. */
async function openObserved(options: Parameters<typeof open>[0] = trusting) {
	const seen: (DeviceConnection | undefined)[] = [];
	const listener = await open({
		...options,
		handler: (request, response) => {
			seen.push(connectionOf(request.socket));
			response.end('ok');
		},
	});
	return { listener, seen };
}

describe('what a handshake proves', () => {
	it.each([
		['TLSv1.3', 'TLS_AES_128_GCM_SHA256'],
		['TLSv1.2', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
	] as const)('ok/a device certificate of an installed CA over %s', async (version, suite) => {
		const { listener, seen } = await openObserved();
		await fetchOnce(listener, { ...asClient(pki.device), minVersion: version, maxVersion: version });
		const [connection] = seen;
		expect(Buffer.from(connection?.certificate?.der ?? []).equals(pki.device.der)).toBe(true);
		expect(connection).toMatchObject({ protocol: version, cipherSuite: suite, serverName: 'localhost', remoteAddress: '127.0.0.1' });
		expect(connection?.certificate?.tls).toEqual({ authorized: true });
		expect(connection?.remotePort).toBeGreaterThan(0);
	});

	it.each(['TLSv1.3', 'TLSv1.2'] as const)(
		'reject/no certificate over %s proves nothing, and the request is still answered',
		async (version) => {
			const { listener, seen } = await openObserved();
			const answer = await fetchOnce(listener, { minVersion: version, maxVersion: version });
			expect(answer.status).toBe(200);
			expect(seen[0]).toMatchObject({ protocol: version });
			expect(seen[0]).not.toHaveProperty('certificate');
		},
	);

	it('reject/certificates that OpenSSL refuses are shown with its code', async () => {
		const { listener, seen } = await openObserved();
		const expired = mint({ name: '0013D1000003', issuer: pki.root, notAfter: new Date(Date.now() - 1_000) });
		for (const client of [pki.stranger, expired, mint({ name: '0013D1000004' })]) await fetchOnce(listener, asClient(client));
		expect(seen.map((connection) => connection?.certificate?.tls)).toEqual([
			{ authorized: false, error: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
			{ authorized: false, error: 'CERT_HAS_EXPIRED' },
			{ authorized: false, error: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
		]);
	});

	it('reject/the certificate of the server itself vouches for nobody', async () => {
		const { listener, seen } = await openObserved();
		await fetchOnce(listener, { key: pki.credential.key, cert: pki.credential.certificate });
		expect(seen[0]?.certificate?.tls.authorized).toBe(false);
	});

	it('is one frozen object for all requests of a connection', async () => {
		const { listener, seen } = await openObserved();
		const socket = await connectSecurely(listener, asClient(pki.device));
		for (const path of ['/1', '/2']) {
			socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
			await once(socket, 'data');
		}
		socket.destroy();
		expect(seen).toHaveLength(2);
		expect(seen[0]).toBe(seen[1]);
		expect(Object.isFrozen(seen[0])).toBe(true);
		expect(Object.isFrozen(seen[0]?.certificate)).toBe(true);
	});
});

describe('trust anchors', () => {
	const publicRoots = getCACertificates('default');
	let careless: Server | undefined;
	afterEach(() => {
		setDefaultCACertificates(publicRoots);
		careless?.close();
	});

	/** The verdict of a server that was not told whom to trust. */
	async function carelessVerdict(): Promise<boolean> {
		careless = createServer({ key: pki.credential.key, cert: pki.credential.certificate, requestCert: true, rejectUnauthorized: false });
		careless.listen(0, '127.0.0.1');
		await once(careless, 'listening');
		const client = connect({
			port: (careless.address() as AddressInfo).port,
			host: '127.0.0.1',
			rejectUnauthorized: false,
			...asClient(pki.device),
		});
		const [socket] = (await once(careless, 'secureConnection')) as [TLSSocket];
		const { authorized } = socket;
		client.destroy();
		return authorized;
	}

	it('never fall back to the CAs that the system trusts, not even with no anchor at all', async () => {
		setDefaultCACertificates([pki.root.certificate]);
		// Without this the test could not fail.
		expect(await carelessVerdict()).toBe(true);
		const { listener, seen } = await openObserved({ ...trusting, anchors: [] });
		await fetchOnce(listener, asClient(pki.device));
		listener.replaceTrust([]);
		await fetchOnce(listener, asClient(pki.device));
		listener.replaceCredentials([pki.credential]);
		await fetchOnce(listener, asClient(pki.device));
		expect(seen.map((connection) => connection?.certificate?.tls.authorized)).toEqual([false, false, false]);
	});

	it('reject/bytes that are no certificate are refused, and the running listener keeps what it had', async () => {
		const garbage = Buffer.from('no certificate');
		await expect(open({ ...trusting, anchors: [pki.root.der, garbage] })).rejects.toMatchObject({
			code: 'certificate.unreadable',
			message: 'trust anchor 2 cannot be parsed',
		});
		const { listener, seen } = await openObserved();
		expect(() => listener.replaceTrust([garbage])).toThrow('trust anchor 1 cannot be parsed');
		await fetchOnce(listener, asClient(pki.device));
		expect(seen[0]?.certificate?.tls.authorized).toBe(true);
	});

	it('are replaced while requests run, from the next handshake on', async () => {
		const { listener, seen } = await openObserved();
		const running = await connectSecurely(listener, asClient(pki.device));
		listener.replaceTrust([]);
		running.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
		const [answer] = (await once(running, 'data')) as [Buffer];
		expect(answer.toString()).toContain('200 OK');
		running.destroy();
		await fetchOnce(listener, asClient(pki.device));
		listener.replaceTrust([pki.root.der]);
		await fetchOnce(listener, asClient(pki.device));
		expect(seen.map((connection) => connection?.certificate?.tls.authorized)).toEqual([true, false, true]);
	});
});

describe('server certificates', () => {
	it('of both kinds of key are offered side by side, each with its own chain', async () => {
		const { rsa } = await mintServerCertificate({ hosts: ['localhost'], ips: [], now: new Date() });
		const credentials = [
			{ ...pki.credential, certificate: pki.credential.certificate + pki.serverRoot.certificate },
			{ key: rsa.key, certificate: rsa.cert },
		];
		const listener = await open({ ...trusting, credentials });
		for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
			const versions = { minVersion: version, maxVersion: version };
			const modern = await connectSecurely(listener, { ...versions, ca: pki.serverRoot.certificate, rejectUnauthorized: true });
			expect(modern.getPeerCertificate(true).issuerCertificate.subject.CN).toBe('Test Server Root');
			expect(modern.getPeerX509Certificate()?.publicKey.asymmetricKeyType).toBe('ec');
			const old = await connectSecurely(listener, {
				...versions,
				sigalgs: 'RSA-PSS+SHA256:RSA+SHA256',
				ca: rsa.cert,
				rejectUnauthorized: true,
			});
			expect(old.getPeerX509Certificate()?.publicKey.asymmetricKeyType).toBe('rsa');
			modern.destroy();
			old.destroy();
		}
	});

	it('are replaced from the next handshake on; a wrong pair changes nothing', async () => {
		const listener = await open(trusting);
		const next = mint({ name: 'next', issuer: pki.serverRoot });
		const fetchName = async (): Promise<string | string[] | undefined> => {
			const socket = await connectSecurely(listener);
			const name = socket.getPeerCertificate().subject.CN;
			socket.destroy();
			return name;
		};
		expect(await fetchName()).toBe('localhost');
		expect(() => listener.replaceCredentials([{ key: next.key, certificate: pki.credential.certificate }])).toThrow(
			'the private key does not belong to the server certificate',
		);
		expect(() => listener.replaceCredentials([])).toThrow('a TLS listener needs a server certificate');
		expect(await fetchName()).toBe('localhost');
		listener.replaceCredentials([{ key: next.key, certificate: next.certificate }]);
		expect(await fetchName()).toBe('next');
	});
});

describe('the protocol', () => {
	const refusedClients = [
		['TLS 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, 'ERR_SSL_UNSUPPORTED_PROTOCOL'],
		['a suite without authenticated encryption', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }, 'ERR_SSL_NO_SHARED_CIPHER'],
		['a suite without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }, 'ERR_SSL_NO_SHARED_CIPHER'],
	] as const;

	it.each(refusedClients)('reject/%s, also after everything was replaced', async (_name, options, code) => {
		const failures: HandshakeFailure[] = [];
		const listener = await open({ ...trusting, onHandshakeFailure: (event) => failures.push(event) });
		await expect(connectSecurely(listener, options)).rejects.toThrow();
		listener.replaceTrust([pki.root.der]);
		await expect(connectSecurely(listener, options)).rejects.toThrow();
		await until(() => failures.length === 2, 'two failures');
		expect(failures.map((failure) => failure.code)).toEqual([code, code]);
	});

	it('the order of the server decides about the suite', async () => {
		const listener = await open(trusting);
		const ciphers = 'ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256';
		const socket = await connectSecurely(listener, { maxVersion: 'TLSv1.2', ciphers });
		expect(socket.getCipher().standardName).toBe('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256');
		socket.destroy();
	});
});

describe('a handshake that fails leaves evidence', () => {
	async function openWatched(limitChanges: Parameters<typeof open>[1] = {}) {
		const failures: HandshakeFailure[] = [];
		const listener = await open({ ...trusting, onHandshakeFailure: (event) => failures.push(event) }, limitChanges);
		return { listener, failures };
	}

	it('of a client that does not trust the server: address and requested name', async () => {
		const { listener, failures } = await openWatched();
		const client = connect({ host: '127.0.0.1', port: listener.port, servername: 'dms.example.test', ca: pki.root.certificate });
		const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
		expect(error.code).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
		await until(() => failures.length === 1, 'a failure');
		expect(failures[0]).toMatchObject({ code: 'ECONNRESET', remoteAddress: '127.0.0.1', serverName: 'dms.example.test' });
		expect(failures[0]?.remotePort).toBeGreaterThan(0);
	});

	it('of a client that speaks HTTP to the TLS port', async () => {
		const { listener, failures } = await openWatched();
		const socket = await connectPlainly(listener);
		const port = socket.localPort;
		socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
		await until(() => failures.length === 1, 'a failure');
		expect(failures[0]).toEqual({ code: 'ERR_SSL_HTTP_REQUEST', remoteAddress: '127.0.0.1', remotePort: port });
	});

	it('of a client that goes away at once', async () => {
		const { listener, failures } = await openWatched();
		const socket = await connectPlainly(listener);
		const port = socket.localPort;
		socket.destroy();
		await until(() => failures.length === 1, 'a failure');
		expect(failures[0]).toEqual({ code: 'ECONNRESET', remoteAddress: '127.0.0.1', remotePort: port });
	});

	it('of a chain that is larger than OpenSSL takes', async () => {
		const { listener, failures } = await openWatched();
		const huge = mint({ name: '0013D1000009', issuer: pki.root, paddingBytes: 110_000 });
		const socket = connect({ host: '127.0.0.1', port: listener.port, rejectUnauthorized: false, ...asClient(huge) });
		socket.on('error', () => undefined);
		await until(() => failures.length === 1, 'a failure');
		expect(failures[0]?.code).toBe('ERR_SSL_EXCESSIVE_MESSAGE_SIZE');
		socket.destroy();
	});
});
