import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { accountRule, networkRule } from '../../src/app/authentication/login-lockout.ts';
import { type AdminServiceSettings, password, useAdminService } from '../helpers/admin-service.ts';
import { describeStores, useSqlite } from '../helpers/stores.ts';

interface Session {
	readonly login: string;
	readonly token: string;
	readonly TTL: number;
}

const prefixes = ['/api/2.0/auth', '/xuc/api/2.0/auth'] as const;

describe('logging in', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();

		async function open(settings?: AdminServiceSettings) {
			const place = await openStore();
			const admin = await openAdmin(place.store, settings);
			await admin.addPerson('alice', 'OPERATOR', { password });
			return { admin, place };
		}

		it.each(prefixes)('gives a token that opens the API, at %s', async (prefix) => {
			const { admin, place } = await open();
			const answer = await admin.logIn(' Alice ', password, prefix);
			expect(answer.status).toBe(200);
			const session = answer.json<Session>();
			expect(session).toEqual({ login: 'alice', token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/), TTL: expect.any(Number) });
			expect(session.TTL).toBeGreaterThan(3590);
			expect(session.TTL).toBeLessThanOrEqual(3600);
			const self = await admin.send({ path: '/api/v1/self', token: session.token });
			expect(self.json()).toMatchObject({ actor: 'person:alice', kind: 'person', role: 'OPERATOR', scope: null });
			expect(await place.filesContain(session.token)).toBe(false);
			expect(await place.filesContain(password)).toBe(false);
			expect(admin.logText).not.toContain(session.token);
		});

		it('refuses all others with the same words, whatever is missing', async () => {
			const { admin } = await open();
			await admin.addPerson('disabled', 'OPERATOR', { password, enabled: false });
			await admin.addPerson('no-login', 'OPERATOR', { password, loginEnabled: false });
			await admin.addPerson('no-password', 'OPERATOR');
			const { profile: _, ...noProfile } = {
				login: 'no-profile',
				role: 'OPERATOR' as const,
				enabled: true,
				loginEnabled: true,
				profile: '',
			};
			await admin.store.people.add(noProfile);
			const answers = await Promise.all([
				admin.logIn('alice', 'wrong horse battery'),
				...['disabled', 'no-login', 'no-password', 'no-profile', 'nobody'].map((login) => admin.logIn(login)),
			]);
			for (const answer of answers) {
				expect(answer.status).toBe(401);
				expect(answer.json()).toEqual({ error: 'InvalidCredentials', message: expect.any(String) });
				expect(answer.headers['www-authenticate']).toBe('Bearer realm="OpenDMS"');
			}
			expect(new Set(answers.map(({ body }) => body.toString())).size).toBe(1);
		});

		it('locks an account for a network after failures, and a name that nobody has just the same', async () => {
			const { admin } = await open();
			for (const login of ['alice', 'nobody']) {
				const statuses: number[] = [];
				for (let attempt = 0; attempt <= accountRule.threshold; attempt++) statuses.push((await admin.logIn(login, 'wrong')).status);
				expect(statuses).toEqual([...Array.from({ length: accountRule.threshold }, () => 401), 429]);
			}
			const locked = await admin.logIn('alice');
			expect(locked.status).toBe(429);
			expect(Number(locked.headers['retry-after'])).toBeGreaterThan(540);
			expect(Number(locked.headers['retry-after'])).toBeLessThanOrEqual(600);
			expect(locked.json()).toMatchObject({ error: 'UnhandledError' });
			admin.clock.shiftMs = 601_000;
			expect((await admin.logIn('alice')).status).toBe(200);
		});

		it('is written into the audit, as is its end, and who was locked out', async () => {
			const { admin } = await open();
			const { token } = (await admin.logIn('alice')).json<Session>();
			await admin.send({ method: 'DELETE', path: '/api/2.0/auth/token', token });
			for (let attempt = 0; attempt < accountRule.threshold + 3; attempt++) await admin.logIn('ali\u0007ce', 'wrong');
			const entries = (await admin.store.audit.list(10)).filter(({ action }) => /^user log|^user lock/.test(action));
			expect(entries).toMatchObject([
				{ actor: 'person:alice', action: 'user login', subject: 'alice', detail: expect.stringMatching(/^means=password, address=127/) },
				{ actor: 'person:alice', action: 'user logout', subject: 'alice', detail: expect.stringMatching(/^token=\d+$/) },
				{
					actor: 'anonymous',
					action: 'user lockout',
					subject: 'ali\\x07ce',
					detail: expect.stringMatching(/^network=127.0.0.0\/24, until=/),
				},
			]);
			expect(JSON.stringify(entries)).not.toContain(token);
		});

		it('counts attempts that come all at once', async () => {
			const { admin } = await open();
			const answers = await Promise.all(Array.from({ length: 14 }, () => admin.logIn('alice', 'wrong')));
			const statuses = answers.map(({ status }) => status);
			expect(statuses.filter((status) => status === 401)).toHaveLength(accountRule.threshold);
			expect(statuses.filter((status) => status === 429)).toHaveLength(14 - accountRule.threshold);
		});

		it('locks a network that tries many names', async () => {
			const { admin } = await open({ admin: { passwordChecks: 2, passwordShare: 100 } });
			for (let attempt = 0; attempt < networkRule.threshold; attempt++) expect((await admin.logIn(`guess-${attempt}`)).status).toBe(401);
			expect((await admin.logIn('alice')).status).toBe(429);
		});

		it('refuses a flood at once instead of working it off', async () => {
			const { admin } = await open({ admin: { passwordChecks: 1, waitingPasswordChecks: 4 } });
			const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => admin.logIn(`flood-${index}`)));
			const busy = answers.filter(({ status }) => status === 429);
			// One runs, and of the four that may wait one network may have a quarter; whoever comes late may find room again.
			expect(busy.length).toBeGreaterThanOrEqual(6);
			expect(busy.length).toBeLessThanOrEqual(12 - 1 - 1);
			for (const answer of busy) {
				expect(answer.headers['retry-after']).toBe('1');
				expect(answer.json()).toEqual({ error: 'UnhandledError', message: 'too many passwords are being checked; try again in a moment' });
			}
			// What is expected is no error, and has no stack.
			expect(admin.logText).not.toContain('"level":"error"');
			expect(admin.logText).not.toContain('BoundedQueue');
			expect((await admin.logIn('alice')).status).toBe(200);
		});

		it.each([
			['no JSON', { body: 'login=alice', headers: { 'content-type': 'application/json' } }, 400],
			['a form', { body: 'login=alice&password=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 400],
			['no media type', { body: '{"login":"alice","password":"x"}', headers: {} }, 400],
			['no password', { json: { login: 'alice' } }, 400],
			['a password that is none', { json: { login: 'alice', password: 7 } }, 400],
			['a login without end', { json: { login: 'a'.repeat(1000), password: 'x' } }, 400],
			['a list', { json: [] }, 400],
			['bytes that are no UTF-8', { body: Buffer.from([0x22, 0xff, 0x22]), headers: { 'content-type': 'application/json' } }, 400],
		])('reject/%s', async (_name, request, status) => {
			const { admin } = await open();
			const answer = await admin.send({ method: 'POST', path: '/api/2.0/auth/login', ...request });
			expect(answer.status).toBe(status);
			expect(answer.json()).toMatchObject({ error: 'InvalidJson' });
		});

		it('takes what XiVO sends besides', async () => {
			const { admin } = await open();
			const json = { login: 'alice', password, softwareType: 'webBrowser', applicationType: 'ccagent' };
			expect((await admin.send({ method: 'POST', path: '/xuc/api/2.0/auth/login', json })).status).toBe(200);
		});
	});
});

describe('a flood of logins', () => {
	const openStore = useSqlite();
	const openAdmin = useAdminService();

	it('is over when the server stops: who waits is told so, and nothing fails behind it', async () => {
		const admin = await openAdmin((await openStore()).store, { admin: { passwordShare: 1 } });
		const isWaiting = async () => /^opendms_password_checks_waiting 1$/m.test((await admin.send({ path: '/metrics' })).body.toString());
		/** Attempts until one has to rest, and that one. */
		const useUp = async () => {
			for (let attempt = 0; ; attempt++) {
				const answer = admin.logIn(`guess-${attempt}`, 'wrong');
				const done = answer.then(() => true);
				while (!(await Promise.race([done, delay(1, false)]))) if (await isWaiting()) return { answer };
			}
		};
		const { answer } = await useUp();
		await admin.service.close();
		expect((await answer).status).toBe(503);
		expect(admin.logText).not.toContain('"level":"error"');
	});
});

describe('a token', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();

		async function open(settings?: AdminServiceSettings) {
			const { store } = await openStore();
			const admin = await openAdmin(store, settings);
			await admin.addPerson('alice', 'OPERATOR', { password });
			const { token } = (await admin.logIn('alice')).json<Session>();
			const check = (headers: Record<string, string> = { authorization: `Bearer ${token}` }, query = '') =>
				admin.send({ path: `/api/2.0/auth/check${query}`, headers });
			return { admin, token, check };
		}

		it('is renewed by being checked, within its absolute life', async () => {
			const { admin, token, check } = await open({ admin: { personTokenSeconds: 100, personSessionSeconds: 250 } });
			const left: number[] = [];
			for (const seconds of [60, 120, 180, 240]) {
				admin.clock.shiftMs = seconds * 1000;
				const answer = await check();
				expect(answer.json()).toMatchObject({ login: 'alice', token });
				left.push(answer.json<Session>().TTL);
			}
			expect(left[0]).toBeGreaterThan(95);
			expect(left[2]).toBeLessThanOrEqual(70);
			expect(left[3]).toBeLessThanOrEqual(10);
			admin.clock.shiftMs = 251_000;
			const ended = await check();
			expect([ended.status, ended.json()]).toEqual([401, { error: 'TokenExpired', message: expect.any(String) }]);
		});

		it('ends when nobody renews it', async () => {
			const { admin, check } = await open({ environment: { AUTH_CTI_EXPIRES: '100' } });
			admin.clock.shiftMs = 101_000;
			expect((await check()).json()).toMatchObject({ error: 'TokenExpired' });
		});

		it('of a service account has a life of its own', async () => {
			const { admin, token } = await open({ environment: { AUTH_CTI_EXPIRES: '300', AUTH_WEBSERVICE_EXPIRES: '100' } });
			await admin.addPerson('root', 'BWSUPERADMIN');
			const send = async (path: string, json?: object) =>
				(await admin.send({ method: 'POST', path: `/api/v1/service-accounts${path}`, token: await admin.tokenOf('root'), json })).json<
					Pick<Session, 'token'>
				>();
			await send('', { name: 'crm', acls: ['dms.rest.devices.read'] });
			const issued = await send('/crm/tokens');
			const statusOf = async (each: string) => (await admin.send({ path: '/api/v1/devices', token: each })).status;
			expect([await statusOf(issued.token), await statusOf(token)]).toEqual([200, 200]);
			admin.clock.shiftMs = 101_000;
			expect([await statusOf(issued.token), await statusOf(token)]).toEqual([401, 200]);
		});

		it('is carried in three ways, and by no other', async () => {
			const { admin, token, check } = await open();
			for (const headers of [{ authorization: `Bearer ${token}` }, { authorization: `bearer ${token}` }, { 'x-auth-token': token }]) {
				expect((await check(headers)).status).toBe(200);
			}
			expect((await check({}, `?token=${token}`)).status).toBe(200);
			expect((await check({ 'x-auth-token': token }, `?token=${token}`)).status).toBe(200);
			expect((await check({})).json()).toMatchObject({ error: 'TokenInvalid' });
			expect((await check({ cookie: `token=${token}` })).status).toBe(401);
			expect((await check({ authorization: `Basic ${Buffer.from(`alice:${password}`).toString('base64')}` })).status).toBe(401);
			expect(admin.logText).not.toContain(token);
		});

		it('reject/two different tokens', async () => {
			const { token, check } = await open();
			for (const [headers, query] of [
				[{ authorization: `Bearer ${token}`, 'x-auth-token': 'other' }, ''],
				[{ authorization: `Bearer ${token}` }, '?token=other'],
				[{}, `?token=${token}&token=other`],
			] as const) {
				const answer = await check(headers, query);
				expect([answer.status, answer.json()]).toEqual([400, { error: 'TokenInvalid', message: 'the request has two different tokens' }]);
			}
		});

		it('reject/in the query where the route does not take it there', async () => {
			const { admin, token } = await open();
			const answer = await admin.send({ path: `/api/v1/devices?token=${token}` });
			expect([answer.status, answer.json<{ code: string }>().code]).toEqual([400, 'request.malformed']);
			expect(answer.body.toString()).not.toContain(token);
			expect(admin.logText).not.toContain(token);
		});

		it.each(['x', '', 'a'.repeat(43), 'a'.repeat(5000)])('reject/%j', async (token) => {
			const { admin } = await open();
			const answer = await admin.send({ path: '/api/v1/self', headers: { 'x-auth-token': token } });
			expect([answer.status, answer.json<{ code: string }>().code]).toEqual([401, 'token.invalid']);
			expect(answer.headers['www-authenticate']).toBe('Bearer realm="OpenDMS", error="invalid_token"');
		});

		it('is seen among the own ones, and others of them are revoked', async () => {
			const { admin, token } = await open();
			const other = (await admin.logIn('alice')).json<Session>().token;
			await admin.addPerson('bob', 'VIEWER');
			const bobs = await admin.tokenOf('bob');
			const list = async (as: string) =>
				(await admin.send({ path: '/api/v1/self/tokens', token: as })).json<{ items: { id: string; isCurrent: boolean }[] }>().items;
			const items = await list(token);
			expect(items.map(({ isCurrent }) => isCurrent)).toEqual([true, false]);
			const revoke = (id: string | undefined, as: string) => admin.send({ method: 'DELETE', path: `/api/v1/self/tokens/${id}`, token: as });
			expect((await revoke(items[1]?.id, bobs)).status).toBe(404);
			expect((await revoke(items[1]?.id, token)).status).toBe(204);
			expect((await revoke(items[1]?.id, token)).status).toBe(404);
			expect((await admin.send({ path: '/api/v1/self', token: other })).status).toBe(401);
			expect(await list(token)).toHaveLength(1);
			const robot = await admin.addService('robot', []);
			expect(await list(robot)).toMatchObject([{ isCurrent: true }]);
			expect(admin.logText).not.toContain(other);
		});

		it('is given back', async () => {
			const { admin, token, check } = await open();
			expect((await admin.send({ method: 'DELETE', path: '/xuc/api/2.0/auth/token', token })).status).toBe(204);
			expect((await check()).json()).toMatchObject({ error: 'TokenInvalid' });
		});

		it('is worth nothing once its owner is disabled, gone, or has a new password', async () => {
			const { admin, token, check } = await open();
			const { id } = (await admin.store.people.findByLogin('alice')) ?? { id: '' };
			for (const [change, back] of [
				[{ enabled: false }, { enabled: true }],
				[{ profile: null }, { profile: 'Administrator' }],
			]) {
				await admin.store.people.update(id, change ?? {});
				expect((await check()).status).toBe(401);
				await admin.store.people.update(id, back ?? {});
				expect((await check()).status).toBe(200);
			}
			const changed = await admin.send({
				method: 'PUT',
				path: '/api/v1/self/password',
				token,
				json: { current: password, password: `${password}!` },
			});
			expect(changed.status).toBe(204);
			expect((await check()).status).toBe(401);
			expect((await admin.logIn('alice')).status).toBe(401);
			const again = await admin.logIn('alice', `${password}!`);
			expect(again.status).toBe(200);
			await admin.store.people.delete(id);
			expect((await admin.send({ path: '/api/v1/self', token: again.json<Session>().token })).status).toBe(401);
		});

		it('does not change the password without the present one', async () => {
			const { admin, token } = await open();
			const change = (current: string, next: string) =>
				admin.send({ method: 'PUT', path: '/api/v1/self/password', token, json: { current, password: next } });
			expect((await change('wrong horse', 'another horse battery')).status).toBe(401);
			expect((await change(password, 'short')).status).toBe(422);
			expect((await admin.logIn('alice')).status).toBe(200);
		});
	});
});

describe('the shared token', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();

		const tokens = ['k3Jx0Qm9Zr7Wb2Vt5Yp8Ln4Hs6Gd1FcA', 'e5d4c6a79b8f0e1d2c3b4a5968778695'] as const;

		it('opens everything under a name of its own, each of several', async () => {
			const { store } = await openStore();
			const admin = await openAdmin(store, { environment: { PLAY_AUTH_TOKEN: tokens.join(',') } });
			for (const token of tokens) {
				const self = await admin.send({ path: '/api/v1/self', headers: { 'x-auth-token': token } });
				expect(self.json()).toMatchObject({ actor: 'shared-token', acls: ['dms.rest.#'], expiresAt: null });
				expect(self.body.toString()).not.toContain(token);
			}
			const json = { login: 'alice', role: 'VIEWER' };
			expect((await admin.send({ method: 'POST', path: '/api/v1/people', token: tokens[1], json })).status).toBe(201);
			expect((await store.audit.list(1))[0]).toMatchObject({ actor: 'shared-token', action: 'user add', subject: 'alice' });
			expect((await admin.send({ path: '/api/v1/self/tokens', token: tokens[0] })).status).toBe(403);
			for (const method of ['GET /check', 'DELETE /token'].map((text) => text.split(' '))) {
				const answer = await admin.send({ method: method[0] ?? '', path: `/api/2.0/auth${method[1]}`, token: tokens[0] });
				expect(answer.status).toBe(403);
			}
			for (const token of tokens) expect(admin.logText).not.toContain(token);
		});

		it('comes from a file too, in which the next one stands beside the last one', async () => {
			const { store, options } = await openStore();
			const file = join(options.dataDirectory, 'shared-tokens');
			await writeFile(file, `${tokens.join('\n')}\n`);
			const admin = await openAdmin(store, { environment: { PLAY_AUTH_TOKEN_FILE: file } });
			const statuses = [...tokens, file].map(async (token) => (await admin.send({ path: '/api/v1/self', token })).status);
			expect(await Promise.all(statuses)).toEqual([200, 200, 401]);
			for (const token of tokens) expect(admin.logText).not.toContain(token);
		});

		it('is off when there is none', async () => {
			const { store } = await openStore();
			const admin = await openAdmin(store, { environment: { PLAY_AUTH_TOKEN: '' } });
			expect((await admin.send({ path: '/api/v1/self', headers: { 'x-auth-token': '' } })).status).toBe(401);
			expect((await admin.send({ path: '/api/v1/self', token: tokens[0] })).status).toBe(401);
		});

		it('reject/one that can be guessed, before anything listens', async () => {
			const { store } = await openStore();
			const weak = openAdmin(store, { environment: { PLAY_AUTH_TOKEN: 'changeme' } });
			await expect(weak).rejects.toMatchObject({ code: 'configuration.invalid', message: expect.not.stringContaining('changeme') });
		});
	});
});
