import { auditNavigation, auditRoutes } from './audit/routes.tsx';
import { deviceTypesNavigation, deviceTypesRoutes } from './device-types/routes.tsx';
import { devicesNavigation, devicesRoutes } from './devices/routes.tsx';
import { interfacesNavigation, interfacesRoutes } from './interfaces/routes.tsx';
import { liveNavigation, liveRoutes } from './live/routes.tsx';
import { overviewNavigation, overviewRoutes } from './overview/routes.tsx';
import { peopleNavigation, peopleRoutes } from './people/routes.tsx';
import { settingsNavigation, settingsRoutes } from './settings/routes.tsx';
import type { NavigationEntry } from './shell/area.ts';
import { trustNavigation, trustRoutes } from './trust/routes.tsx';
import { unknownDevicesNavigation, unknownDevicesRoutes } from './unknown-devices/routes.tsx';
import { whyNavigation, whyRoutes } from './why/routes.tsx';

/** The routes of every area. */
export const areaRoutes = [
	...overviewRoutes,
	...devicesRoutes,
	...deviceTypesRoutes,
	...unknownDevicesRoutes,
	...settingsRoutes,
	...whyRoutes,
	...liveRoutes,
	...auditRoutes,
	...trustRoutes,
	...interfacesRoutes,
	...peopleRoutes,
] as const;

/** What the navigation and the command palette show, section by section in this order. */
export const areaNavigation: readonly NavigationEntry[] = [
	...overviewNavigation,
	...devicesNavigation,
	...deviceTypesNavigation,
	...unknownDevicesNavigation,
	...settingsNavigation,
	...whyNavigation,
	...liveNavigation,
	...auditNavigation,
	...trustNavigation,
	...interfacesNavigation,
	...peopleNavigation,
];
