import { toCountText, toDevicesText } from '../words.ts';

/** The page with the list. */
export const devicesTexts = {
	title: 'Devices',
	description: 'Find a device, see its files, tags and history',
	add: 'New device',
	import: 'Import CSV',
	export: 'Export CSV',
	exportNot: 'The export cannot be narrowed by the configuration: clear that filter first.',
} as const;

/** By what the list is filtered. */
export const filterTexts = {
	name: 'Name contains',
	namePlaceholder: 'Part of a device name, press / to search',
	more: 'More filters',
	moreUsed: (used: number) => `More filters (${used})`,
	any: 'Any',
	type: 'Device type',
	noType: 'There is no such device type.',
	mac: 'MAC address',
	macPartial: 'Twelve hexadecimal digits, in any notation',
	provider: 'Service provider',
	group: 'Group',
	state: 'State',
	states: { enabled: 'Enabled', disabled: 'Disabled', locked: 'Locked' },
	standing: 'Configuration',
	behind: 'Behind',
	never: 'Never fetched',
	saved: 'Saved filters',
	save: 'Save this filter',
	saveName: 'Name of the filter',
	removeSaved: (name: string) => `Remove the filter ${name}`,
} as const;

/** The list. */
export const listTexts = {
	label: 'Devices',
	name: 'Name',
	mac: 'MAC address',
	noMac: 'none',
	type: 'Device type',
	state: 'State',
	lastFetch: 'Last fetch',
	lines: 'Lines',
	behindFiles: 'Behind with',
	searching: 'Looking further',
	selectPage: 'Choose all devices of this page',
	selectOne: (name: string) => `Choose ${name}`,
	previous: 'Previous',
	next: 'Next',
	firstPage: 'First page',
	rows: (rows: number) => toDevicesText(rows),
	range: (first: number, last: number, total: number | null | undefined) =>
		`${toCountText(first)} to ${toCountText(last)}${typeof total === 'number' ? ` of ${toCountText(total)}` : ''}`,
	nothingFound: 'Try a shorter part of the name, or fewer filters.',
	noneBehind: 'No device is behind',
	noneNew: 'Every device has fetched something',
	allWell: 'Nothing to do here.',
	emptyTitle: 'There are no devices yet',
	emptyText: 'Add the first one here, or many at once from a CSV file.',
} as const;
