import { IconDeviceLandlinePhone, IconDevicesPlus, IconFileImport } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../shell/area.ts';
import { shellRoute } from '../shell/shell-route.tsx';
import { toDevicePageSearch } from './device/search.ts';
import { toDevicesSearch } from './search.ts';
import { navigationTexts as texts } from './texts.ts';

const devicesRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/devices',
	validateSearch: toDevicesSearch,
	component: lazyRouteComponent(() => import('./list/devices-page.tsx'), 'DevicesPage'),
});

const newDeviceRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/devices/new',
	validateSearch: (search: Record<string, unknown>): { readonly type?: string; readonly mac?: string } => {
		const { type, mac } = toDevicesSearch(search);
		return { type, mac };
	},
	component: lazyRouteComponent(() => import('./form/new-device-page.tsx'), 'NewDevicePage'),
});

const importRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/devices/import',
	component: lazyRouteComponent(() => import('./import/import-page.tsx'), 'ImportPage'),
});

const deviceRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/devices/$deviceId',
	validateSearch: toDevicePageSearch,
	component: lazyRouteComponent(() => import('./device/device-page.tsx'), 'DevicePage'),
});

export const devicesRoutes = [devicesRoute, newDeviceRoute, importRoute, deviceRoute] as const;

export const devicesNavigation: readonly NavigationEntry[] = [
	{
		label: texts.devices.title,
		description: texts.devices.description,
		to: '/devices',
		icon: IconDeviceLandlinePhone,
		section: 'fleet',
		permissions: ['dms.rest.devices.read'],
		keywords: ['phones', 'mac', 'profiles'],
	},
	{
		label: texts.add.title,
		description: texts.add.description,
		to: '/devices/new',
		icon: IconDevicesPlus,
		permissions: ['dms.rest.devices.create'],
		keywords: ['create', 'phone'],
	},
	{
		label: texts.import.title,
		description: texts.import.description,
		to: '/devices/import',
		icon: IconFileImport,
		permissions: ['dms.rest.devices.import.create'],
		keywords: ['csv', 'upload', 'many'],
	},
];
