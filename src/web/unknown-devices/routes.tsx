/*
 * /unknown-devices   mac: this one alone, as links from other pages want it
 */
import { IconUserQuestion } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../shell/area.ts';
import { shellRoute } from '../shell/shell-route.tsx';
import { unknownDevicesTexts as texts } from './texts.ts';

const unknownDevicesRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/unknown-devices',
	validateSearch: ({ mac }: Record<string, unknown>): { readonly mac?: string } =>
		typeof mac === 'string' || typeof mac === 'number' ? { mac: String(mac) } : {},
	component: lazyRouteComponent(() => import('./unknown-devices-page.tsx'), 'UnknownDevicesPage'),
});

export const unknownDevicesRoutes = [unknownDevicesRoute] as const;

export const unknownDevicesNavigation: readonly NavigationEntry[] = [
	{
		label: texts.unknownDevices.title,
		description: texts.unknownDevices.description,
		to: '/unknown-devices',
		icon: IconUserQuestion,
		section: 'fleet',
		permissions: ['dms.rest.unknown-devices.read'],
		isSystemWide: true,
		keywords: ['onboarding', 'add'],
	},
];
