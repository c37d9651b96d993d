import { IconBuildingCommunity, IconLock, IconSettings, IconTags } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../shell/area.ts';
import { shellRoute } from '../shell/shell-route.tsx';
import { toProviderSearch, toTagSetSearch } from './search.ts';
import { settingsTexts as texts } from './texts.ts';

const tagSetsRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/tag-sets',
	component: lazyRouteComponent(() => import('./tag-sets/tag-sets-page.tsx'), 'TagSetsPage'),
});

const tagSetRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/tag-sets/$name',
	validateSearch: toTagSetSearch,
	component: lazyRouteComponent(() => import('./tag-sets/named-tag-set-page.tsx'), 'NamedTagSetPage'),
});

// Beside the others, whose names may be anything.
const systemTagSetRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/system-tag-set',
	validateSearch: toTagSetSearch,
	component: lazyRouteComponent(() => import('./tag-sets/system-tag-set-page.tsx'), 'SystemTagSetPage'),
});

const serviceProvidersRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/service-providers',
	validateSearch: toProviderSearch,
	component: lazyRouteComponent(() => import('./service-providers/service-providers-page.tsx'), 'ServiceProvidersPage'),
});

const lockoutsRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/lockouts',
	component: lazyRouteComponent(() => import('./lockouts/lockouts-page.tsx'), 'LockoutsPage'),
});

const settingsRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/settings',
	component: lazyRouteComponent(() => import('./system/settings-page.tsx'), 'SettingsPage'),
});

export const settingsRoutes = [tagSetsRoute, tagSetRoute, systemTagSetRoute, serviceProvidersRoute, lockoutsRoute, settingsRoute] as const;

export const settingsNavigation: readonly NavigationEntry[] = [
	{
		label: texts.tagSets.title,
		description: texts.tagSets.description,
		to: '/tag-sets',
		icon: IconTags,
		section: 'fleet',
		permissions: ['dms.rest.tag-sets.read'],
		isSystemWide: true,
		keywords: ['tags', 'values'],
	},
	{
		label: texts.serviceProviders.title,
		description: texts.serviceProviders.description,
		to: '/service-providers',
		icon: IconBuildingCommunity,
		section: 'fleet',
		permissions: ['dms.rest.service-providers.read'],
		keywords: ['groups', 'enterprise'],
	},
	{
		label: texts.lockouts.title,
		description: texts.lockouts.description,
		to: '/lockouts',
		icon: IconLock,
		section: 'security',
		permissions: ['dms.rest.lockouts.read'],
		isSystemWide: true,
		keywords: ['locked', 'unlock'],
	},
	{
		label: texts.settings.title,
		description: texts.settings.description,
		to: '/settings',
		icon: IconSettings,
		section: 'administration',
		permissions: ['dms.rest.settings.read'],
		isSystemWide: true,
		keywords: ['restart', 'system'],
	},
];
