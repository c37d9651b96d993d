import { z } from 'zod';
import { presentFields } from '../../app/administration/present-fields.ts';
import { loadOwn } from '../own-device.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, defineRoute, noBody } from '../route.ts';
import { wholeInQuery } from '../schemas.ts';
import { accessRecordAnswer, toAccessRecordAnswer } from './access-records.ts';
import { deviceParameters, devicePath } from './device-path.ts';

const path = `${devicePath}/access-records` as const;

const query = z.strictObject({
	cursor: z.uuid().exactOptional().describe('`nextCursor` of the page before: goes back in time.'),
	limit: wholeInQuery(1, 50, 500),
});

const answer = z
	.object({ items: z.array(accessRecordAnswer), nextCursor: z.string().nullable().describe('Older records.') })
	.meta({ id: 'DeviceAccessRecordList' });

/** What one device did. */
export function createDeviceAccessRecordRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'device', tag: 'Access records', status: 200 },
				summary: 'What a device did, the newest first: all requests with the MAC address that it has now, also those that only claimed it',
			},
			{ parameters: deviceParameters, query, body: noBody, answer },
			async (call) => {
				const { id, mac } = await loadOwn(call, call.parameters.deviceId);
				const page = { deviceId: id, limit: call.query.limit, ...presentFields({ mac, beforeId: call.query.cursor }) };
				const { records, nextBeforeId } = await call.ports.store.accessRecords.ofDevice(page);
				return { body: { items: records.toReversed().map(toAccessRecordAnswer), nextCursor: nextBeforeId ?? null } };
			},
		),
	];
}
