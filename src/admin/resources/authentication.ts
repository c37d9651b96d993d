import { z } from 'zod';
import { addFirstAdministrator } from '../../app/authentication/first-administrator.ts';
import { logIn } from '../../app/authentication/log-in.ts';
import { renewToken } from '../../app/authentication/renew-token.ts';
import { revokeToken } from '../../app/authentication/revoke-token.ts';
import { secondsLeft } from '../../domain/token.ts';
import { administrationOf } from '../administration-of.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { authenticationPrefixes, requireOwner, session, toSession } from './session.ts';

const credentials = z
	.object({ login: z.string().min(1).max(256), password: z.string().min(1).max(1024) })
	.meta({ id: 'Credentials', description: 'Further members are ignored, as XiVO does.' });

const firstPerson = z
	.strictObject({ code: z.string().min(1).max(256), login: z.string().min(1).max(256), password: z.string().min(1).max(1024) })
	.meta({ id: 'FirstAdministrator' });

/** Getting a token, renewing it and giving it back, as XiVO's clients do. */
export function createAuthenticationRoutes(): readonly AdminRoute[] {
	return authenticationPrefixes.flatMap((prefix) => [
		logInRoute(`${prefix}/login`),
		firstRoute(`${prefix}/first`),
		checkRoute(`${prefix}/check`),
		revokeRoute(`${prefix}/token`),
	]);
}

function logInRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{
			method: 'POST',
			path,
			permission: 'public',
			scope: 'none',
			tag: 'Authentication',
			summary: 'Trade login and password for a token',
			status: 200,
			answersSecret: true,
		},
		{ parameters: noParameters, query: noQuery, body: credentials, answer: session },
		async (call) => {
			const { ports, body, remoteAddress } = call;
			return { body: toSession(call, await logIn(ports.authentication, { ...body, remoteAddress })) };
		},
	);
}

function firstRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{
			...{ method: 'POST', path, permission: 'public', scope: 'none', tag: 'Authentication', status: 200, answersSecret: true },
			summary: 'Become the first person, who may do everything, by the code that the start of the server has shown',
		},
		{ parameters: noParameters, query: noQuery, body: firstPerson, answer: session },
		async (call) => {
			const { ports, body, remoteAddress } = call;
			return { body: toSession(call, await addFirstAdministrator(ports.authentication, { ...body, remoteAddress })) };
		},
	);
}

function checkRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{
			...{ method: 'GET', path, permission: 'authenticated', scope: 'none', tag: 'Authentication', status: 200, takesQueryToken: true },
			answersSecret: true,
			summary: 'Renew the token, within its absolute life',
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: session },
		async (call) => {
			const { name, token } = requireOwner(call.principal);
			const expiresAt = await renewToken(call.ports.authentication, token);
			return { body: { login: name, token: call.token ?? '', TTL: secondsLeft(expiresAt, call.ports.clock.now()) } };
		},
	);
}

function revokeRoute(path: RouteFacts['path']): AdminRoute {
	return defineRoute(
		{
			...{ method: 'DELETE', path, permission: 'authenticated', scope: 'none', tag: 'Authentication', status: 204, takesQueryToken: true },
			summary: 'Revoke the token with which the request is made',
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: noBody },
		async (call: Caller) => {
			const { name, token } = requireOwner(call.principal);
			await revokeToken(administrationOf(call), name, token);
			return { body: undefined };
		},
	);
}
