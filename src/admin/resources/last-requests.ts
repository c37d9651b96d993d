import { z } from 'zod';
import { scopeOf } from '../../app/authentication/principal.ts';
import type { AccessRecord } from '../../domain/access-record.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters } from '../route.ts';
import { isWithin } from '../scoping.ts';

const path = '/api/v1/last-requests';
const mostDevices = 100;

const query = z.strictObject({
	deviceIds: z
		.string()
		.regex(/^\d{1,15}(?:,\d{1,15}){0,99}$/)
		.describe(`Ids of at most ${mostDevices} devices, separated by commas: those of a page of the list.`),
});

const answer = z
	.object({
		items: z
			.array(
				z.object({
					deviceId: z.string(),
					recordId: z.string(),
					at: z.string(),
					status: z.int(),
					reason: z.string(),
					method: z.string(),
					path: z.string(),
				}),
			)
			.describe('Of each device that is there and has asked for something; in the order of the ids.'),
	})
	.meta({ id: 'LastRequestList' });

/** What devices of a page did last, and how it ended. */
export function createLastRequestRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'device', tag: 'Access records', status: 200 },
				summary: 'The newest request of each of some devices, also a refused one',
			},
			{ parameters: noParameters, query, body: noBody, answer },
			async (call) => {
				const devices = await findOwn(call, [...new Set(call.query.deviceIds.split(','))]);
				const newest = await call.ports.store.accessRecords.newestOf(devices);
				const items = devices.flatMap(({ deviceId }) => {
					const record = newest.get(deviceId);
					return record === undefined ? [] : [toItem(deviceId, record)];
				});
				return { body: { items } };
			},
		),
	];
}

async function findOwn({ ports: { store }, principal }: Caller, ids: readonly string[]) {
	const devices = await Promise.all(ids.map((id) => store.devices.load(id)));
	const scope = scopeOf(principal);
	return devices.flatMap((device) => {
		if (device === undefined || !isWithin(device, scope)) return [];
		return [{ deviceId: device.id, ...(device.mac === undefined ? {} : { mac: device.mac }) }];
	});
}

function toItem(deviceId: string, { id, at, status, reason, method, path: asked }: AccessRecord) {
	return { deviceId, recordId: id, at: at.toISOString(), status, reason, method, path: asked };
}
