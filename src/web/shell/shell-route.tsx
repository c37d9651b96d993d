import { createRoute, redirect } from '@tanstack/react-router';
import { FailurePage } from './failure-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { rootRoute } from './root-route.tsx';
import { Shell } from './shell.tsx';

/** The parent of every route of an area: only who is signed in gets there. */
export const shellRoute = createRoute({
	getParentRoute: () => rootRoute,
	id: 'shell',
	beforeLoad: ({ context, location }) => {
		if (context.session.state().kind !== 'out') return;
		throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href }, replace: true });
	},
	component: Shell,
	notFoundComponent: NotFoundPage,
	errorComponent: FailurePage,
});
