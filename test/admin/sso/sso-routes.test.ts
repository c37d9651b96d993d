import { execFile } from 'node:child_process';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proofRule } from '../../../src/app/authentication/login-lockout.ts';
import type { ConfigurationOverrides } from '../../../src/runtime/config.ts';
import { mintServerCertificate } from '../../../src/tls/self-signed.ts';
import { type AdminResponse, type TestAdminService, useAdminService } from '../../helpers/admin-service.ts';
import { type CasServer, hasCasServer, startCasServer } from '../../helpers/cas-server.ts';
import { isInstalled } from '../../helpers/is-installed.ts';
import { hasKerberos, importKerberos, type KerberosRealm, startKerberosRealm } from '../../helpers/kerberos-realm.ts';
import {
	apiAudience,
	type OpenidProvider,
	openidClient,
	redirectUrl,
	signClaims,
	startOpenidProvider,
} from '../../helpers/openid-provider.ts';
import { useSqlite } from '../../helpers/stores.ts';

const run = promisify(execFile);
const prefixes = ['/api/2.0/auth', '/xuc/api/2.0/auth'] as const;

type Sso = NonNullable<NonNullable<ConfigurationOverrides['admin']>['sso']>;

interface Session {
	readonly login: string;
	readonly token: string;
	readonly TTL: number;
}

/** Nothing by which somebody could come in stands in the log, in the audit or in an answer that refuses. */
async function expectUnspoken(admin: TestAdminService, secrets: readonly string[], refusals: readonly AdminResponse[] = []): Promise<void> {
	const audit = JSON.stringify(await admin.store.audit.list(100));
	for (const secret of secrets) {
		expect(secret.length).toBeGreaterThan(8);
		for (const text of [admin.logText, audit, ...refusals.map(({ body }) => body.toString())]) expect(text).not.toContain(secret);
	}
}

async function expectSession(admin: TestAdminService, answer: AdminResponse): Promise<Session> {
	expect([answer.status, answer.body.toString()]).toEqual([200, expect.anything()]);
	const session = answer.json<Session>();
	expect(session).toEqual({ login: 'alice', token: expect.stringMatching(/^[\w-]{43}$/), TTL: expect.any(Number) });
	const self = await admin.send({ path: '/api/v1/self', token: session.token });
	expect(self.json()).toMatchObject({ actor: 'person:alice' });
	return session;
}

const errorOf = (answer: AdminResponse) => [answer.status, answer.json<{ error: string }>().error];

describe('single sign-on over HTTP', () => {
	const openStore = useSqlite();
	const openAdmin = useAdminService();

	/** Alice may not even use a password. */
	async function open(sso: Sso): Promise<TestAdminService> {
		const { store } = await openStore();
		const admin = await openAdmin(store, { admin: { sso }, importKerberos });
		await admin.addPerson('alice', 'OPERATOR', { loginEnabled: false });
		return admin;
	}

	it.each(prefixes)('says at %s what is not configured', async (prefix) => {
		const admin = await open({});
		const post = (path: string, json: object) => admin.send({ method: 'POST', path: `${prefix}/${path}`, json });
		const get = (path: string) => admin.send({ path: `${prefix}/${path}` });
		const answers = await Promise.all([
			get('sso'),
			...[get('cas?ticket=ST-1&service=https://x/'), post('cas', { ticket: 'ST-1', service: 'https://x/' })],
			...[get('oidc?token=x'), post('oidc', { token: 'x' }), get('oidc/login'), get('oidc/callback?code=x&state=y')],
		]);
		expect(answers.map((answer) => errorOf(answer).join(' '))).toEqual([
			'404 SsoNotConfigured',
			...['404 CasNotConfigured', '404 CasNotConfigured'],
			...['404 OidcNotConfigured', '404 OidcNotConfigured', '404 OidcNotConfigured', '404 OidcNotConfigured'],
		]);
		expect(answers[0].json<{ message: string }>().message).toBe('Kerberos is not configured here');
	});

	describe.skipIf(!hasKerberos())('with tickets of a real KDC', () => {
		let kdc: KerberosRealm;
		beforeAll(async () => {
			kdc = await startKerberosRealm();
		});
		afterAll(() => kdc.stop());

		const openKerberos = () => open({ kerberos: { service: kdc.service, realm: kdc.realm, keytabFile: kdc.keytabFile } });
		const negotiate = (admin: TestAdminService, token: string, path = '/api/2.0/auth/sso') =>
			admin.send({ path, headers: { authorization: `Negotiate ${token}` } });

		it.each(prefixes)('asks for a ticket, takes it and proves itself, at %s', async (prefix) => {
			const admin = await openKerberos();
			const asked = await admin.send({ path: `${prefix}/sso` });
			expect([...errorOf(asked), asked.headers['www-authenticate']]).toEqual([401, 'SsoAuthenticationFailed', 'Negotiate']);
			const { kerberos } = (await admin.send({ path: '/api/v1/sign-in-methods' })).json<{ kerberos: unknown }>();
			expect(kerberos).toEqual({ path: '/api/2.0/auth/sso', host: kdc.service.replace('HTTP@', '') });
			const token = await kdc.tokenOf('alice');
			const answer = await negotiate(admin, token, `${prefix}/sso`);
			const session = await expectSession(admin, answer);
			expect(answer.headers['www-authenticate']).toMatch(/^Negotiate [A-Za-z0-9+/]{20,}=*$/);
			expect((await admin.store.audit.list(1))[0]).toMatchObject({
				action: 'user login',
				detail: expect.stringContaining('means=kerberos'),
			});
			await expectUnspoken(admin, [token, session.token, answer.headers['www-authenticate']?.slice('Negotiate '.length) ?? '']);
		});
		it.skipIf(!isInstalled('curl'))('lets curl in', async () => {
			const admin = await openKerberos();
			const url = `http://localhost:${admin.port}/xuc/api/2.0/auth/sso`;
			const { stdout } = await run('curl', ['-sS', '--negotiate', '-u', ':', url], { env: await kdc.environmentOf('alice') });
			expect(JSON.parse(stdout)).toMatchObject({ login: 'alice', TTL: expect.any(Number) });
		});
		it('refuses a ticket that was used, and writes why into the log alone', async () => {
			const admin = await openKerberos();
			const token = await kdc.tokenOf('alice');
			expect((await negotiate(admin, token)).status).toBe(200);
			const again = await negotiate(admin, token);
			expect([...errorOf(again), again.headers['www-authenticate']]).toEqual([401, 'SsoAuthenticationFailed', 'Negotiate']);
			expect(again.body.toString()).not.toContain('used');
			expect(admin.logText).toMatch(/"detail":"the token [^"]*used/);
			await expectUnspoken(admin, [token], [again]);
		});
		it('refuses a ticket for another service, and NTLM', async () => {
			const admin = await openKerberos();
			const foreign = await kdc.tokenOf('alice', 'HTTP@other.localhost');
			const ntlm = Buffer.from(`NTLMSSP\0${'\x01'.repeat(24)}`, 'latin1').toString('base64');
			for (const token of [foreign, ntlm]) {
				const answer = await negotiate(admin, token);
				expect(errorOf(answer)).toEqual([401, 'SsoAuthenticationFailed']);
				await expectUnspoken(admin, [token], [answer]);
			}
		});
		it.each([
			['nobody', undefined],
			['somebody who is disabled', { enabled: false }],
		])('tells %s so after the proof', async (_name, person) => {
			const { store } = await openStore();
			const admin = await openAdmin(store, {
				admin: { sso: { kerberos: { service: kdc.service, realm: kdc.realm, keytabFile: kdc.keytabFile } } },
				importKerberos,
			});
			if (person !== undefined) await admin.addPerson('alice', 'OPERATOR', person);
			expect(errorOf(await negotiate(admin, await kdc.tokenOf('alice')))).toEqual([403, 'UserNotFound']);
		});
		it('takes a header of 32 KiB, and none without end', async () => {
			const admin = await openKerberos();
			expect(errorOf(await negotiate(admin, 'A'.repeat(32 * 1024)))).toEqual([401, 'SsoAuthenticationFailed']);
			const huge = await fetch(`http://127.0.0.1:${admin.port}/api/2.0/auth/sso`, {
				headers: { authorization: `Negotiate ${'A'.repeat(100_000)}` },
			});
			expect(huge.status).toBe(431);
		});
		it('locks a network that fails without end', async () => {
			const admin = await openKerberos();
			const outcomes: number[] = [];
			for (let attempt = 0; attempt <= proofRule.threshold; attempt++) outcomes.push((await negotiate(admin, 'AAAA')).status);
			expect(outcomes).toEqual([...Array.from({ length: proofRule.threshold }, () => 401), 429]);
			const locked = await negotiate(admin, await kdc.tokenOf('alice'));
			expect([locked.status, Number(locked.headers['retry-after']) > 590]).toEqual([429, true]);
			const entry = (await admin.store.audit.list(5)).find(({ action }) => action === 'user lockout');
			expect(entry).toMatchObject({ actor: 'anonymous', subject: 'proofs from 127.0.0.0/24' });
		});
	});

	describe.skipIf(!hasCasServer())('with tickets of a real CAS server', () => {
		const services = prefixes.map((prefix) => `https://dms.example${prefix}/cas`);
		const [service = '', otherService = ''] = services;
		let server: CasServer;
		let certificate: string;
		beforeAll(async () => {
			const { ecdsa } = await mintServerCertificate({ hosts: ['localhost'], ips: [], now: new Date() });
			certificate = ecdsa.cert;
			server = await startCasServer({ certificate, key: ecdsa.key });
		});
		afterAll(() => server.stop());

		async function openCas(): Promise<TestAdminService> {
			const caFile = join((await openStore()).options.dataDirectory, 'cas.pem');
			await writeFile(caFile, certificate);
			return open({ cas: { server: server.secureUrl, services, caFile } });
		}
		const trade = (admin: TestAdminService, json: object) => admin.send({ method: 'POST', path: '/api/2.0/auth/cas', json });
		const toQuery = (query: Record<string, string>) => new URLSearchParams(query).toString();

		it('trades one, brought in each way', async () => {
			const admin = await openCas();
			const tickets = await Promise.all([service, service, service, otherService].map((each) => server.getTicket(each)));
			const [first = '', second = '', third = '', fourth = ''] = tickets;
			const sessions = [
				await trade(admin, { ticket: first, service }),
				await admin.send({ path: `/api/2.0/auth/cas?${toQuery({ ticket: second, service })}` }),
				// As a browser comes straight from the CAS server.
				await admin.send({
					path: `/api/2.0/auth/cas?${toQuery({ ticket: third })}`,
					headers: { host: 'dms.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
				}),
				await admin.send({ path: `/xuc/api/2.0/auth/cas?${toQuery({ ticket: fourth })}` }),
			];
			const tokens = await Promise.all(sessions.map(async (answer) => (await expectSession(admin, answer)).token));
			await expectUnspoken(admin, [...tickets, ...tokens]);
		});
		it('refuses one that was used, was issued for another service, or was made up', async () => {
			const admin = await openCas();
			const used = await server.getTicket(service);
			expect((await trade(admin, { ticket: used, service })).status).toBe(200);
			const other = await server.getTicket(otherService);
			const foreign = await server.getTicket('https://dms.example/somebody/else');
			const answers = [
				await trade(admin, { ticket: used, service }),
				await trade(admin, { ticket: other, service }),
				await trade(admin, { ticket: foreign, service: 'https://dms.example/somebody/else' }),
				await trade(admin, { ticket: 'ST-made-up-by-a-stranger', service }),
				await trade(admin, { ticket: 'no ticket at all', service }),
				await trade(admin, {}),
			];
			expect(answers.map((answer) => errorOf(answer).join(' '))).toEqual([
				'401 CasServerInvalidTicket',
				...['401 CasServerInvalidService', '401 CasServerInvalidService'],
				'401 CasServerInvalidTicket',
				...['400 CasServerInvalidParameter', '400 CasServerInvalidParameter'],
			]);
			for (const { status, headers } of answers) if (status === 401) expect(headers['www-authenticate']).toBe('Bearer realm="OpenDMS"');
			await expectUnspoken(admin, [used, other, foreign, 'ST-made-up-by-a-stranger'], answers);
		});
		it('blames the server where it cannot be asked', async () => {
			const admin = await open({ cas: { server: server.secureUrl, services } });
			expect(errorOf(await trade(admin, { ticket: await server.getTicket(service), service }))).toEqual([503, 'CasServerUnavailable']);
			expect(admin.logText).toContain('SELF_SIGNED');
		});
	});

	describe('with tokens of a real OpenID provider', () => {
		let provider: OpenidProvider;
		let secretFile: string;
		beforeAll(async () => {
			provider = await startOpenidProvider();
		});
		afterAll(() => provider.stop());

		async function openOidc(): Promise<TestAdminService> {
			secretFile = join((await openStore()).options.dataDirectory, 'secret');
			await writeFile(secretFile, openidClient.secret);
			const issuer = { issuer: provider.issuer, clientId: openidClient.id, clientSecretFile: secretFile, audience: apiAudience };
			return open({ plainLoopback: 'allow', oidc: { issuers: [issuer], redirectUrl } });
		}
		const now = () => Math.floor(Date.now() / 1_000);
		const claims = (fields: Readonly<Record<string, unknown>> = {}) => ({
			...{ iss: provider.issuer, aud: openidClient.id, sub: 'alice', preferred_username: 'alice', iat: now(), exp: now() + 60, ...fields },
		});
		const trade = (admin: TestAdminService, token: string) => admin.send({ method: 'POST', path: '/api/2.0/auth/oidc', json: { token } });

		it('trades one, brought in each way', async () => {
			const admin = await openOidc();
			const token = await provider.sign(claims());
			for (const prefix of prefixes) {
				const path = `${prefix}/oidc`;
				for (const request of [
					{ method: 'POST', path, json: { token } },
					{ path, headers: { authorization: `Bearer ${token}` } },
					{ path: `${path}?token=${token}` },
				]) {
					const session = await expectSession(admin, await admin.send(request));
					await expectUnspoken(admin, [token, session.token]);
				}
			}
		});
		it('refuses every other one', async () => {
			const admin = await openOidc();
			const { privateKey: ownKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
			const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
			const head = (alg: string) => `${encode({ alg, kid: 'of-the-provider' })}.${encode(claims())}`;
			const hmac = createHmac('sha256', openidClient.secret).update(head('HS256')).digest('base64url');
			const tokens = {
				'another audience': await provider.sign(claims({ aud: 'somebody-else' })),
				'another issuer': await provider.sign(claims({ iss: 'https://evil.example' })),
				'one that has expired': await provider.sign(claims({ exp: now() - 3_600, iat: now() - 7_200 })),
				'one of tomorrow': await provider.sign(claims({ nbf: now() + 3_600 })),
				'another party': await provider.sign(claims({ aud: [openidClient.id, 'x'], azp: 'x' })),
				'another key': await signClaims(claims(), { kid: 'of-the-provider' }, ownKey),
				'no signature': `${head('none')}.`,
				'a signature with the secret of the client': `${head('HS256')}.${hmac}`,
				'an opaque token': 'an-opaque-token-of-somebody',
			};
			for (const [name, token] of Object.entries(tokens)) {
				const answer = await trade(admin, token);
				expect(errorOf(answer), name).toEqual([401, 'OidcAuthenticationFailed']);
				await expectUnspoken(admin, [token], [answer]);
			}
			expect(errorOf(await admin.send({ path: '/api/2.0/auth/oidc' }))).toEqual([400, 'OidcInvalidParameter']);
			const both = { path: '/api/2.0/auth/oidc?token=aaaaaaaaa', headers: { authorization: 'Bearer bbbbbbbbb' } };
			expect(errorOf(await admin.send(both))).toEqual([400, 'TokenInvalid']);
		});

		async function begin(admin: TestAdminService) {
			const start = await admin.send({ path: '/api/2.0/auth/oidc/login' });
			expect(start.status).toBe(302);
			const [setCookie = ''] = start.headers['set-cookie'] ?? [];
			return { location: start.headers.location ?? '', setCookie, cookie: setCookie.split(';')[0] ?? '' };
		}
		const finish = (admin: TestAdminService, query: URLSearchParams, cookie?: string) =>
			admin.send({
				path: `/api/2.0/auth/oidc/callback?${query.toString()}`,
				// As it comes: on a page of the provider somebody was sent on.
				headers: {
					'sec-fetch-site': 'cross-site',
					'sec-fetch-mode': 'navigate',
					...(cookie === undefined ? {} : { cookie }),
				},
			});

		it('signs a browser in', async () => {
			const admin = await openOidc();
			const { location, cookie, setCookie } = await begin(admin);
			expect(setCookie).toMatch(/^__Host-dms-sign-in=[\w-]{100,}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/);
			const query = await provider.visit(location);
			const done = await finish(admin, query, cookie);
			const session = await expectSession(admin, done);
			expect(done.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-dms-sign-in=; Path=\/; Max-Age=0;/)]);
			const again = await finish(admin, query, cookie);
			expect(errorOf(again)).toEqual([400, 'OidcInvalidParameter']);
			const asked = new URL(location).searchParams;
			const secrets = [asked.get('state'), asked.get('nonce'), asked.get('code_challenge'), query.get('code')];
			await expectUnspoken(admin, [...secrets.map((secret) => secret ?? ''), cookie.slice(19, 60), session.token], [again]);
		});
		it('does not finish what another browser has begun', async () => {
			const admin = await openOidc();
			const [mine, theirs] = [await begin(admin), await begin(admin)];
			const query = await provider.visit(theirs.location);
			expect(errorOf(await finish(admin, query))).toEqual([400, 'OidcInvalidParameter']);
			expect(errorOf(await finish(admin, query, mine.cookie))).toEqual([400, 'OidcInvalidParameter']);
			expect(errorOf(await finish(admin, query, `${theirs.cookie}; ${theirs.cookie}`))).toEqual([400, 'OidcInvalidParameter']);
			await expectSession(admin, await finish(admin, query, theirs.cookie));
		});
		it('says which issuers there are not', async () => {
			const admin = await openOidc();
			expect(errorOf(await admin.send({ path: '/api/2.0/auth/oidc/login?issuer=https://evil.example' }))).toEqual([
				400,
				'OidcInvalidParameter',
			]);
		});
	});
});
