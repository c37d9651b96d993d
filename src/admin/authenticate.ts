import { authenticateToken } from '../app/authentication/authenticate-token.ts';
import { requirePermission, scopeOf, toActor } from '../app/authentication/principal.ts';
import { DmsError } from '../domain/errors.ts';
import { toPermission } from '../domain/permission.ts';
import type { Step } from './admin-context.ts';
import type { AdminPlanePorts } from './admin-plane-ports.ts';
import { isLocalRequest } from './is-local-request.ts';
import { readToken } from './token-carriers.ts';

/** Second step: who asks. A public route does not look at tokens; one that trades a foreign token gets it as it is. */
export function authenticate({ authentication, isOpenLocally }: AdminPlanePorts): Step {
	return async (context, next) => {
		const { state } = context;
		const { permission, takesQueryToken = false, openLocally = false } = state.route ?? {};
		const token =
			permission === 'public' && !takesQueryToken
				? undefined
				: readToken({ headers: context.req.headers, query: new URLSearchParams(context.querystring), takesQueryToken });
		if (token !== undefined) state.token = token;
		if (permission === 'public') return void (await next());
		if (token === undefined && openLocally && isOpenLocally && isLocalRequest(context.req)) {
			state.isLocal = true;
			return void (await next());
		}
		if (token === undefined) throw new DmsError('token.missing', 'the request has no token');
		state.principal = await authenticateToken(authentication, token);
		await next();
	};
}

/** Third step: whether they may. */
export function authorize(): Step {
	return async ({ state, params }, next) => {
		const { route, principal = { kind: 'anonymous' }, isLocal = false } = state;
		if (route === undefined) throw new DmsError('permission.denied', 'there is no route');
		if (isLocal) return void (await next());
		const { permission } = route;
		if (permission !== 'public' && permission !== 'authenticated') requirePermission(principal, toPermission(permission, params));
		if (route.scope === 'system' && scopeOf(principal) !== undefined) {
			throw new DmsError('permission.denied', `${toActor(principal)} is bound to a service provider; this belongs to all of them`);
		}
		await next();
	};
}
