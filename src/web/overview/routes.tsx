import { IconLayoutDashboard } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../shell/area.ts';
import { shellRoute } from '../shell/shell-route.tsx';
import { type Span, toSpan } from './span.ts';
import { overviewTexts as texts } from './texts.ts';

const overviewRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/',
	validateSearch: ({ span }: Record<string, unknown>): { readonly span?: Span | undefined } => ({ span: toSpan(span) }),
	component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
});

export const overviewRoutes = [overviewRoute] as const;

export const overviewNavigation: readonly NavigationEntry[] = [
	{
		label: texts.title,
		description: texts.description,
		to: '/',
		icon: IconLayoutDashboard,
		section: 'fleet',
		permissions: [],
		keywords: ['dashboard', 'home', 'start'],
	},
];
