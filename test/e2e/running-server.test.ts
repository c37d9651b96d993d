import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientRequest, fetchSecure } from '../helpers/https-client.ts';
import { until } from '../helpers/interface-server.ts';
import { DmsProcess, runDms } from '../helpers/server-process.ts';

/** Where the configuration of these commands puts the device address. */
const configured = { DMS_DEVICE_ADDRESS: '127.0.0.1:9443' };

describe('commands beside a server', () => {
	let directory: string;
	let server: DmsProcess;
	let port: number;
	beforeEach(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-running-'));
		server = new DmsProcess(['serve', '--data', directory, '--device', 'LocalHost:0'], { DMS_WORKERS: '2' });
		await server.waitFor(/^ready$/m);
		port = Number((await server.waitFor(/devices: https:\/\/localhost:(\d+)/))[1]);
	});
	afterEach(async () => {
		await server.killGroup();
		await rm(directory, { recursive: true, force: true });
	});

	const shell = async (commands: string) => {
		const { exitCode, stdout, stderr } = await runDms(['shell', '--json', '--data', directory, '-c', commands], configured);
		expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
		return stdout
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as unknown);
	};
	const listed = async () => (await shell('Interface; Http; HttpServer; get'))[0];
	const answers = (tls: NonNullable<ClientRequest['tls']>) =>
		fetchSecure(port, { path: '/', tls }).then(
			() => true,
			() => false,
		);

	it('know where it listens, and name its interface by the host name', async () => {
		expect(await listed()).toMatchObject([{ interfaceIp: 'localhost', port, secure: true, serverCertificate: true, clientAuthReq: false }]);
		expect((await stat(join(directory, 'running.json'))).mode & 0o777).toBe(0o600);
		const [done, rows] = await shell(
			'cd /Interface/Http/HttpServer/SSLSettings/Protocols; add LOCALHOST TLSv1.3; get localhost -effective',
		);
		expect(done).toMatchObject({ done: true });
		expect(rows).toMatchObject([{ interfaceIp: 'localhost', port, protocol: 'TLSv1.3', level: `Http localhost:${port}` }]);
		await until(async () => !(await answers('TLSv1.2')));
		expect(await answers('TLSv1.3')).toBe(true);
	});

	it.each(['SIGTERM', 'SIGKILL'] as const)('know what the configuration says once it has ended by %s', async (signal) => {
		if (signal === 'SIGTERM') {
			server.signal(signal);
			expect(await server.finished).toMatchObject({ exitCode: 0 });
		} else await server.killGroup();
		expect(existsSync(join(directory, 'running.json'))).toBe(signal === 'SIGKILL');
		expect(await listed()).toMatchObject([{ interfaceIp: '127.0.0.1', port: 9443 }]);
	});
});
