import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import { FailurePage } from './failure-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import type { PageContext } from './page-context.ts';

export const rootRoute = createRootRouteWithContext<PageContext>()({
	component: Outlet,
	notFoundComponent: NotFoundPage,
	errorComponent: FailurePage,
});
