import { IconCertificate } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router';
import type { NavigationEntry } from '../shell/area.ts';
import { shellRoute } from '../shell/shell-route.tsx';
import { trustTexts as texts } from './texts.ts';

interface TrustSearch {
	readonly tab?: 'CTI' | 'deny';
}

const trustRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/trust',
	validateSearch: ({ tab }: Record<string, unknown>): TrustSearch => (tab === 'CTI' || tab === 'deny' ? { tab } : {}),
	component: lazyRouteComponent(() => import('./trust-page.tsx'), 'TrustPage'),
});

const anchorRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/trust/$kind/$alias',
	params: {
		parse: ({ kind, alias }: { kind: string; alias: string }) => {
			if (kind !== 'Http' && kind !== 'CTI') throw notFound();
			return { kind, alias } as const;
		},
	},
	component: lazyRouteComponent(() => import('./anchor-page.tsx'), 'AnchorPage'),
});

export const trustRoutes = [trustRoute, anchorRoute] as const;

export const trustNavigation: readonly NavigationEntry[] = [
	{
		label: texts.trust.title,
		description: 'Trust anchors, revocation and denied certificates',
		to: '/trust',
		icon: IconCertificate,
		section: 'security',
		permissions: ['dms.rest.trust-anchors.read'],
		isSystemWide: true,
		keywords: ['ca', 'certificates', 'anchors', 'crl', 'deny list'],
	},
];
