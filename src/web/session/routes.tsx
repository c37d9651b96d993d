import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.tsx';

export interface SignInSearch {
	/** Where to go on, a path of this page. */
	readonly to?: string | undefined;
}

/** One slash at the beginning: two would begin the name of another host. */
const pathForm = /^\/(?![/\\])/;

const signInRoute = createRoute({
	getParentRoute: () => rootRoute,
	path: '/sign-in',
	validateSearch: (search: Record<string, unknown>): SignInSearch => {
		const to = search['to'];
		// Named even where it is refused: what is left out would stay as it was typed.
		return { to: typeof to === 'string' && pathForm.test(to) ? to : undefined };
	},
	beforeLoad: ({ context, search }) => {
		if (context.session.state().kind !== 'out') throw redirect({ href: search.to ?? '/', replace: true });
	},
	component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
});

export const sessionRoutes = [signInRoute] as const;
