import { z } from 'zod';
import { findProven, logInProven } from '../../app/authentication/log-in-proven.ts';
import { LoginLockout } from '../../app/authentication/login-lockout.ts';
import { DmsError, type ErrorCode } from '../../domain/errors.ts';
import type { Result } from '../../domain/result.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteAnswer, type RouteFacts } from '../route.ts';
import { parseReturnTarget } from '../sso/return-target.ts';
import { readSignInCookie, toSetCookie } from '../sso/sign-in-cookie.ts';
import type { ProvenSignIn } from '../sso/sign-in-hand-over.ts';
import type { SsoRefusal, SsoRefusalCode } from '../sso/sso-refusal.ts';
import { authenticationPrefixes, session, toSession } from './session.ts';
import { admit, judge, logRefusal, refuse, type SessionAnswer, sessionFacts, toUnknown } from './sso-session.ts';

const returnTo = z
	.string()
	.max(1024)
	.exactOptional()
	.describe('Path and query on this server where the page goes on, with the outcome in the fragment: `#sso=CODE` or `#sso-error=CODE`.');

const code = z
	.strictObject({ code: z.string().min(1).max(2048) })
	.meta({ id: 'SignInCode', description: 'From the fragment `#sso=CODE`; the cookie of the sign-in must come along.' });

const startFacts = { ...sessionFacts, method: 'GET', status: 302 } as const;

/** Sign-ins that a browser begins, and what brings them to the page. */
export function createPageSignInRoutes(): readonly AdminRoute[] {
	return authenticationPrefixes.flatMap((prefix) => [
		oidcLoginRoute(`${prefix}/oidc/login`),
		oidcCallbackRoute(`${prefix}/oidc/callback`),
		casLoginRoute(`${prefix}/cas/login`, `${prefix}/cas`),
		codeRoute(`${prefix}/code`),
	]);
}

function oidcLoginRoute(path: RouteFacts['path']): AdminRoute {
	const query = z.strictObject({
		issuer: z.string().max(1024).exactOptional().describe('The first one of the configuration by default.'),
		returnTo: returnTo.describe('As for CAS. Without it the browser gets the token itself, as JSON.'),
	});
	return defineRoute(
		{ ...startFacts, path, summary: 'Send a browser to an OpenID provider, to sign in there' },
		{ parameters: noParameters, query, body: noBody, answer: noBody },
		async (call): Promise<RouteAnswer<undefined>> => {
			const { oidcLogin } = call.ports.sso;
			if (oidcLogin === undefined) return refuseOidc(call);
			const { returnTo: wanted, ...asked } = call.query;
			const target = wanted === undefined ? undefined : parseReturnTarget(wanted);
			if (wanted !== undefined && target === undefined) return refuseTarget(call, 'OidcInvalidParameter');
			const start = await oidcLogin.startOidcLogin({ ...asked, ...(target === undefined ? {} : { returnTo: target }) });
			if (!start.ok) return refuse(call, start.reason);
			const { location, flow: value, maxAgeSeconds } = start.value;
			return {
				...{ body: undefined, location },
				headers: { 'Set-Cookie': toSetCookie({ value, maxAgeSeconds, isEncrypted: oidcLogin.isEncrypted }) },
			};
		},
	);
}

function oidcCallbackRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{
			...{ ...sessionFacts, method: 'GET', path, otherStatuses: [302] },
			summary: 'Where an OpenID provider sends a browser back to, with a code',
		},
		{ parameters: noParameters, query: z.looseObject({}), body: noBody, answer: session },
		async (call): Promise<SessionAnswer> => {
			const { oidcLogin } = call.ports.sso;
			if (oidcLogin === undefined) return refuseOidc(call);
			const { isEncrypted } = oidcLogin;
			const query = new URLSearchParams(Object.entries(call.query).map(([name, value]): [string, string] => [name, String(value)]));
			const flow = readSignInCookie(call.cookie, isEncrypted);
			const prove = () => judge(call, () => oidcLogin.finishOidcLogin({ query, flow }));
			const target = oidcLogin.returnTarget(flow) ?? (flow === undefined && takesPages(call) ? '/' : undefined);
			if (target !== undefined) return endOnPage(call, { returnTo: target, isEncrypted, means: 'oidc' }, prove);
			const attempt = await prove();
			const answer = attempt.ok ? await admit(call, attempt.value.login, 'oidc') : refuse(call, attempt.reason);
			return { ...answer, headers: { 'Set-Cookie': toEndedCookie(isEncrypted) } };
		},
	);
}

function casLoginRoute(path: RouteFacts['path'], callback: string): AdminRoute {
	return defineRoute(
		{ ...startFacts, path, summary: 'Send a browser to the CAS server, to sign in there and come back to the page' },
		{ parameters: noParameters, query: z.strictObject({ returnTo }), body: noBody, answer: noBody },
		(call): Promise<RouteAnswer<undefined>> => {
			const target = parseReturnTarget(call.query.returnTo ?? '/');
			if (target === undefined) return Promise.resolve(refuseTarget(call, 'CasServerInvalidParameter'));
			const start = call.ports.sso.casSignIn?.start(callback, target);
			if (start === undefined) {
				const detail = `admin.sso.cas is not configured with a service at ${callback}`;
				return Promise.resolve(refuse(call, { code: 'CasNotConfigured', detail }));
			}
			return Promise.resolve({ body: undefined, location: start.location, headers: { 'Set-Cookie': toSetCookie(start.cookie) } });
		},
	);
}

function codeRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{ ...sessionFacts, method: 'POST', path, summary: 'Trade the code with which a sign-in came back to the page for a token' },
		{ parameters: noParameters, query: noQuery, body: code, answer: session },
		async (call) => {
			const { ports, remoteAddress } = call;
			const lockout = LoginLockout.ofProof(ports.authentication, remoteAddress);
			await lockout.check(ports.clock.now());
			const signIn = await ports.sso.handOver.redeem(call.body.code, (isEncrypted) => readSignInCookie(call.cookie, isEncrypted));
			if (signIn === undefined) {
				await lockout.fail(ports.clock.now());
				throw new DmsError('login.refused', 'the code was used, is older than a minute, or was given to another browser');
			}
			const { login, means, isEncrypted } = signIn;
			const loggedIn = await logInProven(ports.authentication, login, { means, remoteAddress });
			if (loggedIn === undefined) throw new DmsError('login.refused', 'the person has been disabled or deleted meanwhile');
			return { body: toSession(call, loggedIn), headers: { 'Set-Cookie': toEndedCookie(isEncrypted) } };
		},
	);
}

export interface PageTarget {
	/** As `parseReturnTarget` gives it. */
	readonly returnTo: string;
	readonly isEncrypted: boolean;
	readonly means: ProvenSignIn['means'];
}

/** Sends a browser back to the page. What became of the sign-in stands in the fragment, which stays with the browser: no token, and no proof. */
export async function endOnPage(
	call: Caller,
	{ returnTo: target, isEncrypted, means }: PageTarget,
	prove: () => Promise<Result<{ readonly login: string }, SsoRefusal>>,
): Promise<SessionAnswer> {
	const end = (outcome: string, cookie: string) => ({ redirect: `${target}#${outcome}`, headers: { 'Set-Cookie': cookie } });
	const fail = (reason: SsoRefusalCode | ErrorCode) => end(`sso-error=${reason}`, toEndedCookie(isEncrypted));
	try {
		const attempt = await prove();
		if (attempt.ok && (await findProven(call.ports.authentication, attempt.value.login)) !== undefined) {
			const { code: offered, cookie } = call.ports.sso.handOver.offer({ login: attempt.value.login, means }, isEncrypted);
			return end(`sso=${offered}`, toSetCookie(cookie));
		}
		const refusal = attempt.ok ? toUnknown(attempt.value.login) : attempt.reason;
		logRefusal(call, refusal);
		return fail(refusal.code);
	} catch (cause) {
		if (cause instanceof DmsError && cause.code === 'login.locked') return fail(cause.code);
		throw cause;
	}
}

/** What the browser was given for the sign-in is of no use any more. */
function toEndedCookie(isEncrypted: boolean): string {
	return toSetCookie({ value: '', maxAgeSeconds: 0, isEncrypted });
}

/** Whether somebody looks at the answer, and not a program. */
function takesPages({ accept = '' }: Caller): boolean {
	return accept.includes('text/html');
}

function refuseOidc(call: Caller) {
	return refuse(call, { code: 'OidcNotConfigured', detail: 'admin.sso.oidc.redirectUrl is not configured' });
}

function refuseTarget(call: Caller, refusal: SsoRefusalCode) {
	return refuse(call, { code: refusal, detail: 'the place to go on at is no path of this server' });
}
