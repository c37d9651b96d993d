import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactSign, exportJWK } from 'jose';
import { Provider } from 'oidc-provider';

export const openidClient = { id: 'dms', secret: 'a secret of the client that nobody guesses' };
/** Where the provider sends browsers back to; nobody listens there. */
export const redirectUrl = 'https://dms.example/api/2.0/auth/oidc/callback';
export const apiAudience = 'urn:dms:api';

/** What a token says; what is undefined is left out. */
export type Claims = Readonly<Record<string, unknown>>;

/** A token with any content, signed with ES256. */
export function signClaims(claims: Claims, header: Readonly<Record<string, unknown>>, key: KeyObject): Promise<string> {
	const signing = new CompactSign(Buffer.from(JSON.stringify(claims)));
	return signing.setProtectedHeader({ alg: 'ES256', ...header }).sign(key);
}

/** An oidc-provider of its own on loopback. Whoever logs in as `alice` is her; her address of mail is not verified. */
export interface OpenidProvider {
	readonly issuer: string;
	/** Goes where a browser is sent, logs in and consents. @returns the query with which the browser comes back. */
	visit(location: string, login?: string): Promise<URLSearchParams>;
	/** A JWT access token of a service, for this audience. */
	accessTokenFor(audience: string): Promise<string>;
	/** A token with any content, signed with the key of the provider. */
	sign(claims: Claims, header?: Readonly<Record<string, string>>): Promise<string>;
	stop(): Promise<void>;
}

/** @param redirectUrls where else it sends browsers back to. */
export async function startOpenidProvider(redirectUrls: readonly string[] = []): Promise<OpenidProvider> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
	const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'of-the-provider' };
	const provider = quietly(
		() =>
			new Provider(issuer, {
				clients: [
					{
						client_id: openidClient.id,
						client_secret: openidClient.secret,
						redirect_uris: [redirectUrl, ...redirectUrls],
						id_token_signed_response_alg: 'ES256',
					},
					{
						client_id: 'robot',
						client_secret: 'robot',
						redirect_uris: [],
						response_types: [],
						grant_types: ['client_credentials'],
						id_token_signed_response_alg: 'ES256',
					},
				],
				jwks: { keys: [key] },
				cookies: { keys: ['of a test'] },
				claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email', 'email_verified'] },
				conformIdTokenClaims: false,
				findAccount: (_context, id) => ({
					accountId: id,
					claims: () => ({ sub: id, preferred_username: id, email: `${id}@dms.example`, email_verified: false }),
				}),
				extraTokenClaims: () => ({ preferred_username: 'robot' }),
				pkce: { required: () => true },
				ttl: { AccessToken: 600, ClientCredentials: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
				features: {
					clientCredentials: { enabled: true },
					resourceIndicators: {
						enabled: true,
						getResourceServerInfo: (_context, audience) => ({
							scope: 'api',
							audience,
							accessTokenFormat: 'jwt',
							jwt: { sign: { alg: 'ES256' } },
						}),
					},
				},
			}),
	);
	server.on('request', (request, response) => void provider.callback()(request, response));
	return {
		issuer,
		visit,
		async accessTokenFor(audience) {
			const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'api', resource: audience });
			const headers = { Authorization: `Basic ${Buffer.from('robot:robot').toString('base64')}` };
			const answer = (await (await fetch(`${issuer}/token`, { method: 'POST', headers, body })).json()) as { access_token: string };
			return answer.access_token;
		},
		sign: (claims, header = {}) => signClaims(claims, { kid: key.kid, ...header }, privateKey),
		async stop() {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

/** The provider warns of what is only good enough for tests. */
function quietly<Value>(make: () => Value): Value {
	const { warn } = console;
	console.warn = () => {};
	try {
		return make();
	} finally {
		console.warn = warn;
	}
}

/** A browser in small: cookies, redirects, and the two forms of the provider. */
async function visit(location: string, login = 'alice'): Promise<URLSearchParams> {
	const cookies = new Map<string, string>();
	let url = location;
	let form: URLSearchParams | undefined;
	for (let hop = 0; hop < 12; hop++) {
		const headers = { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
		const answer = await fetch(url, { redirect: 'manual', headers, ...(form === undefined ? {} : { method: 'POST', body: form }) });
		for (const cookie of answer.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
			cookies.set(name, value);
		}
		const next = answer.headers.get('location');
		if (next === null) {
			const prompt = /name="prompt" value="(\w+)"/.exec(await answer.text())?.[1];
			if (prompt === undefined) throw new Error(`the provider shows no form, but status ${answer.status}`);
			form = new URLSearchParams({ prompt, ...(prompt === 'login' ? { login, password: 'any' } : {}) });
			continue;
		}
		form = undefined;
		url = new URL(next, url).href;
		if (url.startsWith(redirectUrl)) return new URL(url).searchParams;
	}
	throw new Error('the provider does not come to an end');
}
