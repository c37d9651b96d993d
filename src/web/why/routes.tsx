/*
 * /why             asks how a request would be decided
 *   record         id of an access record: shows how that request was decided
 *   url, method, user   fill in the form
 */
import { IconZoomQuestion } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../shell/area.ts';
import { shellRoute } from '../shell/shell-route.tsx';
import { whyTexts as texts } from './texts.ts';
import { toWhySearch } from './why-search.ts';

const whyRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/why',
	validateSearch: toWhySearch,
	component: lazyRouteComponent(() => import('./why-page.tsx'), 'WhyPage'),
});

export const whyRoutes = [whyRoute] as const;

export const whyNavigation: readonly NavigationEntry[] = [
	{
		label: texts.why.title,
		description: texts.why.description,
		to: '/why',
		icon: IconZoomQuestion,
		section: 'insight',
		permissions: ['dms.rest.explain.create', 'dms.rest.access-records.read'],
		keywords: ['explain', 'refused', '403', 'debug'],
	},
];
