import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addServiceAccount } from '../../src/app/administration/change-service-account.ts';
import { addServiceToken } from '../../src/app/administration/change-tokens.ts';
import { type AdminService, openAdminService } from '../../src/compose/admin-service.ts';
import type { Store } from '../../src/domain/ports.ts';
import { everything } from '../../src/domain/role.ts';
import { loadConfiguration } from '../../src/runtime/config.ts';
import { createLog } from '../../src/runtime/log.ts';
import { Metrics } from '../../src/runtime/metrics.ts';
import { openStore } from '../../src/store/open-store.ts';
import { loadServerCredentials } from '../../src/tls/server-credentials.ts';
import { fetchSecure } from '../helpers/https-client.ts';
import { exchangeRaw } from '../helpers/raw-socket.ts';

const clock = { now: () => new Date() };
const life = { slidingSeconds: 600, absoluteSeconds: 600 };

describe('the administration plane on an address that is not one of the loopback interface', () => {
	let directory: string;
	let store: Store;
	let admin: AdminService;
	let token: string;

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-encrypted-'));
		store = await openStore({ dataDirectory: directory, migrate: true });
		const { credentials } = await loadServerCredentials({ dataDirectory: directory, configured: [], now: clock.now() });
		const administration = { store, clock, actor: 'test', acls: everything };
		await addServiceAccount(administration, { name: 'prometheus', acls: ['dms.rest.metrics.read'], enabled: true });
		token = (await addServiceToken(administration, { clock, lifetimes: { person: life, service: life } }, 'prometheus')).secret;
		admin = await openAdminService({
			...{ store, clock, credentials, environment: {}, version: '1.2.3', fixedInterfaces: [], isServing: () => true },
			configuration: loadConfiguration({ env: {}, overrides: { data: directory } }),
			// The loopback interface in a spelling that says nothing of it.
			address: { host: '::ffff:127.0.0.1', port: 0 },
			log: createLog({ level: 'error' }),
			metrics: new Metrics(),
		});
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
});
