import { z } from 'zod';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery } from '../route.ts';
import { authenticationPrefixes } from './session.ts';

const started = z.object({ startUrl: z.string().describe('Where a browser goes, with `returnTo` added to its query.') });

const answer = z
	.object({
		isEmpty: z.boolean().describe('There is nobody yet: the first one comes in by the code that the start of the server has shown.'),
		password: z.literal(true),
		oidc: z.array(z.object({ name: z.string(), issuer: z.string(), ...started.shape })),
		cas: started.nullable(),
		kerberos: z
			.object({ path: z.string(), host: z.string().describe('The host name for which browsers have tickets.') })
			.nullable()
			.describe('What a script fetches; the browser proves by itself who sits before it.'),
	})
	.meta({ id: 'SignInMethods' });

const callbacksOf = (path: string): readonly string[] => authenticationPrefixes.map((prefix) => `${prefix}${path}`);

/** How somebody may sign in, for the page that asks them to. */
export function createSignInMethodRoutes(): readonly AdminRoute[] {
	let hasPeople = false;
	return [
		defineRoute(
			{
				...{ method: 'GET', path: '/api/v1/sign-in-methods', permission: 'public', scope: 'none', tag: 'Authentication', status: 200 },
				summary: 'How people may sign in here',
			},
			{ parameters: noParameters, query: noQuery, body: noBody, answer },
			async (call) => {
				// Whoever asks is a stranger: once there is somebody, it costs nothing any more.
				hasPeople ||= (await call.ports.store.people.list()).length > 0;
				return { body: { isEmpty: !hasPeople, password: true as const, ...toProviders(call) } };
			},
		),
	];
}

function toProviders({ ports: { sso } }: Caller): Pick<z.input<typeof answer>, 'oidc' | 'cas' | 'kerberos'> {
	const startUrl = sso.casSignIn?.startUrl(callbacksOf('/cas'));
	return {
		oidc: [...(sso.oidcLogin?.listOffered(callbacksOf('/oidc/callback')) ?? [])],
		cas: startUrl === undefined ? null : { startUrl },
		kerberos: sso.kerberos === undefined ? null : { path: `${authenticationPrefixes[0]}/sso`, host: sso.kerberos.host },
	};
}
