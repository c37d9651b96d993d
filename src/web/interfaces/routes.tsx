import { IconId, IconPlugConnected, IconShieldLock } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router';
import type { NavigationEntry } from '../shell/area.ts';
import { shellRoute } from '../shell/shell-route.tsx';
import { interfacesTexts as texts } from './texts.ts';

const interfacesRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/interfaces',
	component: lazyRouteComponent(() => import('./interfaces-page.tsx'), 'InterfacesPage'),
});

const interfaceRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/interfaces/$kind/$address/$port',
	params: {
		parse: ({ kind, address, port }: { kind: string; address: string; port: string }) => {
			const number = Number(port);
			if ((kind !== 'Http' && kind !== 'CTI') || !Number.isInteger(number)) throw notFound();
			return { kind, address, port: number } as const;
		},
		stringify: ({ kind, address, port }) => ({ kind, address, port: String(port) }),
	},
	component: lazyRouteComponent(() => import('./interface-page.tsx'), 'InterfacePage'),
});

interface TlsPolicySearch {
	/** `transport`, `Http`, `Http 10.0.0.1:443`; absent: the system. */
	readonly at?: string;
}

const tlsPolicyRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/tls-policy',
	validateSearch: ({ at }: Record<string, unknown>): TlsPolicySearch => (typeof at === 'string' ? { at } : {}),
	component: lazyRouteComponent(() => import('./tls-policy-page.tsx'), 'TlsPolicyPage'),
});

const clientIdentitiesRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/client-identities',
	component: lazyRouteComponent(() => import('./client-identities-page.tsx'), 'ClientIdentitiesPage'),
});

export const interfacesRoutes = [interfacesRoute, interfaceRoute, tlsPolicyRoute, clientIdentitiesRoute] as const;

export const interfacesNavigation: readonly NavigationEntry[] = [
	{
		label: texts.interfaces.title,
		description: texts.interfaces.description,
		to: '/interfaces',
		icon: IconPlugConnected,
		section: 'security',
		permissions: ['dms.rest.interfaces.read'],
		isSystemWide: true,
		keywords: ['listener', 'port', 'server certificate'],
	},
	{
		label: texts.tlsPolicy.title,
		description: texts.tlsPolicy.description,
		to: '/tls-policy',
		icon: IconShieldLock,
		section: 'security',
		permissions: ['dms.rest.tls-policy.read'],
		isSystemWide: true,
		keywords: ['ciphers', 'tls'],
	},
	{
		label: texts.clientIdentities.title,
		description: texts.clientIdentities.description,
		to: '/client-identities',
		icon: IconId,
		section: 'security',
		permissions: ['dms.rest.client-identities.read'],
		isSystemWide: true,
		keywords: ['events', 'cti'],
	},
];
