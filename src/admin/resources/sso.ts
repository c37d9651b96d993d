import { z } from 'zod';
import type { LoginMeans } from '../../app/authentication/admit-person.ts';
import { logInProven } from '../../app/authentication/log-in-proven.ts';
import { LoginLockout } from '../../app/authentication/login-lockout.ts';
import type { Result } from '../../domain/result.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteAnswer, type RouteFacts } from '../route.ts';
import { type SsoRefusal, ssoRefusals, toXivoRefusal } from '../sso/sso-refusal.ts';
import { authenticationPrefixes, session, toSession } from './session.ts';

const facts = {
	...{ permission: 'public', scope: 'none', tag: 'Authentication', status: 200, answersSecret: true },
} as const satisfies Partial<RouteFacts>;

/** No ticket and no token is longer; the verifiers have bounds of their own. */
const proofText = z.string().max(16 * 1024);
const ticket = z.object({ ticket: proofText.exactOptional(), service: z.string().max(1024).exactOptional() });
const ticketBody = ticket.meta({ id: 'CasTicket', description: 'Without `service` it is the one that stands at the path of the request.' });
const tokenBody = z.object({ token: proofText }).meta({ id: 'OidcToken', description: 'An ID token, or an access token that is a JWT.' });

const flowCookie = 'dms-oidc';
const noToken = 'no token';

type SessionAnswer = RouteAnswer<z.input<typeof session>>;

/** Trading what others vouch for for a token of this server. */
export function createSsoRoutes(): readonly AdminRoute[] {
	return authenticationPrefixes.flatMap((prefix) => [
		kerberosRoute(`${prefix}/sso`),
		casQueryRoute(`${prefix}/cas`),
		casBodyRoute(`${prefix}/cas`),
		oidcQueryRoute(`${prefix}/oidc`),
		oidcBodyRoute(`${prefix}/oidc`),
		oidcLoginRoute(`${prefix}/oidc/login`),
		oidcCallbackRoute(`${prefix}/oidc/callback`),
	]);
}

function kerberosRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path, summary: 'Trade a Kerberos ticket (Authorization: Negotiate, RFC 4559) for a token' },
		{ parameters: noParameters, query: noQuery, body: noBody, answer: session },
		async (call): Promise<SessionAnswer> => {
			const { kerberos } = call.ports.sso;
			if (kerberos === undefined) return refuse(call, { code: 'SsoNotConfigured', detail: 'admin.sso.kerberos is not configured' });
			const [, token] = /^Negotiate +(\S+) *$/i.exec(call.authorization ?? '') ?? [];
			const challenge = { 'WWW-Authenticate': 'Negotiate' };
			// The first request of every browser; it is no failure.
			if (token === undefined) return { ...refuse(call, { code: 'SsoAuthenticationFailed', detail: noToken }), headers: challenge };
			const attempt = await judge(call, () => kerberos.acceptNegotiate(token));
			if (!attempt.ok) return { ...refuse(call, attempt.reason), ...(isUnproven(attempt.reason) ? { headers: challenge } : {}) };
			const { login, mutualToken } = attempt.value;
			const answer = await admit(call, login, 'kerberos');
			return mutualToken === undefined ? answer : { ...answer, headers: { 'WWW-Authenticate': `Negotiate ${mutualToken}` } };
		},
	);
}

function casQueryRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path, summary: 'Trade a ticket of a CAS server for a token, as a browser brings it' },
		{ parameters: noParameters, query: ticket, body: noBody, answer: session },
		(call) => tradeTicket(call, call.query, path),
	);
}

function casBodyRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'POST', path, summary: 'Trade a ticket of a CAS server for a token' },
		{ parameters: noParameters, query: noQuery, body: ticketBody, answer: session },
		(call) => tradeTicket(call, call.body, path),
	);
}

async function tradeTicket(
	call: Caller,
	{ ticket: brought, service: named }: z.output<typeof ticket>,
	path: string,
): Promise<SessionAnswer> {
	const { cas } = call.ports.sso;
	if (cas === undefined) return refuse(call, { code: 'CasNotConfigured', detail: 'admin.sso.cas is not configured' });
	const service = named ?? cas.serviceAt(path);
	if (brought === undefined || service === undefined) {
		return refuse(call, { code: 'CasServerInvalidParameter', detail: 'the ticket or the service is missing' });
	}
	const attempt = await judge(call, () => cas.validateCasTicket({ ticket: brought, service }));
	return attempt.ok ? admit(call, attempt.value.login, 'cas') : refuse(call, attempt.reason);
}

function oidcQueryRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{
			...facts,
			method: 'GET',
			path,
			takesQueryToken: true,
			summary: 'Trade a token of an OpenID provider, as a Bearer token, for one of ours',
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: session },
		(call) => tradeToken(call, call.token),
	);
}

function oidcBodyRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'POST', path, summary: 'Trade a token of an OpenID provider for one of ours' },
		{ parameters: noParameters, query: noQuery, body: tokenBody, answer: session },
		(call) => tradeToken(call, call.body.token),
	);
}

async function tradeToken(call: Caller, token: string | undefined): Promise<SessionAnswer> {
	const { oidc } = call.ports.sso;
	if (oidc === undefined) return refuse(call, { code: 'OidcNotConfigured', detail: 'admin.sso.oidc is not configured' });
	if (token === undefined) return refuse(call, { code: 'OidcInvalidParameter', detail: 'the token is missing' });
	const attempt = await judge(call, () => oidc.verifyOidcToken(token));
	return attempt.ok ? admit(call, attempt.value.login, 'oidc') : refuse(call, attempt.reason);
}

function oidcLoginRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path, status: 302, summary: 'Send a browser to an OpenID provider, to sign in there' },
		{
			parameters: noParameters,
			query: z.strictObject({ issuer: z.string().max(1024).exactOptional().describe('The first one of the configuration by default.') }),
			...{ body: noBody, answer: noBody },
		},
		async (call): Promise<RouteAnswer<undefined>> => {
			const { oidcLogin } = call.ports.sso;
			if (oidcLogin === undefined)
				return refuse(call, { code: 'OidcNotConfigured', detail: 'admin.sso.oidc.redirectUrl is not configured' });
			const start = await oidcLogin.startOidcLogin(call.query.issuer);
			if (!start.ok) return refuse(call, start.reason);
			const { location, flow, maxAgeSeconds } = start.value;
			return { body: undefined, location, headers: { 'Set-Cookie': toCookie(oidcLogin.isEncrypted, flow, maxAgeSeconds) } };
		},
	);
}

function oidcCallbackRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path, summary: 'Where an OpenID provider sends a browser back to, with a code' },
		{ parameters: noParameters, query: z.looseObject({}), body: noBody, answer: session },
		async (call): Promise<SessionAnswer> => {
			const { oidcLogin } = call.ports.sso;
			if (oidcLogin === undefined)
				return refuse(call, { code: 'OidcNotConfigured', detail: 'admin.sso.oidc.redirectUrl is not configured' });
			const query = new URLSearchParams(Object.entries(call.query).map(([name, value]): [string, string] => [name, String(value)]));
			const flow = readCookie(call.cookie, toCookieName(oidcLogin.isEncrypted));
			const attempt = await judge(call, () => oidcLogin.finishOidcLogin({ query, flow }));
			const answer = attempt.ok ? await admit(call, attempt.value.login, 'oidc') : refuse(call, attempt.reason);
			return { ...answer, headers: { 'Set-Cookie': toCookie(oidcLogin.isEncrypted, '', 0) } };
		},
	);
}

/** Looks at a proof unless too many from the same network have failed. @throws DmsError `login.locked`. */
async function judge<Proof>(
	{ ports, remoteAddress }: Caller,
	prove: () => Promise<Result<Proof, SsoRefusal>>,
): Promise<Result<Proof, SsoRefusal>> {
	const lockout = LoginLockout.ofProof(ports.authentication, remoteAddress);
	await lockout.check(ports.clock.now());
	const proof = await prove();
	// A provider that fails is nobody's fault who asks.
	if (!proof.ok && isUnproven(proof.reason)) await lockout.fail(ports.clock.now());
	return proof;
}

function isUnproven({ code }: SsoRefusal): boolean {
	return ssoRefusals[code].status === 401;
}

/** Whoever is proven and nobody here is told so: after the proof it tells nothing about others. */
async function admit(call: Caller, login: string, means: LoginMeans): Promise<SessionAnswer> {
	const loggedIn = await logInProven(call.ports.authentication, login, { means, remoteAddress: call.remoteAddress });
	if (loggedIn !== undefined) return { body: toSession(call, loggedIn) };
	return refuse(call, { code: 'UserNotFound', detail: `nobody here has the login ${login}, is enabled and has a profile` });
}

function refuse({ ports, remoteAddress }: Caller, refusal: SsoRefusal) {
	ports.log.info({ remoteAddress, code: refusal.code, detail: refusal.detail }, 'a proof of somebody else was not accepted');
	return { refusal: toXivoRefusal(refusal) };
}

/** RFC 6265bis 4.1.3.2: a cookie with this prefix comes from this very host, over TLS, and from nobody beside it. */
function toCookieName(isEncrypted: boolean): string {
	return isEncrypted ? `__Host-${flowCookie}` : flowCookie;
}

/** `Lax`: it comes along when the provider sends the browser back, and with nothing else that another site begins. */
function toCookie(isEncrypted: boolean, value: string, maxAgeSeconds: number): string {
	const secure = isEncrypted ? '; Secure' : '';
	return `${toCookieName(isEncrypted)}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** Of two with the same name nobody could tell which one counts. */
function readCookie(header: string | undefined, name: string): string | undefined {
	const values = (header ?? '')
		.split(/; */)
		.filter((pair) => pair.startsWith(`${name}=`))
		.map((pair) => pair.slice(name.length + 1));
	return values.length === 1 ? values[0] : undefined;
}
