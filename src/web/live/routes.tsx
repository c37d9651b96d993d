/*
 * Addresses of this area and their search parameters. All are optional, and others are ignored.
 *
 * /live            what devices do at this moment
 * /live/records    what they did before, page by page; /live with `from` or `to` leads here
 *
 *   mac          MAC address in any form; at /live it is the bench, which follows this one device
 *   device       name of a device profile
 *   deviceType   name of a device type
 *   reason       a code of docs/reasons.md, e.g. device.unknown
 *   status       2, 3, 4 or 5: the class of the status
 *   denied       true: refusals alone
 *   from, to     times of ISO 8601; `from` is within, `to` is not
 */
import { IconActivity, IconListSearch } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import type { NavigationEntry } from '../shell/area.ts';
import { shellRoute } from '../shell/shell-route.tsx';
import { toRecordSearch } from './record-search.ts';
import { liveTexts as texts } from './texts.ts';

const liveRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/live',
	validateSearch: toRecordSearch,
	beforeLoad: ({ search }) => {
		if (search.from !== undefined || search.to !== undefined) throw redirect({ to: '/live/records', search, replace: true });
	},
	component: lazyRouteComponent(() => import('./live-page.tsx'), 'LivePage'),
});

const recordsRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: '/live/records',
	validateSearch: toRecordSearch,
	component: lazyRouteComponent(() => import('./records-page.tsx'), 'RecordsPage'),
});

export const liveRoutes = [liveRoute, recordsRoute] as const;

export const liveNavigation: readonly NavigationEntry[] = [
	{
		label: texts.live.title,
		description: texts.live.description,
		to: '/live',
		icon: IconActivity,
		section: 'insight',
		permissions: ['dms.rest.access-records.read'],
		keywords: ['tail', 'stream', 'bench'],
	},
	{
		label: texts.records.title,
		description: texts.records.description,
		to: '/live/records',
		icon: IconListSearch,
		permissions: ['dms.rest.access-records.read'],
		keywords: ['requests', 'log', 'fetches', 'history'],
	},
];
