import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proofRule } from '../../../src/app/authentication/login-lockout.ts';
import type { ConfigurationOverrides } from '../../../src/runtime/config.ts';
import { mintServerCertificate } from '../../../src/tls/self-signed.ts';
import { type AdminResponse, type TestAdminService, useAdminService } from '../../helpers/admin-service.ts';
import { type CasServer, casUser, hasCasServer, startCasServer } from '../../helpers/cas-server.ts';
import { type OpenidProvider, openidClient, redirectUrl, startOpenidProvider } from '../../helpers/openid-provider.ts';
import { describeStores, type TestStore } from '../../helpers/stores.ts';

type Sso = NonNullable<NonNullable<ConfigurationOverrides['admin']>['sso']>;

const host = 'dms.example';

/** No script reads it, no other site has it sent along, and it goes nowhere without TLS. */
function expectGuarded(setCookie: string): void {
	expect(setCookie).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/);
}

/** A browser in small, that has this server alone: it keeps its cookies, and says where it comes from. */
class Browser {
	readonly #admin: TestAdminService;
	readonly #cookies = new Map<string, string>();

	constructor(admin: TestAdminService) {
		this.#admin = admin;
	}

	get cookieHeader(): string {
		return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	}

	/** @param url of which the origin is taken for that of this server. */
	async go(url: string): Promise<AdminResponse> {
		const { pathname, search } = new URL(url, `https://${host}`);
		const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', accept: 'text/html,*/*;q=0.8' };
		return this.#keep(await this.#admin.send({ path: pathname + search, headers: { ...headers, ...this.#common() } }));
	}

	async trade(code: string): Promise<AdminResponse> {
		const headers = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', ...this.#common() };
		return this.#keep(await this.#admin.send({ method: 'POST', path: '/api/2.0/auth/code', json: { code }, headers }));
	}

	#common() {
		return { host, ...(this.#cookies.size === 0 ? {} : { cookie: this.cookieHeader }) };
	}

	#keep(answer: AdminResponse): AdminResponse {
		for (const line of answer.headers['set-cookie'] ?? []) {
			expectGuarded(line);
			const [, name = '', value = '', age = ''] = /^(__Host-[\w-]+)=([\w-]*); .*Max-Age=(\d+)/.exec(line) ?? [];
			if (age === '0') this.#cookies.delete(name);
			else this.#cookies.set(name, value);
		}
		return answer;
	}
}

/** Where the page goes on, and what stands in the fragment. */
function toLanding(answer: AdminResponse): readonly [target: string, outcome: string, value: string] {
	expect([answer.status, answer.body.toString()]).toEqual([302, '']);
	const [, target = '', outcome = '', value = ''] = /^([^#]*)#([\w-]+)=([\w.-]+)$/.exec(answer.headers.location ?? '') ?? [];
	return [target, outcome, value];
}

const errorOf = (answer: AdminResponse) => [answer.status, answer.json<{ error: string }>().error];

describe('a sign-in that a browser begins on the page', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();

		async function open({ store }: TestStore, sso: Sso): Promise<TestAdminService> {
			const admin = await openAdmin(store, { admin: { sso } });
			await admin.addPerson('alice', 'OPERATOR', { loginEnabled: false });
			return admin;
		}

		describe('at a real OpenID provider', () => {
			let provider: OpenidProvider;
			beforeAll(async () => {
				provider = await startOpenidProvider();
			});
			afterAll(() => provider.stop());

			async function openOidc(place?: TestStore): Promise<TestAdminService> {
				const at = place ?? (await openStore());
				const clientSecretFile = join(at.options.dataDirectory, 'secret');
				await writeFile(clientSecretFile, openidClient.secret);
				const issuer = { issuer: provider.issuer, clientId: openidClient.id, clientSecretFile };
				return open(at, { plainLoopback: 'allow', oidc: { issuers: [issuer], redirectUrl } });
			}

			async function begin(admin: TestAdminService, browser: Browser, returnTo = '/devices?type=a%20b') {
				const methods = (await admin.send({ path: '/api/v1/sign-in-methods' })).json<{ oidc: { startUrl: string }[] }>();
				const url = new URL(methods.oidc[0]?.startUrl ?? '');
				url.searchParams.set('returnTo', returnTo);
				const start = await browser.go(url.href);
				expect(start.status).toBe(302);
				return start.headers.location ?? '';
			}

			async function signIn(admin: TestAdminService, browser: Browser, login = 'alice'): Promise<AdminResponse> {
				const query = await provider.visit(await begin(admin, browser), login);
				return browser.go(`${redirectUrl}?${query.toString()}`);
			}

			it('ends there, and the token stands in no URL, log or store', async () => {
				const place = await openStore();
				const admin = await openOidc(place);
				const browser = new Browser(admin);
				const landing = await signIn(admin, browser);
				const [target, outcome, code] = toLanding(landing);
				expect([target, outcome]).toEqual(['/devices?type=a%20b', 'sso']);
				expect(landing.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
				const answer = await browser.trade(code);
				expect([answer.status, browser.cookieHeader]).toEqual([200, '']);
				const { login, token } = answer.json<{ login: string; token: string }>();
				expect(login).toBe('alice');
				expect((await admin.send({ path: '/api/v1/self', token })).json()).toMatchObject({ actor: 'person:alice' });
				const [entry] = await admin.store.audit.list(1);
				expect(entry).toMatchObject({ actor: 'person:alice', action: 'user login', detail: expect.stringContaining('means=oidc') });
				for (const secret of [token, code]) {
					expect(admin.logText).not.toContain(secret);
					expect(await place.filesContain(secret)).toBe(false);
				}
				expect(JSON.stringify(landing.headers)).not.toContain(token);
			});

			it('reject/a code that was used, is a minute old, or was given to another browser', async () => {
				const admin = await openOidc();
				const [mine, theirs] = [new Browser(admin), new Browser(admin)];
				const [, , used] = toLanding(await signIn(admin, mine));
				expect((await mine.trade(used)).status).toBe(200);
				const [, , stolen] = toLanding(await signIn(admin, mine));
				const [, , foreign] = toLanding(await signIn(admin, theirs));
				const stranger = new Browser(admin);
				expect(errorOf(await stranger.trade(stolen))).toEqual([401, 'InvalidCredentials']);
				expect(errorOf(await mine.trade(used))).toEqual([401, 'InvalidCredentials']);
				// A link with the code of somebody else would have this browser work in their name.
				expect(errorOf(await mine.trade(foreign))).toEqual([401, 'InvalidCredentials']);
				expect(errorOf(await mine.trade(`${stolen.slice(0, 40)}${stolen[40] === 'A' ? 'B' : 'A'}${stolen.slice(41)}`))).toEqual([
					401,
					'InvalidCredentials',
				]);
				expect(errorOf(await mine.trade('x'))).toEqual([401, 'InvalidCredentials']);
				admin.clock.shiftMs = 60_000;
				expect(errorOf(await theirs.trade(foreign))).toEqual([401, 'InvalidCredentials']);
				admin.clock.shiftMs = 0;
				expect((await mine.trade(stolen)).status).toBe(200);
				expect((await admin.store.audit.list(10)).filter(({ action }) => action === 'user login')).toHaveLength(2);
			});

			it('works once, however often a code is sent at the same time', async () => {
				const admin = await openOidc();
				const browser = new Browser(admin);
				const [, , code] = toLanding(await signIn(admin, browser));
				const answers = await Promise.all([1, 2, 3, 4].map(() => browser.trade(code)));
				expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 401, 401, 401]);
			});

			it('tells the page why nobody comes in', async () => {
				const admin = await openOidc();
				const browser = new Browser(admin);
				expect(toLanding(await signIn(admin, browser, 'mallory'))).toEqual(['/devices?type=a%20b', 'sso-error', 'UserNotFound']);
				expect(browser.cookieHeader).toBe('');
				await begin(admin, browser);
				const refused = await browser.go(`${redirectUrl}?error=access_denied&state=made-up`);
				expect(toLanding(refused)).toEqual(['/devices?type=a%20b', 'sso-error', 'OidcInvalidParameter']);
				// The cookie has gone after ten minutes.
				expect(toLanding(await browser.go(`${redirectUrl}?code=x&state=y`))).toEqual(['/', 'sso-error', 'OidcInvalidParameter']);
				for (let attempt = 0; attempt < proofRule.threshold; attempt++) await browser.trade('x');
				expect(errorOf(await browser.trade('x'))[0]).toBe(429);
				expect(toLanding(await signIn(admin, browser))).toEqual(['/devices?type=a%20b', 'sso-error', 'login.locked']);
			});

			it('lets nobody in who was disabled in between', async () => {
				const admin = await openOidc();
				const browser = new Browser(admin);
				const [, , code] = toLanding(await signIn(admin, browser));
				const alice = await admin.store.people.findByLogin('alice');
				await admin.store.people.update(alice?.id ?? '', { enabled: false });
				expect(errorOf(await browser.trade(code))).toEqual([401, 'InvalidCredentials']);
			});

			it('reject/a place to go on that is not of this server', async () => {
				const admin = await openOidc();
				for (const returnTo of ['//evil.example/', 'https://evil.example/', '/.//evil.example', '/a#b', '']) {
					const path = `/api/2.0/auth/oidc/login?${new URLSearchParams({ returnTo }).toString()}`;
					expect(errorOf(await admin.send({ path })), returnTo).toEqual([400, 'OidcInvalidParameter']);
				}
			});
		});

		describe.skipIf(!hasCasServer())('at a real CAS server', () => {
			const service = `https://${host}/api/2.0/auth/cas`;
			let server: CasServer;
			let certificate: string;
			beforeAll(async () => {
				const { ecdsa } = await mintServerCertificate({ hosts: ['localhost'], ips: [], now: new Date() });
				certificate = ecdsa.cert;
				server = await startCasServer({ certificate, key: ecdsa.key });
			});
			afterAll(() => server.stop());

			async function openCas(): Promise<TestAdminService> {
				const place = await openStore();
				const caFile = join(place.options.dataDirectory, 'cas.pem');
				await writeFile(caFile, certificate);
				return open(place, { cas: { server: server.secureUrl, services: [service], caFile } });
			}

			it('ends on the page with a code that works once', async () => {
				const admin = await openCas();
				const browser = new Browser(admin);
				const methods = (await admin.send({ path: '/api/v1/sign-in-methods' })).json<{ cas: { startUrl: string } }>();
				expect(methods.cas).toEqual({ startUrl: `${service}/login` });
				const start = await browser.go(`${methods.cas.startUrl}?returnTo=/types`);
				const location = new URL(start.headers.location ?? '');
				expect([location.origin + location.pathname, location.searchParams.get('service')]).toEqual([`${server.secureUrl}/login`, service]);
				const ticket = await server.getTicket(location.searchParams.get('service') ?? '');
				const [target, outcome, code] = toLanding(await browser.go(`${service}?ticket=${ticket}`));
				expect([target, outcome]).toEqual(['/types', 'sso']);
				const answer = await browser.trade(code);
				expect(answer.json()).toMatchObject({ login: casUser.name });
				expect(errorOf(await browser.trade(code))).toEqual([401, 'InvalidCredentials']);
				for (const secret of [ticket, code, answer.json<{ token: string }>().token]) expect(admin.logText).not.toContain(secret);
			});

			it('tells the page why nobody comes in', async () => {
				const admin = await openCas();
				const browser = new Browser(admin);
				await browser.go(`${service}/login`);
				const landing = toLanding(await browser.go(`${service}?ticket=ST-made-up-by-a-stranger`));
				expect(landing).toEqual(['/', 'sso-error', 'CasServerInvalidTicket']);
				expect(browser.cookieHeader).toBe('');
				expect(errorOf(await browser.go(`${service}/login?returnTo=//evil.example`))).toEqual([400, 'CasServerInvalidParameter']);
				// Ten minutes later it is a ticket like any other.
				await browser.go(`${service}/login`);
				admin.clock.shiftMs = 600_000;
				const late = await browser.go(`${service}?ticket=${await server.getTicket(service)}`);
				expect([late.status, late.json()]).toMatchObject([200, { login: casUser.name }]);
			});
		});

		it('is offered where it is configured, and says whether there is anybody', async () => {
			const empty = await openAdmin((await openStore()).store);
			const methods = async (admin: TestAdminService) => (await admin.send({ path: '/api/v1/sign-in-methods' })).json();
			expect(await methods(empty)).toEqual({ isEmpty: true, password: true, oidc: [], cas: null, kerberos: null });
			await empty.addPerson('alice', 'VIEWER');
			expect(await methods(empty)).toMatchObject({ isEmpty: false });
			const issuers = [
				{ issuer: 'https://sso.example/realms/staff', clientId: 'dms', name: 'Staff' },
				{ issuer: 'https://other.example', clientId: 'dms' },
			];
			const cas = { server: 'https://cas.example', services: [`https://${host}/somewhere/else`, `https://${host}/xuc/api/2.0/auth/cas`] };
			const admin = await openAdmin((await openStore()).store, { admin: { sso: { oidc: { issuers, redirectUrl }, cas } } });
			const start = `https://${host}/api/2.0/auth/oidc/login?issuer=`;
			expect(await methods(admin)).toEqual({
				...{ isEmpty: true, password: true, kerberos: null, cas: { startUrl: `https://${host}/xuc/api/2.0/auth/cas/login` } },
				oidc: [
					{ name: 'Staff', issuer: issuers[0]?.issuer, startUrl: `${start}${encodeURIComponent('https://sso.example/realms/staff')}` },
					{ name: 'other.example', issuer: issuers[1]?.issuer, startUrl: `${start}${encodeURIComponent('https://other.example')}` },
				],
			});
		});

		it('is not offered where browsers come back elsewhere', async () => {
			const sso: Sso = {
				oidc: { issuers: [{ issuer: 'https://sso.example', clientId: 'dms' }], redirectUrl: 'https://app.example/back' },
				cas: { server: 'https://cas.example', services: ['https://app.example/'] },
			};
			const admin = await openAdmin((await openStore()).store, { admin: { sso } });
			expect((await admin.send({ path: '/api/v1/sign-in-methods' })).json()).toMatchObject({ oidc: [], cas: null });
			expect(errorOf(await admin.send({ path: '/api/2.0/auth/cas/login' }))).toEqual([404, 'CasNotConfigured']);
		});
	});
});
