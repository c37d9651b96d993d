import { z } from 'zod';
import { countDevices } from '../../app/administration/count-devices.ts';
import { listBehind } from '../../app/history/list-behind.ts';
import type { DeviceFilter, DeviceOrder, DeviceSummary, Store } from '../../domain/ports.ts';
import { invalid } from '../../domain/text-rules.ts';
import { type AdminRoute, defineRoute, noBody, noParameters } from '../route.ts';
import { flagInQuery, wholeInQuery } from '../schemas.ts';
import { deviceListAnswer, toDeviceListItem } from './device-answer.ts';
import { deviceFilterQuery, readDeviceFilter } from './device-filter.ts';

const orders = {
	name: { by: 'name' },
	'-name': { by: 'name', isDescending: true },
	macAddress: { by: 'mac' },
	'-macAddress': { by: 'mac', isDescending: true },
} as const satisfies Readonly<Record<string, DeviceOrder>>;

const query = deviceFilterQuery.extend({
	standing: z
		.enum(['behind', 'never'])
		.exactOptional()
		.describe('Devices that have an older version of a file than they would get now, or that have fetched nothing yet.'),
	sort: z
		.enum(Object.keys(orders) as [keyof typeof orders])
		.exactOptional()
		.describe('With `-`: backwards. Left out, and with `standing` always: by id.'),
	limit: wholeInQuery(1, 100, 1000),
	cursor: z
		.string()
		.regex(/^[\w-]{1,2000}$/)
		.exactOptional()
		.describe('`nextCursor` of the page before, with the same `sort`.'),
	withCount: flagInQuery
		.exactOptional()
		.describe('Whether to count all that the filter finds, among a million devices at most; not with `standing`.'),
	withLastFetch: flagInQuery.exactOptional().describe('Whether to say when each of them has last fetched a file.'),
});
type ListQuery = z.output<typeof query>;

/** What one page may look at: some ten milliseconds, during which an embedded store lets nobody else run. */
const mostLookedAt = 50_000;

export function createDeviceListRoute(): AdminRoute {
	return defineRoute(
		{
			...{ method: 'GET', path: '/api/v1/devices', permission: 'dms.rest.devices.read', scope: 'device', tag: 'Devices', status: 200 },
			summary: 'Device profiles; a page may be short, even empty, and have a `nextCursor` all the same',
		},
		{ parameters: noParameters, query, body: noBody, answer: deviceListAnswer },
		async (call) => {
			const { standing, withCount, withLastFetch } = call.query;
			const { store, catalog } = call.ports;
			const filter = await readDeviceFilter(call, call.query);
			const { typesById } = await catalog.current();
			const { found, next } = await findPage(store, filter, call.query);
			const fetchedAt = withLastFetch === true ? await findLastFetchTimes(store, found) : undefined;
			return {
				body: {
					items: found.map(({ device, behindFiles }) => ({
						...toDeviceListItem(device, typesById.get(device.typeId)?.type.name ?? ''),
						...(fetchedAt === undefined ? {} : { lastFetchAt: fetchedAt.get(device.id)?.toISOString() ?? null }),
						...(behindFiles === undefined ? {} : { behindFiles: [...behindFiles] }),
					})),
					nextCursor: next ?? null,
					...(withCount === true && standing === undefined ? await countDevices(store, filter) : {}),
				},
			};
		},
	);
}

interface Found {
	readonly device: DeviceSummary;
	readonly behindFiles?: readonly string[];
}

interface FoundPage {
	readonly found: readonly Found[];
	readonly next?: string | undefined;
}

type PageQuery = Pick<ListQuery, 'limit' | 'cursor' | 'sort' | 'standing'>;

async function findPage(store: Store, filter: DeviceFilter, { limit, cursor, sort, standing }: PageQuery): Promise<FoundPage> {
	if (standing !== undefined) {
		const page = await listBehind(store, { filter, wanted: standing, limit, ...toAfterId(cursor) });
		const found = page.devices.map(({ device, files }) => ({ device, behindFiles: files.map(({ fileFormat }) => fileFormat) }));
		return { found, next: page.nextAfterId };
	}
	const bounds = { limit, mostLookedAt };
	if (sort === undefined) {
		const { devices, nextAfterId } = await store.devices.search(filter, { ...bounds, ...toAfterId(cursor) });
		return { found: toFound(devices), next: nextAfterId };
	}
	const page = await store.devices.searchInOrder(filter, orders[sort], { ...bounds, ...(cursor === undefined ? {} : { after: cursor }) });
	return { found: toFound(page.devices), next: page.next };
}

/** @throws DmsError `value.invalid` for a cursor of another order. */
function toAfterId(cursor: string | undefined): { readonly afterId?: string } {
	if (cursor === undefined) return {};
	if (!/^\d{1,15}$/.test(cursor)) throw invalid('cursor', 'the cursor is none that a page in the order of ids has given');
	return { afterId: cursor };
}

function toFound(devices: readonly DeviceSummary[]): readonly Found[] {
	return devices.map((device) => ({ device }));
}

/** By the id of the device; those that have fetched nothing are not there. */
async function findLastFetchTimes(store: Store, found: readonly Found[]): Promise<ReadonlyMap<string, Date>> {
	const times = new Map<string, Date>();
	for (const { deviceId, at } of await store.lastFetches.list(found.map(({ device }) => device.id))) {
		const known = times.get(deviceId);
		if (known === undefined || known < at) times.set(deviceId, at);
	}
	return times;
}
