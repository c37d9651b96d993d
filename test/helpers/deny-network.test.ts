import dgram from 'node:dgram';
import { lookup } from 'node:dns';
import { lookup as lookupPromise } from 'node:dns/promises';
import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it } from 'vitest';

// Documentation addresses and a reserved name: nothing answers there even if the guard fails.
const foreignAddress = '192.0.2.1';
const foreignName = 'opendms.invalid';

const foreignCalls: readonly [string, () => unknown][] = [
	['net.connect with options', () => connect({ host: foreignAddress, port: 9 })],
	['net.connect with port and host', () => connect(9, foreignAddress)],
	['net.connect to a name', () => connect({ host: foreignName, port: 9 })],
	['net.connect to an IPv6 address', () => connect({ host: '2001:db8::1', port: 9 })],
	['net.connect to a private address', () => connect({ host: '10.0.0.1', port: 9 })],
	['tls.connect', () => connectTls({ host: foreignAddress, port: 9 })],
	['http.get', () => get(`http://${foreignAddress}:9/`)],
	['dns.lookup', () => lookup(foreignName, () => undefined)],
	['dgram send', () => dgram.createSocket('udp4').unref().send('x', 9, foreignAddress)],
];

describe('the network of a test', () => {
	it.each(foreignCalls)('reject/%s', (_name, call) => {
		expect(call).toThrow('A test may not reach');
	});

	it('reject/dns.promises.lookup', async () => {
		await expect(async () => lookupPromise(foreignName)).rejects.toThrow('A test may not reach');
	});

	it('reject/fetch', async () => {
		const refusal = fetch(`http://${foreignAddress}:8080/`).catch((error: unknown) => error);
		expect(String(((await refusal) as Error).cause)).toContain('A test may not reach');
	});

	it.each(['127.0.0.1', 'localhost'])('ok/%s', async (host) => {
		const server = createServer((socket) => socket.end('hello'));
		server.listen(0, host);
		await once(server, 'listening');
		const socket = connect({ host, port: (server.address() as AddressInfo).port });
		const [data] = (await once(socket, 'data')) as [Buffer];
		expect(data.toString()).toBe('hello');
		socket.destroy();
		server.close();
	});
});
