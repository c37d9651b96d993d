import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addServiceAccount } from '../../src/app/administration/change-service-account.ts';
import { addServiceToken } from '../../src/app/administration/change-tokens.ts';
import { type AdminService, openAdminService } from '../../src/compose/admin-service.ts';
import type { Store } from '../../src/domain/ports.ts';
import { everything } from '../../src/domain/role.ts';
import { type ConfigurationOverrides, loadConfiguration } from '../../src/runtime/config.ts';
import { createLog } from '../../src/runtime/log.ts';
import { Metrics } from '../../src/runtime/metrics.ts';
import { openStore } from '../../src/store/open-store.ts';
import { loadServerCredentials } from '../../src/tls/server-credentials.ts';
import { fetchSecure } from '../helpers/https-client.ts';
import { exchangeRaw } from '../helpers/raw-socket.ts';
import { mint } from '../tls/client-certificates.ts';

const clock = { now: () => new Date() };
const life = { slidingSeconds: 600, absoluteSeconds: 600 };

describe('the administration plane on an address that is not one of the loopback interface', () => {
	let directory: string;
	let store: Store;
	let admin: AdminService;
	let token: string;

	/** The loopback interface in a spelling that says nothing of it. */
	const open = async (settings: ConfigurationOverrides['admin'] = {}, host = '::ffff:127.0.0.1'): Promise<AdminService> =>
		openAdminService({
			...{ store, clock, environment: {}, version: '1.2.3', fixedInterfaces: [], isServing: () => true },
			credentials: (await loadServerCredentials({ dataDirectory: directory, configured: [], now: clock.now() })).credentials,
			configuration: loadConfiguration({ env: {}, overrides: { data: directory, admin: settings } }),
			address: { host, port: 0 },
			log: createLog({ level: 'error' }),
			metrics: new Metrics(),
		});

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-encrypted-'));
		store = await openStore({ dataDirectory: directory, migrate: true });
		const administration = { store, clock, actor: 'test', acls: everything };
		await addServiceAccount(administration, { name: 'prometheus', acls: ['dms.rest.metrics.read'], enabled: true });
		token = (await addServiceToken(administration, { clock, lifetimes: { person: life, service: life } }, 'prometheus')).secret;
		admin = await open();
	});
	afterAll(async () => {
		await admin.close();
		await store.close();
		await rm(directory, { recursive: true, force: true });
	});

	const get = (path: string, headers: Readonly<Record<string, string>> = {}) => fetchSecure(admin.address.port, { path, headers });

	it('is encrypted, and says that it stays so', async () => {
		expect(admin.isSecure).toBe(true);
		const { status, headers } = await get('/healthz');
		expect([status, headers['strict-transport-security'], headers['cache-control']]).toEqual([200, 'max-age=31536000', 'no-store']);
	});

	it('gives the metrics to a token alone, whoever asks', async () => {
		expect((await get('/metrics')).status).toBe(401);
		expect((await get('/metrics', { host: 'localhost' })).status).toBe(401);
		expect((await get('/metrics', { authorization: `Bearer ${token}` })).status).toBe(200);
	});

	it('answers what is no request with all of its headers', async () => {
		const text = await new Promise<string>((resolve, reject) => {
			const socket = connect({ host: '127.0.0.1', port: admin.address.port, rejectUnauthorized: false }, () =>
				socket.write('nonsense\r\n\r\n'),
			);
			let received = '';
			socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
			socket.on('error', reject);
			socket.on('close', () => resolve(received));
		});
		expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
		expect(text).toContain('\r\nStrict-Transport-Security: max-age=31536000\r\n');
		expect(text).toContain('\r\nCache-Control: no-store\r\n');
	});

	it('counts handshakes, and those that fail by their code', async () => {
		await exchangeRaw(admin.address.port, ['GET / HTTP/1.1\r\nHost: localhost\r\n\r\n']);
		const text = (await get('/metrics', { authorization: `Bearer ${token}` })).body.toString();
		expect(text).toMatch(/^opendms_tls_handshakes_total\{kind="admin"\} [5-9]$/m);
		expect(text).toMatch(/^opendms_tls_handshake_failures_total\{kind="admin",code="ERR_SSL_HTTP_REQUEST"\} 1$/m);
	});

	describe('that asks for certificates', () => {
		const root = mint({ name: 'staff root', isCa: true });
		const stranger = mint({ name: 'another root', isCa: true });
		const dayMs = 86_400_000;
		const identityOf = ({ key, certificate }: ReturnType<typeof mint>) => ({ key, cert: certificate });
		let closed: AdminService;

		const write = async (name: string, content: string): Promise<string> => {
			const file = join(directory, name);
			await writeFile(file, content);
			return file;
		};

		beforeAll(async () => {
			closed = await open({ clientCaFile: await write('staff.pem', root.certificate) });
		});
		afterAll(async () => closed.close());

		it('lets those of its CA connect, who need a token all the same', async () => {
			const identity = identityOf(mint({ name: 'alice', issuer: root }));
			const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
				fetchSecure(closed.address.port, { path, headers, identity });
			expect((await ask('/healthz')).status).toBe(200);
			expect((await ask('/api/v1/self')).status).toBe(401);
			expect((await ask('/api/v1/self', { authorization: `Bearer ${token}` })).status).toBe(200);
		});

		it.each<[string, ReturnType<typeof identityOf> | undefined]>([
			['nobody', undefined],
			['one of another CA', identityOf(mint({ name: 'alice', issuer: stranger }))],
			['one that nobody has signed', identityOf(mint({ name: 'staff root' }))],
			['one that has expired', identityOf(mint({ name: 'alice', issuer: root, notAfter: new Date(Date.now() - dayMs) }))],
		])('reject/%s: there is no connection, whatever the token', async (_name, identity) => {
			const headers = { authorization: `Bearer ${token}` };
			for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
				const answer = fetchSecure(closed.address.port, {
					path: '/healthz',
					headers,
					tls,
					...(identity === undefined ? {} : { identity }),
				});
				await expect(answer).rejects.toThrow();
			}
		});

		it.each([
			['a file without certificates', 'nothing', undefined, 'has no certificate'],
			['a file with something else', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', undefined, 'something else than'],
			['a listener without encryption', root.certificate, '127.0.0.1', 'needs a listener with encryption'],
		])('reject/%s, before anything listens', async (_name, content, host, message) => {
			const clientCaFile = await write('other.pem', content);
			const problem = { code: 'configuration.invalid', field: 'admin.clientCaFile', message: expect.stringContaining(message) };
			await expect(open({ clientCaFile }, host)).rejects.toMatchObject(problem);
		});
	});
});
