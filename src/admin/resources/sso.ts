import { z } from 'zod';
import { type Result, refused } from '../../domain/result.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import type { CasProof } from '../sso/cas/cas-verifier.ts';
import { readSignInCookie } from '../sso/sign-in-cookie.ts';
import type { SsoRefusal } from '../sso/sso-refusal.ts';
import { endOnPage } from './page-sign-in.ts';
import { authenticationPrefixes, session } from './session.ts';
import { admit, sessionFacts as facts, isUnproven, judge, refuse, type SessionAnswer } from './sso-session.ts';

/** No ticket and no token is longer; the verifiers have bounds of their own. */
const proofText = z.string().max(16 * 1024);
const ticket = z.object({ ticket: proofText.exactOptional(), service: z.string().max(1024).exactOptional() });
const ticketBody = ticket.meta({ id: 'CasTicket', description: 'Without `service` it is the one that stands at the path of the request.' });
const tokenBody = z.object({ token: proofText }).meta({ id: 'OidcToken', description: 'An ID token, or an access token that is a JWT.' });

const noToken = 'no token';

/** Trading what others vouch for for a token of this server. */
export function createSsoRoutes(): readonly AdminRoute[] {
	return authenticationPrefixes.flatMap((prefix) => [
		kerberosRoute(`${prefix}/sso`),
		casQueryRoute(`${prefix}/cas`),
		casBodyRoute(`${prefix}/cas`),
		oidcQueryRoute(`${prefix}/oidc`),
		oidcBodyRoute(`${prefix}/oidc`),
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
		{
			...{ ...facts, method: 'GET', path, otherStatuses: [302] },
			summary: 'Trade a ticket of a CAS server for a token, as a browser brings it; one that has begun on the page is sent back there',
		},
		{ parameters: noParameters, query: ticket, body: noBody, answer: session },
		(call) => tradeBroughtTicket(call, call.query, path),
	);
}

function casBodyRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'POST', path, summary: 'Trade a ticket of a CAS server for a token' },
		{ parameters: noParameters, query: noQuery, body: ticketBody, answer: session },
		(call) => tradeTicket(call, call.body, path),
	);
}

type Ticket = z.output<typeof ticket>;

async function tradeBroughtTicket(call: Caller, brought: Ticket, path: string): Promise<SessionAnswer> {
	const target = call.ports.sso.casSignIn?.returnTarget(path, (isEncrypted) => readSignInCookie(call.cookie, isEncrypted));
	if (target === undefined) return tradeTicket(call, brought, path);
	return endOnPage(call, { ...target, means: 'cas' }, () => proveTicket(call, brought, path));
}

async function tradeTicket(call: Caller, brought: Ticket, path: string): Promise<SessionAnswer> {
	const attempt = await proveTicket(call, brought, path);
	return attempt.ok ? admit(call, attempt.value.login, 'cas') : refuse(call, attempt.reason);
}

async function proveTicket(call: Caller, { ticket: brought, service: named }: Ticket, path: string): Promise<Result<CasProof, SsoRefusal>> {
	const { cas } = call.ports.sso;
	if (cas === undefined) return refused({ code: 'CasNotConfigured', detail: 'admin.sso.cas is not configured' });
	const service = named ?? cas.serviceAt(path);
	if (brought === undefined || service === undefined) {
		return refused({ code: 'CasServerInvalidParameter', detail: 'the ticket or the service is missing' });
	}
	return judge(call, () => cas.validateCasTicket({ ticket: brought, service }));
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
