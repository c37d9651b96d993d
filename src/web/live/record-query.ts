import type { paths } from '../api/schema.d.ts';
import { toMacDigits } from '../ui/mac-address.ts';
import { reasonTexts } from '../ui/reason-texts.ts';
import type { RecordSearch } from './record-search.ts';

/** A filter as the API takes it, for the stream and for the past. */
export type RecordQuery = Omit<NonNullable<paths['/api/v1/access-records/stream']['get']['parameters']['query']>, 'after' | 'seconds'>;
type Reason = NonNullable<RecordQuery['reason']>;

/** What the API would not take, such as half a MAC address, is left out. */
export function toRecordQuery({ mac, device, deviceType, reason, status, denied }: RecordSearch): RecordQuery {
	const address = mac === undefined ? undefined : toMacDigits(mac);
	return {
		...(address === undefined ? {} : { macAddress: address }),
		...(device === undefined ? {} : { deviceName: device }),
		...(deviceType === undefined ? {} : { deviceType }),
		...(reason !== undefined && isReason(reason) ? { reason } : {}),
		...(status === undefined ? {} : { statusClass: `${status}xx` as const }),
		...(denied === true ? { denied: 'true' as const } : {}),
	};
}

export function toStreamPath(query: RecordQuery): string {
	return `/api/v1/access-records/stream?${new URLSearchParams({ ...query })}`;
}

function isReason(reason: string): reason is Reason {
	return Object.hasOwn(reasonTexts, reason);
}
