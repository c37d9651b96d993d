import type { Migration } from './migration.ts';

/** Devices in the order of their names and of their MAC addresses: a page of a million is read where it begins. */
export const deviceOrderIndexes: Migration = {
	number: 12,
	name: 'orders of devices',
	half: 'configuration',
	statements: () => [
		'create index device_by_name on device (name_folded, id)',
		// Devices without an address come last.
		`create index device_by_mac on device ((coalesce(mac, '~')), id)`,
	],
};
