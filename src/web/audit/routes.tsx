import { IconHistory } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../shell/area.ts';
import { shellRoute } from '../shell/shell-route.tsx';
import { toAuditSearch } from './audit-search.ts';
import { auditTexts as texts } from './texts.ts';

const auditRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/audit',
	validateSearch: toAuditSearch,
	component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
});

export const auditRoutes = [auditRoute] as const;

export const auditNavigation: readonly NavigationEntry[] = [
	{
		label: texts.audit.title,
		description: texts.audit.description,
		to: '/audit',
		icon: IconHistory,
		section: 'insight',
		permissions: ['dms.rest.audit-entries.read'],
		isSystemWide: true,
		keywords: ['changes', 'log', 'history'],
	},
];
