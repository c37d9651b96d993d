import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OidcLogin, OidcStart } from '../../../src/admin/sso/oidc/oidc-login.ts';
import type { OidcProof } from '../../../src/admin/sso/oidc/oidc-verifier.ts';
import type { SsoRefusal } from '../../../src/admin/sso/sso-refusal.ts';
import { openSso } from '../../../src/compose/sso.ts';
import type { Store } from '../../../src/domain/ports.ts';
import type { Result } from '../../../src/domain/result.ts';
import { ssoConfiguration } from '../../../src/runtime/sso-configuration.ts';
import { type OpenidProvider, openidClient, redirectUrl, startOpenidProvider } from '../../helpers/openid-provider.ts';
import { type TestStore, useSqlite } from '../../helpers/stores.ts';

describe('a sign-in of a browser at an OpenID provider', () => {
	const openStore = useSqlite();
	let provider: OpenidProvider;
	beforeAll(async () => {
		provider = await startOpenidProvider();
	});
	afterAll(() => provider.stop());

	let atMs = Date.now();
	const clock = { now: () => new Date(atMs) };

	async function createLogin({ options, store }: TestStore, secret = openidClient.secret): Promise<OidcLogin> {
		const clientSecretFile = join(options.dataDirectory, 'client-secret');
		await writeFile(clientSecretFile, `${secret}\n`);
		return createNode(store, clientSecretFile);
	}
	async function createNode(store: Store, clientSecretFile: string): Promise<OidcLogin> {
		atMs = Date.now();
		const issuers = [{ issuer: provider.issuer, clientId: openidClient.id, clientSecretFile, scope: 'openid profile email' }];
		const section = ssoConfiguration.parse({ timeoutMs: 1_000, plainLoopback: 'allow', oidc: { issuers, redirectUrl } });
		const { oidcLogin } = await openSso(section, { store, clock });
		if (oidcLogin === undefined) throw new Error('OpenID is not configured');
		return oidcLogin;
	}

	it('ends with the person whom the provider knows', async () => {
		const login = await createLogin(await openStore());
		const { location, flow } = await start(login);
		const query = await provider.visit(location, 'alice');
		expect(await login.finishOidcLogin({ query, flow })).toEqual({ ok: true, value: { login: 'alice', issuer: provider.issuer } });
	});
	it('asks for a code with PKCE, a state and a nonce, at the registered place', async () => {
		const login = await createLogin(await openStore());
		const { location, flow, maxAgeSeconds } = await start(login);
		const { origin, searchParams } = new URL(location);
		expect(origin).toBe(provider.issuer);
		expect(Object.fromEntries(searchParams)).toEqual({
			client_id: openidClient.id,
			response_type: 'code',
			redirect_uri: redirectUrl,
			scope: 'openid profile email',
			state: expect.stringMatching(/^[\w-]{43}$/),
			nonce: expect.stringMatching(/^[\w-]{43}$/),
			code_challenge: expect.stringMatching(/^[\w-]{43}$/),
			code_challenge_method: 'S256',
		});
		expect(flow).toMatch(/^[\w-]{100,2048}$/);
		expect(maxAgeSeconds).toBe(600);
		for (const secret of [searchParams.get('state'), searchParams.get('nonce'), 'state']) {
			expect(Buffer.from(flow, 'base64url').toString('latin1')).not.toContain(secret);
		}
	});
	it('is finished by another node than the one that has begun it', async () => {
		const place = await openStore();
		const begun = await start(await createLogin(place));
		const other = await createNode(await place.again(), join(place.options.dataDirectory, 'client-secret'));
		const query = await provider.visit(begun.location);
		expect(await other.finishOidcLogin({ query, flow: begun.flow })).toMatchObject({ value: { login: 'alice' } });
	});

	it('is finished once, on whichever node', async () => {
		const place = await openStore();
		const login = await createLogin(place);
		const { location, flow } = await start(login);
		const query = await provider.visit(location);
		expect(await login.finishOidcLogin({ query, flow })).toMatchObject({ ok: true });
		expectRefusal(await login.finishOidcLogin({ query, flow }), 'OidcInvalidParameter', 'finished already');
		const other = await createNode(await place.again(), join(place.options.dataDirectory, 'client-secret'));
		expectRefusal(await other.finishOidcLogin({ query, flow }), 'OidcInvalidParameter', 'finished already');
	});

	const rejected: readonly [
		name: string,
		spoil: (query: URLSearchParams, flow: string, login: OidcLogin) => Promise<{ query?: URLSearchParams; flow?: string | undefined }>,
		code: SsoRefusal['code'],
		detail: string,
	][] = [
		['reject/a browser that has begun nothing', async () => ({ flow: undefined }), 'OidcInvalidParameter', 'begun no sign-in'],
		[
			'reject/a browser that has begun another one',
			async (_q, _f, login) => ({ flow: (await start(login)).flow }),
			'OidcInvalidParameter',
			'state',
		],
		['reject/what nobody has sealed', async (_query, flow) => ({ flow: changed(flow) }), 'OidcInvalidParameter', 'begun no sign-in'],
		['reject/half a flow', async (_query, flow) => ({ flow: flow.slice(0, 30) }), 'OidcInvalidParameter', 'begun no sign-in'],
		['reject/no state', async (query) => ({ query: without(query, 'state') }), 'OidcInvalidParameter', 'state'],
		['reject/two states', async (query) => ({ query: having(query, 'state', query.get('state') ?? '') }), 'OidcInvalidParameter', 'state'],
		['reject/no code', async (query) => ({ query: without(query, 'code') }), 'OidcInvalidParameter', 'neither'],
		['reject/two codes', async (query) => ({ query: having(query, 'code', 'x') }), 'OidcInvalidParameter', 'neither'],
		[
			'reject/another issuer',
			async (query) => ({ query: having(without(query, 'iss'), 'iss', 'https://x') }),
			'OidcInvalidParameter',
			'issuer',
		],
		[
			'reject/an error',
			async (query) => ({ query: having(without(query, 'code'), 'error', 'access_denied') }),
			'OidcAuthenticationFailed',
			'access_denied',
		],
		[
			'reject/a made-up code',
			async (query) => ({ query: having(without(query, 'code'), 'code', 'made-up') }),
			'OidcAuthenticationFailed',
			'invalid_grant',
		],
		[
			'reject/the code of somebody else',
			async (query, _flow, login) => {
				const theirs = await provider.visit((await start(login)).location, 'mallory');
				return { query: having(without(query, 'code'), 'code', theirs.get('code') ?? '') };
			},
			'OidcAuthenticationFailed',
			'invalid_grant',
		],
		[
			'reject/one that took too long',
			async () => {
				atMs += 601_000;
				return {};
			},
			'OidcInvalidParameter',
			'too long',
		],
	];
	it.each(rejected)('%s', async (_name, spoil, code, detail) => {
		const login = await createLogin(await openStore());
		const { location, flow } = await start(login);
		const query = await provider.visit(location);
		expectRefusal(await login.finishOidcLogin({ query, flow, ...(await spoil(query, flow, login)) }), code, detail);
	});

	it('blames the configuration where the provider does not know the secret', async () => {
		const login = await createLogin(await openStore(), 'another secret');
		const { location, flow } = await start(login);
		const query = await provider.visit(location);
		expectRefusal(await login.finishOidcLogin({ query, flow }), 'OidcServerInvalidResponse', 'WWW_AUTHENTICATE');
	});
	it('begins nowhere but at the providers of the configuration', async () => {
		const login = await createLogin(await openStore());
		expect(await login.startOidcLogin({ issuer: provider.issuer })).toMatchObject({ ok: true });
		expect(await login.startOidcLogin({ issuer: 'https://evil.example' })).toMatchObject({ reason: { code: 'OidcInvalidParameter' } });
	});
	it('says that the provider cannot be reached, at either end', async () => {
		const own = await startOpenidProvider();
		const place = await openStore();
		const section = ssoConfiguration.parse({
			plainLoopback: 'allow',
			oidc: { issuers: [{ issuer: own.issuer, clientId: openidClient.id }], redirectUrl },
		});
		const { oidcLogin: login } = await openSso(section, { store: place.store, clock });
		const { oidcLogin: later } = await openSso(section, { store: place.store, clock });
		if (login === undefined || later === undefined) throw new Error('OpenID is not configured');
		const { location, flow } = await start(login);
		const query = await own.visit(location);
		await own.stop();
		expectRefusal(await login.finishOidcLogin({ query, flow }), 'OidcServerUnavailable', 'ECONNREFUSED');
		expect(await later.startOidcLogin()).toMatchObject({
			reason: { code: 'OidcServerUnavailable', detail: expect.stringContaining('ECONNREFUSED') },
		});
	});
});

async function start(login: OidcLogin): Promise<OidcStart> {
	const started = await login.startOidcLogin();
	if (!started.ok) throw new Error(started.reason.detail);
	return started.value;
}

function without(query: URLSearchParams, name: string): URLSearchParams {
	return new URLSearchParams([...query].filter(([key]) => key !== name));
}

function having(query: URLSearchParams, name: string, value: string): URLSearchParams {
	return new URLSearchParams([...query, [name, value]]);
}

function changed(flow: string): string {
	return (flow.startsWith('A') ? 'B' : 'A') + flow.slice(1);
}

function expectRefusal(proof: Result<OidcProof, SsoRefusal>, code: SsoRefusal['code'], detail: string): void {
	expect(proof).toEqual({ ok: false, reason: { code, detail: expect.stringContaining(detail) } });
	expect(JSON.stringify(proof)).not.toMatch(/[\w-]{43}/);
}
