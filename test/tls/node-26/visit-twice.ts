// Run by itself, on whatever Node is to be looked at: visits a listener twice with one session and prints what the server saw, as JSON.
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { connectionOf } from '../../../src/tls/device-connection.ts';
import { openDeviceListener } from '../../../src/tls/device-listener.ts';
import type { ListenerLimits } from '../../../src/tls/listener-limits.ts';
import { mint } from '../client-certificates.ts';

/** What one visit showed: was the session resumed, did the server see a certificate, did it call the client authorized? */
export interface Visit {
	readonly reused: boolean;
	readonly hasCertificate: boolean;
	readonly authorized: boolean;
}

export interface Report {
	readonly node: string;
	/** The first visit and the one with its session, by protocol. */
	readonly ordinaryServer: Readonly<Record<string, readonly Visit[]>>;
	readonly withoutCertificate: Readonly<Record<string, readonly Visit[]>>;
	/** The first visit with the certificate of a device, the second one without. */
	readonly certificateLeftOut: Readonly<Record<string, readonly Visit[]>>;
}

const limits: ListenerLimits = {
	handshakeTimeoutMs: 5_000,
	headersTimeoutMs: 5_000,
	requestTimeoutMs: 5_000,
	keepAliveTimeoutMs: 5_000,
	stallTimeoutMs: 5_000,
	maxHeaderBytes: 16_384,
	maxRequestsPerConnection: 100,
	maxConnections: 100,
	maxConnectionsPerAddress: 100,
};

const root = mint({ name: 'Test Root', isCa: true });
const device = mint({ name: '0013D1000001', issuer: root });
const server = mint({ name: 'localhost', issuer: root });
const asDevice = { key: device.key, cert: device.certificate };

type Sighting = Omit<Visit, 'reused'>;

/** One request; the session that the server offered comes with the answer. */
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

/** Both visits, for either protocol. */
async function visitTwice(port: number, seen: Sighting[], first: ConnectionOptions): Promise<Record<string, readonly Visit[]>> {
	const visits: Record<string, readonly Visit[]> = {};
	for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
		const range = { minVersion: version, maxVersion: version };
		const one = await visit(port, { ...range, ...first });
		const two = await visit(port, { ...range, ...(one.session === undefined ? {} : { session: one.session }) });
		const sightings = seen.splice(0);
		visits[version] = [one, two].map(({ reused }, index) => ({ hasCertificate: false, authorized: false, ...sightings[index], reused }));
	}
	return visits;
}

async function visitOrdinaryServer(): Promise<Record<string, readonly Visit[]>> {
	const seen: Sighting[] = [];
	const trust = { ca: [root.certificate], requestCert: true, rejectUnauthorized: false };
	const ordinary = createServer({ key: server.key, cert: server.certificate, ...trust }, (_request, response) => response.end('ok'));
	ordinary.on('secureConnection', (socket: TLSSocket) => {
		seen.push({ hasCertificate: socket.getPeerX509Certificate() !== undefined, authorized: socket.authorized });
	});
	ordinary.listen(0, '127.0.0.1');
	await once(ordinary, 'listening');
	try {
		return await visitTwice((ordinary.address() as AddressInfo).port, seen, {});
	} finally {
		ordinary.close();
	}
}

async function visitListener(first: ConnectionOptions): Promise<Record<string, readonly Visit[]>> {
	const seen: Sighting[] = [];
	const listener = await openDeviceListener({
		host: '127.0.0.1',
		port: 0,
		reusePort: false,
		limits,
		credentials: [{ key: server.key, certificate: server.certificate }],
		anchors: [root.der],
		handler: (request, response) => {
			const certificate = connectionOf(request.socket)?.certificate;
			seen.push({ hasCertificate: certificate !== undefined, authorized: certificate?.tls.authorized ?? false });
			response.end('ok');
		},
	});
	try {
		return await visitTwice(listener.port, seen, first);
	} finally {
		await listener.close({ graceMs: 0 });
	}
}

const report: Report = {
	node: process.version,
	ordinaryServer: await visitOrdinaryServer(),
	withoutCertificate: await visitListener({}),
	certificateLeftOut: await visitListener(asDevice),
};
console.log(JSON.stringify(report));
