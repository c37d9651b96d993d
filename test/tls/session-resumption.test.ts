import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connectionOf, type DeviceConnection } from '../../src/tls/device-connection.ts';
import { asClient, makePki, useListeners } from './listener-fixture.ts';

const pki = makePki();
const { open } = useListeners();
const versions = ['TLSv1.2', 'TLSv1.3'] as const;

async function openObserved() {
	const seen: (DeviceConnection | undefined)[] = [];
	const listener = await open({
		credentials: [pki.credential],
		anchors: [pki.root.der],
		handler: (request, response) => {
			seen.push(connectionOf(request.socket));
			response.end('ok');
		},
	});
	return { listener, seen };
}

/** One request; returns whether the session was resumed and the newest session that the server offered. */
async function visit(
	port: number,
	options: ConnectionOptions,
): Promise<{ readonly reused: boolean; readonly session: Buffer | undefined }> {
	const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', rejectUnauthorized: false, ...options });
	let session: Buffer | undefined;
	socket.on('session', (offered: Buffer) => {
		session = offered;
	});
	await once(socket, 'secureConnect');
	const reused = socket.isSessionReused();
	socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
	socket.resume();
	await once(socket, 'close');
	return { reused, session: session ?? socket.getSession() };
}

describe('a session is never resumed', () => {
	let ordinary: Server | undefined;
	afterEach(() => {
		ordinary?.close();
	});

	it.each(versions)('while an ordinary server does resume it over %s, so that these tests can fail', async (version) => {
		ordinary = createServer({ key: pki.credential.key, cert: pki.credential.certificate }, (_request, response) => response.end('ok'));
		ordinary.listen(0, '127.0.0.1');
		await once(ordinary, 'listening');
		const { port } = ordinary.address() as AddressInfo;
		const range = { minVersion: version, maxVersion: version };
		const first = await visit(port, range);
		const again = await visit(port, { ...range, ...(first.session === undefined ? {} : { session: first.session }) });
		expect(again.reused).toBe(true);
	});

	it.each(versions)('reject/over %s by a client without a certificate', async (version) => {
		const { listener, seen } = await openObserved();
		const range = { minVersion: version, maxVersion: version };
		const first = await visit(listener.port, range);
		const again = await visit(listener.port, { ...range, ...(first.session === undefined ? {} : { session: first.session }) });
		expect(again.reused).toBe(false);
		expect(seen.map((connection) => connection?.certificate)).toEqual([undefined, undefined]);
	});

	it.each(versions)('reject/over %s a session of a device does not carry its certificate to a client without one', async (version) => {
		const { listener, seen } = await openObserved();
		const range = { minVersion: version, maxVersion: version };
		const first = await visit(listener.port, { ...range, ...asClient(pki.device) });
		const again = await visit(listener.port, { ...range, ...(first.session === undefined ? {} : { session: first.session }) });
		expect(again.reused).toBe(false);
		expect(seen[0]?.certificate?.tls.authorized).toBe(true);
		expect(seen[1]?.certificate).toBeUndefined();
	});

	it.each(versions)('reject/over %s a verdict does not outlive its trust anchor', async (version) => {
		const { listener, seen } = await openObserved();
		const range = { minVersion: version, maxVersion: version, ...asClient(pki.device) };
		const first = await visit(listener.port, range);
		listener.replaceTrust([]);
		const again = await visit(listener.port, { ...range, ...(first.session === undefined ? {} : { session: first.session }) });
		expect(again.reused).toBe(false);
		expect(seen.map((connection) => connection?.certificate?.tls.authorized)).toEqual([true, false]);
	});
});

describe.skipIf(spawnSync('openssl', ['version']).status !== 0)('an independent client (openssl s_client)', () => {
	const folder = mkdtempSync(join(tmpdir(), 'dms-resumption-'));
	afterAll(() => rmSync(folder, { recursive: true }));

	const clientFiles = (): string[] => {
		const key = join(folder, 'key.pem');
		const certificate = join(folder, 'cert.pem');
		writeFileSync(key, pki.device.key);
		writeFileSync(certificate, pki.device.certificate);
		return ['-key', key, '-cert', certificate];
	};

	/** Runs s_client, types the lines at it and returns all that it printed. */
	async function sClient(port: number, args: readonly string[], lines: readonly string[]): Promise<string> {
		const child = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...args], { stdio: 'pipe' });
		let output = '';
		const collect = (chunk: Buffer): void => void (output += chunk.toString());
		child.stdout.on('data', collect);
		child.stderr.on('data', collect);
		child.stdin.on('error', () => undefined);
		for (const line of lines) child.stdin.write(line);
		child.stdin.end();
		await once(child, 'close');
		return output;
	}

	it('reject/-reconnect over TLS 1.2 makes six new sessions', async () => {
		const { listener } = await openObserved();
		const output = await sClient(listener.port, ['-tls1_2', '-reconnect', ...clientFiles()], ['Q\n']);
		expect(output.match(/^New, TLSv1.2/gm)).toHaveLength(6);
		expect(output).not.toMatch(/^Reused/m);
	});

	it('reject/-sess_in over TLS 1.3 is a full handshake', async () => {
		const { listener, seen } = await openObserved();
		const session = join(folder, 'session.pem');
		const request = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
		const common = ['-tls1_3', '-ign_eof'];
		const first = await sClient(listener.port, [...common, '-sess_out', session, ...clientFiles()], [request]);
		const again = await sClient(listener.port, [...common, '-sess_in', session], [request]);
		expect(first).toMatch(/^New, TLSv1.3/m);
		expect(again).toMatch(/^New, TLSv1.3/m);
		expect(again).not.toMatch(/^Reused/m);
		expect(seen.map((connection) => connection?.certificate !== undefined)).toEqual([true, false]);
	});
});

describe('a renegotiation', () => {
	/** Asks for a new handshake on the running connection and returns how the connection then ends. */
	async function renegotiate(port: number): Promise<unknown> {
		const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, maxVersion: 'TLSv1.2' });
		await once(socket, 'secureConnect');
		socket.resume();
		const outcome = await new Promise<unknown>((resolve) => {
			socket.once('error', resolve);
			socket.once('close', () => resolve('closed'));
			socket.renegotiate({ rejectUnauthorized: false }, (error) => resolve(error ?? 'renegotiated'));
		});
		socket.destroy();
		return outcome;
	}

	it('reject/ends the connection, while an ordinary server takes part', async () => {
		const ordinary = createServer({ key: pki.credential.key, cert: pki.credential.certificate });
		ordinary.listen(0, '127.0.0.1');
		await once(ordinary, 'listening');
		expect(await renegotiate((ordinary.address() as AddressInfo).port)).toBe('renegotiated');
		ordinary.close();
		const { listener } = await openObserved();
		expect(await renegotiate(listener.port)).not.toBe('renegotiated');
	});
});

describe('the listener', () => {
	it('takes no certificate from a session that was resumed all the same', async () => {
		const { captureConnection } = await import('../../src/tls/device-connection.ts');
		const ordinary = createServer({
			key: pki.credential.key,
			cert: pki.credential.certificate,
			ca: [pki.root.certificate],
			requestCert: true,
		});
		const seen: DeviceConnection[] = [];
		ordinary.on('secureConnection', (socket: TLSSocket) => seen.push(captureConnection(socket)));
		ordinary.on('request', (_request, response) => response.end('ok'));
		ordinary.listen(0, '127.0.0.1');
		await once(ordinary, 'listening');
		const { port } = ordinary.address() as AddressInfo;
		const first = await visit(port, asClient(pki.device));
		const again = await visit(port, { ...asClient(pki.device), ...(first.session === undefined ? {} : { session: first.session }) });
		ordinary.close();
		expect(again.reused).toBe(true);
		expect(seen.map((connection) => connection.certificate !== undefined)).toEqual([true, false]);
	});
});
