import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { password, type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

describe('people and service accounts over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let token: string;

		beforeEach(async () => {
			const { store } = await openStore();
			admin = await openAdmin(store);
			await admin.addPerson('root', 'BWSUPERADMIN');
			token = await admin.tokenOf('root');
		});

		const send = (method: string, path: string, json?: unknown, ifMatch?: string, as = token) =>
			admin.send({
				...{ method, path: `/api/v1${path}`, token: as },
				...(json === undefined ? {} : { json }),
				headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
			});
		const codeOf = (answer: { json<Shape>(): Shape }) => answer.json<Problem>().code;
		const newPerson = { login: 'Alice', role: 'OPERATOR', profile: 'Administrator', password };

		it('a person is added, logs in, is changed and is deleted', async () => {
			const scope = { serviceProviderId: 'acme', groupId: 'hq' };
			const added = await send('POST', '/people', { ...newPerson, fullName: 'Alice A.', scope });
			expect([added.status, added.headers.location, added.headers.etag]).toEqual([201, '/api/v1/people/alice', '"v1"']);
			expect(added.json()).toMatchObject({ login: 'alice', fullName: 'Alice A.', hasPassword: true, loginEnabled: true, scope });
			expect((await admin.logIn('alice')).status).toBe(200);

			const changed = await send('PATCH', '/people/alice', { scope: null, fullName: null, role: 'VIEWER' }, '"v1"');
			expect(changed.json()).toMatchObject({ scope: null, fullName: null, role: 'VIEWER', version: 2 });
			expect(codeOf(await send('PATCH', '/people/alice', { role: 'VIEWER' }, '"v1"'))).toBe('precondition.failed');
			expect(codeOf(await send('PATCH', '/people/alice', { role: 'VIEWER' }))).toBe('precondition.required');
			expect((await send('GET', '/people')).json()).toMatchObject({ items: [{ login: 'alice' }, { login: 'root' }] });

			expect((await send('GET', '/people/alice/tokens')).json<{ items: unknown[] }>().items).toHaveLength(1);
			expect((await send('DELETE', '/people/alice/tokens')).json()).toEqual({ revoked: 1 });
			expect((await send('DELETE', '/people/alice', undefined, '"v2"')).status).toBe(204);
			expect(codeOf(await send('GET', '/people/alice'))).toBe('person.not-found');
			expect((await admin.logIn('alice')).status).toBe(401);
			const audit = await admin.store.audit.list(10);
			expect(audit.map(({ action, subject }) => `${action} ${subject}`).slice(-5)).toEqual([
				'user add alice',
				'user login alice',
				'user set alice',
				'token revoke person:alice',
				'user delete alice',
			]);
			for (const text of [JSON.stringify(audit), admin.logText, added.body.toString()]) {
				expect(text).not.toContain(password);
				expect(text).not.toContain('$argon2id$');
			}
		});

		it('a new password, and a login that is taken away, revoke all tokens', async () => {
			await send('POST', '/people', newPerson);
			const tokens = async () => (await send('GET', '/people/alice/tokens')).json<{ items: unknown[] }>().items.length;
			for (const change of [
				{ password: `${password}!` },
				{ loginEnabled: false },
				{ loginEnabled: true, profile: null },
				{ enabled: false, profile: 'x' },
			]) {
				await admin.tokenOf('alice');
				expect(await tokens()).toBe(1);
				expect((await send('PATCH', '/people/alice', change, '*')).status).toBe(200);
				expect(await tokens()).toBe(0);
			}
			await send('PATCH', '/people/alice', { enabled: true }, '*');
			await admin.tokenOf('alice');
			await send('PATCH', '/people/alice', { fullName: 'Alice' }, '*');
			expect(await tokens()).toBe(1);
			// Who never had a password to log in with, since others vouch for them, keeps what they have.
			await send('PATCH', '/people/alice', { loginEnabled: false }, '*');
			await admin.tokenOf('alice');
			await send('PATCH', '/people/alice', { fullName: 'Alice A.' }, '*');
			expect(await tokens()).toBe(1);
		});

		it.each([
			['a login that is taken', { ...newPerson, login: 'ROOT' }, 'person.exists'],
			['a password that is too short', { ...newPerson, password: 'short' }, 'value.too-short'],
			['a role that is none', { ...newPerson, role: 'KING' }, 'value.invalid'],
			['a hash in place of a password', { ...newPerson, passwordHash: '$argon2id$...' }, 'value.invalid'],
			['a group without a service provider', { ...newPerson, scope: { groupId: 'hq' } }, 'value.invalid'],
		])('reject/%s', async (_name, json, code) => {
			expect(codeOf(await send('POST', '/people', json))).toBe(code);
		});

		it('a service account gets tokens that do what its ACLs say, until it is disabled', async () => {
			const acls = ['dms.rest.devices.read', 'dms.rest.devices.*.read'];
			const added = await send('POST', '/service-accounts', { name: 'crm', acls });
			expect([added.status, added.headers.etag]).toEqual([201, '"v1"']);
			expect(added.json()).toMatchObject({ name: 'crm', acls: [...acls].toSorted(), enabled: true });
			const issued = await send('POST', '/service-accounts/crm/tokens');
			expect(issued.status).toBe(201);
			const { token: crm, TTL } = issued.json<{ token: string; TTL: number }>();
			expect(TTL).toBeGreaterThan(86_390);
			expect((await send('GET', '/devices', undefined, undefined, crm)).status).toBe(200);
			expect((await send('GET', '/device-types', undefined, undefined, crm)).status).toBe(403);
			const check = await admin.send({ path: '/api/2.0/auth/check', token: crm });
			expect(check.json()).toMatchObject({ login: 'crm', token: crm });
			const listed = await send('GET', '/service-accounts/crm/tokens');
			expect(listed.json()).toMatchObject({ items: [{ id: expect.any(String) }] });
			expect(listed.body.toString()).not.toContain(crm);

			const more = [...acls, 'dms.rest.device-types.#'];
			expect((await send('PATCH', '/service-accounts/crm', { acls: more }, '"v1"')).status).toBe(200);
			expect((await send('GET', '/device-types/x', undefined, undefined, crm)).status).toBe(404);
			expect((await send('PATCH', '/service-accounts/crm', { enabled: false }, '"v2"')).status).toBe(200);
			expect((await send('GET', '/devices', undefined, undefined, crm)).status).toBe(401);
			expect(codeOf(await send('POST', '/service-accounts/crm/tokens'))).toBe('value.contradiction');
			expect((await send('DELETE', '/service-accounts/crm')).status).toBe(204);
			expect(codeOf(await send('GET', '/service-accounts/crm'))).toBe('service-account.not-found');
		});

		it('nobody gives more than they have', async () => {
			const registrar = await admin.addService('registrar', ['dms.rest.people.#', 'dms.rest.service-accounts.#', 'dms.rest.devices.read']);
			const as = (method: string, path: string, json?: unknown) => send(method, path, json, '*', registrar);
			for (const acl of ['dms.rest.#', 'dms.rest.devices.#', 'dms.rest.devices.*.read', 'dms.rest.audit-entries.read']) {
				expect(codeOf(await as('POST', '/service-accounts', { name: 'puppet', acls: [acl] }))).toBe('permission.denied');
			}
			expect((await as('POST', '/service-accounts', { name: 'puppet', acls: ['dms.rest.devices.read'] })).status).toBe(201);
			expect(codeOf(await as('PATCH', '/service-accounts/puppet', { acls: ['#'] }))).toBe('permission.denied');
			expect((await as('POST', '/service-accounts/puppet/tokens')).status).toBe(201);
			expect(codeOf(await as('POST', '/people', { ...newPerson, role: 'VIEWER' }))).toBe('permission.denied');
			// A new password would be a way to the rights of somebody else.
			for (const request of [
				() => as('PATCH', '/people/root', { password }),
				() => as('DELETE', '/people/root'),
				() => as('DELETE', '/people/root/tokens'),
			]) {
				expect(codeOf(await request())).toBe('permission.denied');
			}
			await admin.addService('mighty', ['dms.rest.#']);
			for (const [method, path] of [
				['POST', '/service-accounts/mighty/tokens'],
				['DELETE', '/service-accounts/mighty'],
			] as const) {
				expect(codeOf(await as(method, path))).toBe('permission.denied');
			}
		});

		it('an ACL names one thing alone, and no name reaches beyond it', async () => {
			await admin.addPerson('a.read', 'VIEWER');
			await admin.addPerson('b', 'VIEWER');
			const narrow = await admin.addService('narrow', ['dms.rest.people.a%2Eread.read']);
			expect((await send('GET', '/people/a.read', undefined, undefined, narrow)).status).toBe(200);
			expect((await send('GET', '/people/b', undefined, undefined, narrow)).status).toBe(403);
			const sly = await admin.addService('sly', ['dms.rest.people.a.read.read']);
			expect((await send('GET', '/people/a.read', undefined, undefined, sly)).status).toBe(403);
		});
	});
});
