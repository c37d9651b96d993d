import { IconLockAccess, IconRobot, IconUserCircle, IconUserShield, IconUsers } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../shell/area.ts';
import { shellRoute } from '../shell/shell-route.tsx';
import { peopleTexts as texts } from './texts.ts';

const peopleRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/people',
	component: lazyRouteComponent(() => import('./people-page.tsx'), 'PeoplePage'),
});

const serviceAccountsRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/service-accounts',
	component: lazyRouteComponent(() => import('./service-accounts-page.tsx'), 'ServiceAccountsPage'),
});

const serviceAccountRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/service-accounts/$name',
	component: lazyRouteComponent(() => import('./service-account-page.tsx'), 'ServiceAccountPage'),
});

const rolesRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/roles',
	component: lazyRouteComponent(() => import('./roles-page.tsx'), 'RolesPage'),
});

const tokensRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/tokens',
	component: lazyRouteComponent(() => import('./tokens-page.tsx'), 'TokensPage'),
});

const accessControlRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/access-control',
	component: lazyRouteComponent(() => import('./access-control-page.tsx'), 'AccessControlPage'),
});

export const peopleRoutes = [peopleRoute, rolesRoute, serviceAccountsRoute, serviceAccountRoute, tokensRoute, accessControlRoute] as const;

export const peopleNavigation: readonly NavigationEntry[] = [
	{
		label: texts.people.title,
		description: texts.people.description,
		to: '/people',
		icon: IconUsers,
		section: 'administration',
		permissions: ['dms.rest.people.read'],
		isSystemWide: true,
		keywords: ['users', 'administrators', 'roles', 'password'],
	},
	{
		label: texts.serviceAccounts.title,
		description: texts.serviceAccounts.description,
		to: '/service-accounts',
		icon: IconRobot,
		section: 'administration',
		permissions: ['dms.rest.service-accounts.read'],
		isSystemWide: true,
		keywords: ['api', 'token', 'program'],
	},
	{
		label: texts.tokens.title,
		description: texts.tokens.description,
		to: '/tokens',
		icon: IconUserCircle,
		permissions: [],
		keywords: ['tokens', 'password', 'sessions'],
	},
	{
		label: texts.roles.title,
		description: texts.roles.description,
		to: '/roles',
		icon: IconUserShield,
		permissions: [],
		keywords: ['permissions', 'acl', 'operator', 'viewer'],
	},
	{
		label: texts.accessControl.title,
		description: texts.accessControl.description,
		to: '/access-control',
		icon: IconLockAccess,
		section: 'security',
		permissions: ['dms.rest.access-control.read'],
		isSystemWide: true,
		keywords: ['proxies', 'client certificates', 'allowClientApp', 'identity pattern'],
	},
];
