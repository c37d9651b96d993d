import type { Migration } from './migration.ts';

/** Devices of a whole service provider in the order of their ids: the index by group has them in the order of the groups. */
export const deviceProviderIndex: Migration = {
	number: 9,
	name: 'devices by service provider',
	half: 'configuration',
	statements: () => ['create index device_by_provider on device (service_provider_id, id)'],
};
