import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { requireOwnHost } from '../../src/admin/require-own-host.ts';
import { type AdminServiceSettings, useAdminService } from '../helpers/admin-service.ts';
import { exchangeRaw } from '../helpers/raw-socket.ts';
import { useSqlite } from '../helpers/stores.ts';

describe('the host of a request', () => {
	const openStore = useSqlite();
	const openAdmin = useAdminService();
	const open = async (settings?: AdminServiceSettings) => openAdmin((await openStore()).store, settings);

	it.each(['localhost', 'LOCALHOST:8080', 'localhost.', '127.0.0.1', '127.0.0.2:1', '[::1]:8080', '192.0.2.7:80'])(
		'ok/%s',
		async (host) => {
			expect((await (await open()).send({ path: '/healthz', headers: { host } })).status).toBe(200);
		},
	);

	it.each([
		'evil.example',
		'evil.example:8080',
		'localhost.evil.example',
		'127.0.0.1.evil.example',
		'dms',
		'[::1].evil.example',
		'@localhost',
	])('reject/%s, to which somebody may have given the address of this machine', async (host) => {
		const admin = await open();
		const answer = await admin.send({ path: '/api/v1/openapi.json', headers: { host } });
		expect([answer.status, answer.json<Problem>().code]).toEqual([421, 'request.misdirected']);
		const login = await admin.send({ path: '/api/2.0/auth/sso', headers: { host } });
		expect([login.status, login.json()]).toEqual([421, { error: 'UnhandledError', message: expect.any(String) }]);
		expect(answer.body.toString()).not.toContain('evil');
	});

	it('may be the one of a proxy that is named, and those of single sign-on', async () => {
		const cas = { server: 'https://sso.example/cas', services: ['https://cas.dms.example/api/2.0/auth/cas'] };
		const admin = await open({ admin: { hostNames: ['dms.example'], sso: { cas } } });
		for (const host of ['dms.example', 'DMS.example:443', 'cas.dms.example']) {
			expect((await admin.send({ path: '/healthz', headers: { host } })).status).toBe(200);
		}
		expect((await admin.send({ path: '/healthz', headers: { host: 'sso.example' } })).status).toBe(421);
	});

	it('is not asked for in HTTP/1.0, which no browser speaks', async () => {
		const admin = await open();
		expect(await exchangeRaw(admin.port, ['GET /healthz HTTP/1.0\r\n\r\n'])).toMatch(/^HTTP\/1\.1 200 /);
	});

	it('does not count where the certificate has shown already who is asked', () => {
		expect(() => requireOwnHost({ host: 'evil.example' }, { isSecure: true, hostNames: new Set() })).not.toThrow();
	});

	it.each([
		['cross-site', 'cors', 403],
		['cross-site', 'no-cors', 403],
		['same-site', 'cors', 403],
		['cross-site', 'navigate', 200],
		['same-origin', 'cors', 200],
		['none', 'navigate', 200],
	])('pages of other sites fetch nothing: %s, %s: %i', async (site, mode, status) => {
		const admin = await open();
		expect((await admin.send({ path: '/healthz', headers: { 'sec-fetch-site': site, 'sec-fetch-mode': mode } })).status).toBe(status);
	});
});
