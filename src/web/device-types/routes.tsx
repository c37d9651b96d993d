import { IconFileZip, IconTemplate } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../shell/area.ts';
import { shellRoute } from '../shell/shell-route.tsx';
import { toFilePageSearch, toTypePageSearch } from './search.ts';
import { deviceTypesTexts as texts } from './texts.ts';

const deviceTypesRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/device-types',
	component: lazyRouteComponent(() => import('./list/device-types-page.tsx'), 'DeviceTypesPage'),
});

// Beside the types, whose names may be anything.
const importRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/device-type-import',
	component: lazyRouteComponent(() => import('./import/import-page.tsx'), 'ImportPage'),
});

const deviceTypeRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/device-types/$name',
	validateSearch: toTypePageSearch,
	component: lazyRouteComponent(() => import('./type/device-type-page.tsx'), 'DeviceTypePage'),
});

const fileRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/device-types/$name/files/$fileFormat',
	validateSearch: toFilePageSearch,
	component: lazyRouteComponent(() => import('./file/file-page.tsx'), 'FilePage'),
});

export const deviceTypesRoutes = [deviceTypesRoute, importRoute, deviceTypeRoute, fileRoute] as const;

export const deviceTypesNavigation: readonly NavigationEntry[] = [
	{
		label: texts.deviceTypes.title,
		description: texts.deviceTypes.description,
		to: '/device-types',
		icon: IconTemplate,
		section: 'fleet',
		permissions: ['dms.rest.device-types.read'],
		keywords: ['dtaf', 'templates', 'firmware'],
	},
	{
		label: texts.import.title,
		description: texts.import.description,
		to: '/device-type-import',
		icon: IconFileZip,
		permissions: ['dms.rest.dtaf.import.create'],
		isSystemWide: true,
		keywords: ['dtaf', 'zip', 'archive', 'upload', 'device type'],
	},
];
