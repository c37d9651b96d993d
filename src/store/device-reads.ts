import { type DeviceRow, type DeviceSummaryRow, summaryColumns } from './device-rows.ts';
import { type OverrideRow, overridesOf } from './file-overrides.ts';
import type { FixedRead } from './session.ts';

/** What is needed to decrypt the credentials of a device. */
export type CredentialsRow = Pick<DeviceRow, 'service_provider_id' | 'group_id' | 'name' | 'user_name' | 'password_sealed'>;

const summary = `select ${summaryColumns.join(', ')} from device`;

/** The look-ups of the request path; each is answered by an index. */
export const deviceReads = {
	byId: read<DeviceRow>('device_by_id', 'select * from device where id = $1'),
	byKey: read<DeviceSummaryRow>('device_by_key', `${summary} where name = $1 and group_id = $2 and service_provider_id = $3`),
	byName: read<DeviceSummaryRow>('device_by_name', `${summary} where name = $1 order by id limit $2`),
	byMac: read<DeviceSummaryRow>('device_by_mac', `${summary} where mac = $1 and type_id = $2 limit 2`),
	byMacAnyType: read<DeviceSummaryRow>('device_by_mac_any_type', `${summary} where mac = $1 order by id limit $2`),
	byUserName: read<DeviceSummaryRow>('device_by_user_name', `${summary} where user_name = $1 and type_id = $2`),
	credentials: read<CredentialsRow>(
		'device_credentials',
		'select service_provider_id, group_id, name, user_name, password_sealed from device where id = $1',
	),
	overrides: overridesOf('device_id') satisfies FixedRead<OverrideRow>,
};

function read<Row>(name: string, text: string): FixedRead<Row> {
	return { name, text };
}
