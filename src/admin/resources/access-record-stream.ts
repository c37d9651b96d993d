import { z } from 'zod';
import { presentFields } from '../../app/administration/present-fields.ts';
import { scopeOf } from '../../app/authentication/principal.ts';
import { statusClasses, toRecordFilter } from '../../app/record-filter.ts';
import { requireMacAddress } from '../../domain/mac-address.ts';
import type { LiveSource } from '../live-lines.ts';
import { liveFacts, liveQuery, openLive } from '../open-live.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, type RouteCall } from '../route.ts';
import { flagInQuery, text } from '../schemas.ts';
import type { StreamPlaces } from '../stream-places.ts';
import { accessReason, toAccessRecordAnswer } from './access-records.ts';

const path = '/api/v1/access-records/stream';
const permission = toPermissionOf(path, 'read');
/** Records that are looked at between two lines. */
const pageSize = 250;

const query = z.strictObject({
	...liveQuery,
	macAddress: text.exactOptional(),
	deviceName: text.exactOptional(),
	deviceType: text.exactOptional(),
	statusClass: z.enum(statusClasses).exactOptional(),
	reason: accessReason.exactOptional(),
	denied: flagInQuery.exactOptional().describe('Refusals alone.'),
});
type Call = RouteCall<unknown, z.output<typeof query>, unknown>;

/** What devices do, while they do it; for who is bound to a scope, what devices of it do. */
export function createAccessRecordStreamRoutes(places: StreamPlaces): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ ...liveFacts, path, permission, scope: 'device', tag: 'Access records' },
				summary: 'Access records as they come: a line of JSON each, with `kind` (begin, record, heartbeat, gap, end) and `position`',
			},
			{ parameters: noParameters, query, body: noBody, answer: noBody },
			(call) => Promise.resolve(openLive(call, places, { permission, source: toSource(call) })),
		),
	];
}

function toSource({
	ports: { store },
	principal,
	query: { macAddress, after: _after, seconds: _seconds, ...selection },
}: Call): LiveSource {
	const mac = macAddress === undefined ? undefined : requireMacAddress(macAddress);
	const isWanted = toRecordFilter(presentFields({ ...selection, mac }));
	const scope = scopeOf(principal);
	return {
		kind: 'record',
		newestPosition: () => store.events.newestId(),
		async after(position) {
			const { records, ...page } = await store.accessRecords.follow(position, pageSize, scope);
			const wanted = records.filter(({ record }) => isWanted(record));
			return { ...page, items: wanted.map((item) => ({ position: item.position, fields: { record: toAccessRecordAnswer(item.record) } })) };
		},
	};
}
