import type { Migration } from './migration.ts';

/** There are few, and they are counted often. */
export const disabledDeviceIndex: Migration = {
	number: 11,
	name: 'disabled devices',
	half: 'configuration',
	statements: () => ['create index device_disabled on device (type_id, service_provider_id, group_id) where enabled = 0'],
};
