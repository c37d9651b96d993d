import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { OidcProof, OidcVerifier } from '../../../src/admin/sso/oidc/oidc-verifier.ts';
import type { SsoRefusal } from '../../../src/admin/sso/sso-refusal.ts';
import { openSso } from '../../../src/compose/sso.ts';
import type { Result } from '../../../src/domain/result.ts';
import { ssoConfiguration } from '../../../src/runtime/sso-configuration.ts';
import {
	apiAudience,
	type Claims,
	type OpenidProvider,
	openidClient,
	signClaims,
	startOpenidProvider,
} from '../../helpers/openid-provider.ts';
import { useSqlite } from '../../helpers/stores.ts';

const now = (): number => Math.floor(Date.now() / 1_000);
const hour = 3_600;

describe('tokens of OpenID providers', () => {
	const openStore = useSqlite();
	let provider: OpenidProvider;
	beforeAll(async () => {
		provider = await startOpenidProvider();
	});
	afterAll(() => provider.stop());

	const client = { clientId: openidClient.id, audience: apiAudience };

	async function createVerifier(
		issuers: readonly Readonly<Record<string, unknown>>[] = [{ issuer: provider.issuer, ...client }],
		clock = { now: () => new Date() },
	): Promise<OidcVerifier> {
		const section = ssoConfiguration.parse({ timeoutMs: 1_000, plainLoopback: 'allow', oidc: { issuers } });
		const { oidc } = await openSso(section, { store: (await openStore()).store, clock });
		if (oidc === undefined) throw new Error('OpenID is not configured');
		return oidc;
	}

	const idToken = (claims: Claims = {}): Claims => ({
		iss: provider.issuer,
		aud: openidClient.id,
		sub: 'alice',
		preferred_username: 'alice',
		iat: now(),
		exp: now() + hour,
		...claims,
	});

	it('takes an access token that the provider has made for the API of this server', async () => {
		const verifier = await createVerifier();
		const token = await provider.accessTokenFor(apiAudience);
		expect(await verifier.verifyOidcToken(token)).toEqual({ ok: true, value: { login: 'robot', issuer: provider.issuer } });
	});
	it('refuses an access token that the provider has made for somebody else', async () => {
		const verifier = await createVerifier();
		expectRefusal(await verifier.verifyOidcToken(await provider.accessTokenFor('urn:another:api')), 'OidcAuthenticationFailed', '(aud)');
	});
	it('takes no access tokens where no audience is configured', async () => {
		const verifier = await createVerifier([{ issuer: provider.issuer, clientId: openidClient.id }]);
		expectRefusal(await verifier.verifyOidcToken(await provider.accessTokenFor(apiAudience)), 'OidcAuthenticationFailed', '(aud)');
	});

	const accepted: readonly [name: string, claims: () => Claims, header?: { readonly typ: string }][] = [
		['ok/an ID token', () => ({})],
		['ok/one for several, that this client has asked for', () => ({ aud: ['x', openidClient.id], azp: openidClient.id })],
		['ok/one whose nonce belongs to a sign-in elsewhere', () => ({ nonce: 'of a page' })],
		['ok/one that has just expired', () => ({ exp: now() - 20 })],
		['ok/one of a clock that is a little ahead', () => ({ iat: now() + 20, nbf: now() + 20 })],
		['ok/an access token', () => ({ aud: apiAudience }), { typ: 'at+jwt' }],
		['ok/an access token by its long name', () => ({ aud: apiAudience }), { typ: 'application/at+jwt' }],
		['ok/an access token without a type', () => ({ aud: ['x', apiAudience], azp: 'another' })],
	];
	it.each(accepted)('%s', async (_name, claims, header) => {
		const verifier = await createVerifier();
		const proof = await verifier.verifyOidcToken(await provider.sign(idToken(claims()), header));
		expect(proof).toEqual({ ok: true, value: { login: 'alice', issuer: provider.issuer } });
	});

	const rejected: readonly [
		name: string,
		claims: () => Claims,
		detail: string,
		header?: { readonly typ?: string; readonly kid?: string },
	][] = [
		['reject/another issuer', () => ({ iss: 'https://evil.example' }), 'issuer is not trusted'],
		['reject/no issuer', () => ({ iss: undefined }), 'issuer is not trusted'],
		['reject/another audience', () => ({ aud: 'another' }), '(aud)'],
		['reject/no audience', () => ({ aud: undefined }), '(aud)'],
		['reject/an old one', () => ({ exp: now() - 61 }), 'EXPIRED (exp)'],
		['reject/one without an end', () => ({ exp: undefined }), '(exp)'],
		['reject/one without a beginning', () => ({ iat: undefined }), '(iat)'],
		['reject/one of the day before yesterday', () => ({ iat: now() - 48 * hour }), '(iat)'],
		['reject/one of the future', () => ({ iat: now() + 90 }), '(iat)'],
		['reject/one that is not valid yet', () => ({ nbf: now() + 90 }), '(nbf)'],
		['reject/one without a subject', () => ({ sub: undefined }), '(sub)'],
		['reject/one that another client has asked for', () => ({ azp: 'another' }), 'another client'],
		['reject/one for several, that nobody has asked for', () => ({ aud: [openidClient.id, 'x'] }), 'another client'],
		['reject/a logout token', () => ({}), 'no ID token', { typ: 'logout+jwt' }],
		[
			'reject/a logout token without a type',
			() => ({ events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }),
			'no ID token',
		],
		['reject/an access token for the client', () => ({}), 'no ID token', { typ: 'at+jwt' }],
		['reject/an ID token for the API', () => ({ aud: apiAudience }), 'no access token', { typ: 'secevent+jwt' }],
		['reject/one that is bound to a key', () => ({ aud: apiAudience, cnf: { jkt: 'x' } }), 'bound to a key'],
		['reject/an unknown key', () => ({}), 'no key of its issuer', { kid: 'unknown' }],
		['reject/no name', () => ({ preferred_username: undefined }), 'no text in the claim'],
		['reject/a name that is no text', () => ({ preferred_username: ['alice'] }), 'no text in the claim'],
	];
	it.each(rejected)('%s', async (_name, claims, detail, header) => {
		const verifier = await createVerifier();
		expectRefusal(await verifier.verifyOidcToken(await provider.sign(idToken(claims()), header)), 'OidcAuthenticationFailed', detail);
	});

	const forged: readonly [name: string, forge: (token: string) => Promise<string> | string, detail: string][] = [
		['reject/nothing', () => '', 'no signed JWT'],
		['reject/words', () => 'a.b.c', 'no signed JWT'],
		['reject/an encrypted one', (token) => `${token}.a.b`, 'no signed JWT'],
		['reject/a longer one than any', (token) => token + 'A'.repeat(17_000), 'no signed JWT'],
		['reject/one that nobody has signed', (token) => `${reheader(token, { alg: 'none' })}.`, 'no signed JWT'],
		['reject/one of algorithm none with a signature', (token) => `${reheader(token, { alg: 'none' })}.AAAA`, 'algorithm'],
		['reject/one of algorithm None', (token) => `${reheader(token, { alg: 'None' })}.AAAA`, 'algorithm'],
		['reject/one signed with the public key as a secret', (token) => signWithPublicKey(token), 'algorithm'],
		['reject/one whose claims were changed', (token) => changeClaims(token), 'SIGNATURE_VERIFICATION_FAILED'],
		['reject/one signed with another key of the same name', () => signWithOtherKey(), 'SIGNATURE_VERIFICATION_FAILED'],
		['reject/one that brings its own key', () => signWithOwnKey(), 'SIGNATURE_VERIFICATION_FAILED'],
		[
			'reject/one with an extension that must be understood',
			(token) => `${reheader(token, { alg: 'ES256', crit: ['x'], x: 1 })}.AAAA`,
			'ERR_',
		],
	];
	it.each(forged)('%s', async (_name, forge, detail) => {
		const verifier = await createVerifier();
		const token = await forge(await provider.sign(idToken()));
		expectRefusal(await verifier.verifyOidcToken(token), 'OidcAuthenticationFailed', detail);
	});

	async function signWithPublicKey(token: string): Promise<string> {
		const { keys } = (await (await fetch(`${provider.issuer}/jwks`)).json()) as { keys: JWK[] };
		const pem = createPublicKey({ key: { ...keys[0] }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
		const signed = reheader(token, { alg: 'HS256', kid: 'of-the-provider' });
		return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
	}
	function signWithOtherKey(): Promise<string> {
		const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		return signClaims(idToken(), { kid: 'of-the-provider' }, privateKey);
	}
	async function signWithOwnKey(): Promise<string> {
		const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		return signClaims(idToken(), { jwk: await exportJWK(publicKey) }, privateKey);
	}

	describe('the login', () => {
		const rows: readonly [name: string, settings: Readonly<Record<string, string>>, claims: Claims, login: string | RegExp][] = [
			['ok/from the claim that is configured', { loginClaim: 'upn' }, { upn: 'Bob' }, 'bob'],
			['ok/without the domain', { loginClaim: 'upn', loginDomain: 'corp.example' }, { upn: 'bob@corp.example' }, 'bob'],
			[
				'ok/from an address that the provider has verified',
				{ loginClaim: 'email' },
				{ email: 'b@x.example', email_verified: true },
				'b@x.example',
			],
			[
				'reject/an address that nobody has verified',
				{ loginClaim: 'email' },
				{ email: 'b@x.example', email_verified: false },
				/not verified/,
			],
			['reject/an address of which nothing is said', { loginClaim: 'email' }, { email: 'b@x.example' }, /not verified/],
			['reject/another domain', { loginDomain: 'corp.example' }, { preferred_username: 'bob@evil.example' }, /not of the domain/],
			[
				'reject/a domain that only ends so',
				{ loginDomain: 'corp.example' },
				{ preferred_username: 'bob@evil-corp.example' },
				/not of the domain/,
			],
			['reject/no domain', { loginDomain: 'corp.example' }, { preferred_username: 'bob' }, /not of the domain/],
			['reject/a letter that only looks like one', {}, { preferred_username: 'bo\u212a' }, /no login can be/],
			['reject/a line break', {}, { preferred_username: 'bob\n' }, /no login can be/],
			['reject/nothing', {}, { preferred_username: '' }, /no login can be/],
		];
		it.each(rows)('%s', async (_name, settings, claims, login) => {
			const verifier = await createVerifier([{ issuer: provider.issuer, ...client, ...settings }]);
			const proof = await verifier.verifyOidcToken(await provider.sign(idToken(claims)));
			if (typeof login === 'string') expect(proof).toMatchObject({ value: { login } });
			else expect(proof).toMatchObject({ ok: false, reason: { detail: login } });
		});
	});

	describe('a provider and its keys', () => {
		async function startStub(): Promise<StubProvider> {
			const stub = await startStubProvider();
			onTestFinished(() => stub.stop());
			return stub;
		}
		const claimsOf = (stub: StubProvider): Claims => idToken({ iss: stub.issuer });

		it('keeps the tokens of several providers apart', async () => {
			const stub = await startStub();
			const verifier = await createVerifier([
				{ issuer: provider.issuer, ...client },
				{ issuer: stub.issuer, ...client },
			]);
			expect(await verifier.verifyOidcToken(await provider.sign(idToken()))).toMatchObject({ value: { issuer: provider.issuer } });
			expect(await verifier.verifyOidcToken(await stub.sign(claimsOf(stub)))).toMatchObject({ value: { issuer: stub.issuer } });
			expectRefusal(await verifier.verifyOidcToken(await stub.sign(idToken())), 'OidcAuthenticationFailed', 'no key of its issuer');
		});
		it('asks once for what many tokens need, and again when a key is new', async () => {
			const stub = await startStub();
			let atMs = Date.now();
			const verifier = await createVerifier([{ issuer: stub.issuer, ...client }], { now: () => new Date(atMs) });
			const first = await stub.sign(claimsOf(stub));
			await Promise.all(Array.from({ length: 10 }, () => verifier.verifyOidcToken(first)));
			expect(stub.asked).toEqual(['/.well-known/openid-configuration', '/jwks']);
			stub.rotate();
			const second = await stub.sign(claimsOf(stub));
			expectRefusal(await verifier.verifyOidcToken(second), 'OidcAuthenticationFailed', 'no key of its issuer');
			expect(stub.asked).toHaveLength(2);
			atMs += 31_000;
			expect(await verifier.verifyOidcToken(second)).toMatchObject({ ok: true });
			expectRefusal(await verifier.verifyOidcToken(first), 'OidcAuthenticationFailed', 'no key of its issuer');
			expect(stub.asked).toHaveLength(3);
		});
		it('goes on for a while with the keys of a provider that cannot be reached', async () => {
			const stub = await startStub();
			let atMs = Date.now();
			const verifier = await createVerifier([{ issuer: stub.issuer, ...client }], { now: () => new Date(atMs) });
			const token = await stub.sign(idToken({ iss: stub.issuer, exp: now() + 3 * hour }));
			expect(await verifier.verifyOidcToken(token)).toMatchObject({ ok: true });
			await stub.stop();
			atMs += 30 * 60_000;
			expect(await verifier.verifyOidcToken(token)).toMatchObject({ ok: true });
			atMs += 31 * 60_000;
			expectRefusal(await verifier.verifyOidcToken(token), 'OidcServerUnavailable', 'ECONNREFUSED');
		});
		it('asks a provider that fails no more often than it may', async () => {
			const stub = await startStub();
			stub.fault = 'status';
			const verifier = await createVerifier([{ issuer: stub.issuer, ...client }]);
			const token = await stub.sign(claimsOf(stub));
			expectRefusal(await verifier.verifyOidcToken(token), 'OidcServerUnavailable', 'no keys of');
			expectRefusal(await verifier.verifyOidcToken(token), 'OidcServerUnavailable', 'no keys of');
			expect(stub.asked).toHaveLength(1);
		});
		it.each(['issuer', 'keys', 'plain', 'text'] as const)('does not believe a provider with a wrong %s', async (fault) => {
			const stub = await startStub();
			stub.fault = fault;
			const verifier = await createVerifier([{ issuer: stub.issuer, ...client }]);
			expectRefusal(await verifier.verifyOidcToken(await stub.sign(claimsOf(stub))), 'OidcServerUnavailable', 'no keys of');
		});
	});
});

interface StubProvider {
	readonly issuer: string;
	/** Paths, in the order in which they were asked for. */
	readonly asked: string[];
	fault: 'issuer' | 'keys' | 'plain' | 'text' | 'status' | undefined;
	rotate(): void;
	sign(claims: Claims): Promise<string>;
	stop(): Promise<void>;
}

/** A provider that can be broken, and whose keys change. */
async function startStubProvider(): Promise<StubProvider> {
	let number = 0;
	let pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const server = createServer((request, response) => void answer(request.url ?? '').then((body) => response.end(body)));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
	const stub: StubProvider = {
		issuer,
		asked: [],
		fault: undefined,
		rotate() {
			number += 1;
			pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		},
		sign: (claims) => signClaims(claims, { kid: `key ${number}` }, pair.privateKey),
		async stop() {
			if (!server.listening) return;
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
	const answer = async (path: string): Promise<string> => {
		stub.asked.push(path);
		if (stub.fault === 'status') return '';
		if (path === '/jwks') {
			if (stub.fault === 'text') return 'keys';
			return JSON.stringify({ keys: stub.fault === 'keys' ? 'none' : [{ ...(await exportJWK(pair.publicKey)), kid: `key ${number}` }] });
		}
		return JSON.stringify({
			issuer: stub.fault === 'issuer' ? `${issuer}/other` : issuer,
			jwks_uri: stub.fault === 'plain' ? 'http://provider.example/jwks' : `${issuer}/jwks`,
		});
	};
	server.prependListener('request', (_request, response) => response.setHeader('Content-Type', 'application/json'));
	return stub;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The first two parts, with another header. */
function reheader(token: string, header: Readonly<Record<string, unknown>>): string {
	return `${encode(header)}.${token.split('.')[1]}`;
}

function changeClaims(token: string): string {
	const [header, claims = '', signature] = token.split('.');
	const changed = { ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as Claims), preferred_username: 'root' };
	return [header, encode(changed), signature].join('.');
}

function expectRefusal(proof: Result<OidcProof, SsoRefusal>, code: SsoRefusal['code'], detail: string): void {
	expect(proof).toEqual({ ok: false, reason: { code, detail: expect.stringContaining(detail) } });
	expect(JSON.stringify(proof)).not.toContain('eyJ');
}
