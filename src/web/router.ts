import { createRoute, createRouter, parseSearchWith } from '@tanstack/react-router';
import { areaRoutes } from './areas.ts';
import { sessionRoutes } from './session/routes.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import type { PageContext } from './shell/page-context.ts';
import { rootRoute } from './shell/root-route.tsx';
import { shellRoute } from './shell/shell-route.tsx';

/** Every other path: within the shell, so that who is not signed in is asked to first. */
const otherRoute = createRoute({ getParentRoute: () => shellRoute, path: '$', component: NotFoundPage });

const routeTree = rootRoute.addChildren([shellRoute.addChildren([...areaRoutes, otherRoute]), ...sessionRoutes]);

export function createPageRouter(context: PageContext) {
	return createRouter({
		routeTree,
		context,
		defaultPreload: 'intent',
		defaultPreloadStaleTime: 0,
		scrollRestoration: true,
		caseSensitive: true,
		parseSearch: parseSearchWith(parseSearchValue),
	});
}

/** The MAC address `805e10123456` is no number, though JSON reads one. @throws SyntaxError for text. */
function parseSearchValue(text: string): unknown {
	const value = JSON.parse(text) as unknown;
	return typeof value === 'number' && String(value) !== text ? text : value;
}

export type PageRouter = ReturnType<typeof createPageRouter>;

declare module '@tanstack/react-router' {
	interface Register {
		router: PageRouter;
	}
}
