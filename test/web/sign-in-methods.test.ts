import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { type OpenidProvider, openidClient, startOpenidProvider } from '../helpers/openid-provider.ts';
import { useWeb } from './browser.ts';
import { password } from './web-server.ts';

let provider: OpenidProvider | undefined;
let folder = '';
const cas = createHttpServer(answerAsCas);

/** The provider must know where the page is before either of them starts. */
async function findFreePort(): Promise<number> {
	const server = createServer();
	const port = await listen(server);
	await new Promise((resolve) => server.close(resolve));
	return port;
}

async function listen(server: Server): Promise<number> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

/** What a CAS server says of a browser that it knows already: a ticket for the service, and that it is hers. */
function answerAsCas({ url = '' }: IncomingMessage, response: ServerResponse): void {
	const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
	const service = searchParams.get('service') ?? '';
	if (pathname === '/cas/login') {
		const location = new URL(service);
		location.searchParams.set('ticket', 'ST-1-of-a-test');
		response.writeHead(302, { location: location.href }).end();
		return;
	}
	const isHers = pathname.endsWith('/serviceValidate') && searchParams.get('ticket') === 'ST-1-of-a-test';
	const outcome = isHers
		? '<cas:authenticationSuccess><cas:user>alice</cas:user></cas:authenticationSuccess>'
		: '<cas:authenticationFailure code="INVALID_TICKET">unknown</cas:authenticationFailure>';
	response
		.writeHead(200, { 'content-type': 'application/xml' })
		.end(`<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">${outcome}</cas:serviceResponse>`);
}

const web = useWeb(async () => {
	const adminPort = await findFreePort();
	const redirectUrl = `http://127.0.0.1:${adminPort}/api/2.0/auth/oidc/callback`;
	provider = await startOpenidProvider([redirectUrl]);
	folder = await mkdtemp(join(tmpdir(), 'opendms-web-provider-'));
	const clientSecretFile = join(folder, 'client-secret');
	await writeFile(clientSecretFile, openidClient.secret, { mode: 0o600 });
	const issuer = { issuer: provider.issuer, name: 'Example Staff', clientId: openidClient.id, clientSecretFile };
	return {
		hasNobody: true,
		adminPort,
		environment: {
			DMS_ADMIN_SSO_OIDC_ISSUERS: JSON.stringify([issuer]),
			DMS_ADMIN_SSO_OIDC_REDIRECT_URL: redirectUrl,
			DMS_ADMIN_SSO_PLAIN_LOOPBACK: 'allow',
			DMS_ADMIN_SSO_CAS_SERVER: `http://127.0.0.1:${await listen(cas)}/cas`,
			DMS_ADMIN_SSO_CAS_SERVICES: `http://127.0.0.1:${adminPort}/api/2.0/auth/cas`,
		},
	};
});

afterAll(async () => {
	await provider?.stop();
	cas.close();
	cas.closeAllConnections();
	await rm(folder, { recursive: true, force: true });
});

/** As somebody does who signs out of all sessions elsewhere. */
const giveTokenBack = `fetch('/api/2.0/auth/token', {
	method: 'DELETE', headers: { authorization: 'Bearer ' + JSON.parse(sessionStorage.getItem('opendms.session')).token },
}).then(({ status }) => status)`;

/** Fills in the forms of the provider. */
async function signInThere(page: Page, login: string): Promise<void> {
	await page.locator('input[name=login]').fill(login);
	await page.locator('input[name=password]').fill('any');
	await page.locator('button[type=submit]').click();
	await page.locator('input[name=prompt][value=consent]').waitFor({ state: 'attached' });
	await page.locator('button[type=submit]').click();
}

describe('the first administrator', () => {
	it('comes in by the link that the start has printed, and by nothing else', async () => {
		const page = await web().open('/', 'nobody');
		await page.getByRole('heading', { name: 'First administrator' }).waitFor();
		await web().check(page, 'first-administrator');
		web().expectFault(/status of 401/);
		await page.getByLabel('Code').fill('guessed');
		await page.getByLabel('User name').fill('alice');
		await page.getByLabel('Password', { exact: true }).fill(password);
		await page.getByRole('button', { name: 'Create and sign in' }).click();
		await page.getByRole('alert').waitFor();

		const linked = await web().open(`/#first=${web().server.firstCode}`, 'nobody');
		await linked.getByLabel('User name').fill('alice');
		// The code is in no address any more, and so in no history.
		expect(linked.url()).not.toContain(web().server.firstCode);
		await linked.getByLabel('Password', { exact: true }).fill(password);
		await linked.getByRole('button', { name: 'Create and sign in' }).click();
		await linked.getByRole('button', { name: 'Account: alice' }).waitFor();
	});

	it('is there once: from then on everybody signs in', async () => {
		const page = await web().open('/', 'nobody');
		await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
	});
});

describe('an OpenID provider', () => {
	it('brings somebody back to where they wanted to go', async () => {
		const page = await web().open('/tls-policy', 'nobody');
		// The page of the provider wants fonts from elsewhere.
		web().expectFault(/Failed to load resource|ERR_|Content Security Policy/);
		await page.getByRole('button', { name: 'Continue with Example Staff' }).waitFor();
		await web().check(page, 'sign-in-methods');
		await page.getByRole('button', { name: 'Continue with Example Staff' }).click();
		await signInThere(page, 'alice');
		await page.getByRole('heading', { level: 1, name: 'TLS policy' }).waitFor();
		expect(page.url()).toBe(`${web().server.origin}/tls-policy`);
		await page.getByRole('button', { name: 'Account: alice' }).waitFor();
	});

	it('renews a session that has ended in another tab, and what was typed stays', async () => {
		web().expectFault(/status of 401|Failed to load resource|ERR_|Content Security Policy/);
		const page = await web().open('/devices/import', 'nobody');
		await page.getByRole('button', { name: 'Continue with Example Staff' }).click();
		await signInThere(page, 'alice');
		await page.getByRole('button', { name: 'Account: alice' }).waitFor();
		await page.goto('/tag-sets');
		await page.getByRole('button', { name: 'Add a tag set' }).first().click();
		const form = page.getByRole('dialog', { name: 'Add a tag set' });
		await form.getByLabel('Name').fill('Typed by alice');
		await page.evaluate(giveTokenBack);
		await form.getByRole('button', { name: 'Add', exact: true }).click();
		const ended = page.getByRole('dialog', { name: 'Your session has ended' });
		const opened = page.waitForEvent('popup');
		await ended.getByRole('link', { name: 'Sign in another way, in a new tab' }).click();
		const tab = await opened;
		await tab.getByRole('button', { name: 'Continue with Example Staff' }).click();
		// The provider knows her still, from the first time.
		await tab.getByRole('button', { name: 'Account: alice' }).waitFor();
		await page.getByRole('heading', { level: 1, name: 'Typed by alice' }).waitFor();
		expect(await ended.count()).toBe(0);
	});

	it('says so where nobody here has the name', async () => {
		const page = await web().open('/', 'nobody');
		web().expectFault(/Failed to load resource|ERR_|Content Security Policy/);
		await page.getByRole('button', { name: 'Continue with Example Staff' }).click();
		await signInThere(page, 'mallory');
		await page.getByRole('alert').getByText('Ask an administrator to add you').waitFor();
		await web().check(page, 'sign-in-refused');
	});
});

describe('a CAS server', () => {
	it('brings somebody back to where they wanted to go', async () => {
		const page = await web().open('/audit', 'nobody');
		await page.getByRole('button', { name: 'Continue with CAS' }).click();
		await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
		await page.getByRole('button', { name: 'Account: alice' }).waitFor();
		expect(page.url()).toBe(`${web().server.origin}/audit`);
	});

	it('that has no ticket for somebody lets nobody in, and the page says why', async () => {
		const page = await web().open('/sign-in', 'nobody');
		await page.goto('/audit#sso-error=CasServerUnavailable');
		await page.getByRole('alert').getByText('The CAS server cannot be reached').waitFor();
		expect(page.url()).not.toContain('sso-error');
	});
});

describe('Kerberos', () => {
	it('is offered under the name for which browsers have tickets, and says so where there is none', async () => {
		const page = await web().open('/sign-in', 'nobody');
		web().expectFault(/status of 4\d\d/);
		// Everything but this answer is the server's: it has no keys of a realm here.
		await page.route('**/api/v1/sign-in-methods', async (route) => {
			const methods = (await (await route.fetch()).json()) as object;
			await route.fulfill({ json: { ...methods, kerberos: { path: '/api/2.0/auth/sso', host: '127.0.0.1' } } });
		});
		await page.reload();
		await page.getByRole('button', { name: 'Continue with Kerberos' }).click();
		await page.getByRole('alert').getByText('The browser has no Kerberos ticket').waitFor();
		await web().check(page, 'sign-in-kerberos');
	});
});
