import type { AccessRecord } from '../domain/access-record.ts';
import type { MacAddress } from '../domain/mac-address.ts';
import type { AccessReason } from '../domain/reason.ts';

export const statusClasses = ['2xx', '3xx', '4xx', '5xx'] as const;

/** Which records somebody wants to see; all that is given must hold. */
export interface RecordSelection {
	readonly mac?: MacAddress;
	readonly deviceName?: string;
	/** Name of the device type. */
	readonly deviceType?: string;
	readonly statusClass?: (typeof statusClasses)[number];
	readonly reason?: AccessReason;
	/** Only refusals. */
	readonly denied?: boolean;
}

/** Whether a record is wanted. */
export function toRecordFilter(selection: RecordSelection): (record: AccessRecord) => boolean {
	const { mac, deviceName, deviceType, statusClass, reason, denied = false } = selection;
	return (record) =>
		(mac === undefined || record.mac === mac) &&
		(deviceName === undefined || record.deviceName === deviceName) &&
		(deviceType === undefined || record.deviceTypeName === deviceType) &&
		(statusClass === undefined || statusClass.startsWith(String(Math.floor(record.status / 100)))) &&
		(reason === undefined || record.reason === reason) &&
		(!denied || record.status >= 400);
}
