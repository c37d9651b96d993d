import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import { DmsError } from '../domain/errors.ts';
import type { AdminState, Step } from './admin-context.ts';
import type { AdminPlanePorts } from './admin-plane-ports.ts';
import { authenticate, authorize } from './authenticate.ts';
import { callRoute } from './call-route.ts';
import { openRequest } from './open-request.ts';
import type { AdminRoute } from './route.ts';
import { createRoutes } from './route-table.ts';

/** The administration plane: every route of the table takes the same steps, and what is not in the table is refused. */
export function createAdminPlane(ports: AdminPlanePorts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
	const router = new Router<AdminState>({ strict: true, sensitive: true });
	const routes = createRoutes();
	for (const route of routes) {
		const steps: Step[] = [
			async (context, next) => {
				context.state.route = route;
				await next();
			},
			authenticate(ports),
			authorize(),
			callRoute(ports),
		];
		router.register(toRouterPath(route), [route.method], steps);
		if (route.alsoAt !== undefined) router.register(route.alsoAt, [route.method], steps, { pathAsRegExp: true });
	}
	const app = new Koa<AdminState>();
	app.on('error', (cause: unknown) => ports.log.debug({ err: cause }, 'an administration response failed'));
	app.use(openRequest(ports));
	app.use(router.routes());
	app.use((context) => {
		const methods = [...new Set(routes.map(({ method }) => method))].filter((method) => router.match(context.path, method).route);
		if (methods.length === 0) throw new DmsError('request.not-found', 'there is no such route');
		context.set('Allow', methods.join(', '));
		throw new DmsError('request.method', `this route takes ${methods.join(', ')} alone`);
	});
	return app.callback();
}

function toRouterPath({ path }: AdminRoute): string {
	return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
