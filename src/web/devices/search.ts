/** Which devices are listed, as the address of the page says it. */
export interface DeviceFilter {
	/** Part of the name. */
	readonly name?: string;
	/** In any notation that the server takes. */
	readonly mac?: string;
	/** Name of the device type. */
	readonly type?: string;
	readonly provider?: string;
	readonly group?: string;
	readonly enabled?: 'yes' | 'no';
	/** Locked after too many wrong passwords. */
	readonly locked?: 'yes';
	readonly standing?: 'behind' | 'never';
}

/** As the API has it; absent: the order in which they were added. */
export type DeviceSort = 'name' | '-name' | 'macAddress' | '-macAddress';

export interface DevicesSearch extends DeviceFilter {
	readonly sort?: DeviceSort;
	/** Cursor of the page that is shown. */
	readonly after?: string;
}

export const filterFields = [
	'name',
	'mac',
	'type',
	'provider',
	'group',
	'enabled',
	'locked',
	'standing',
] as const satisfies readonly (keyof DeviceFilter)[];

/** Whatever stands in an address: what is no filter is left out. */
export function toDevicesSearch(search: Record<string, unknown>): DevicesSearch {
	const { sort, after } = search;
	return { ...toDeviceFilter(search), sort: toChoice(sort, ['name', '-name', 'macAddress', '-macAddress']), after: toText(after) };
}

export function toDeviceFilter({ name, mac, type, provider, group, enabled, locked, standing }: Record<string, unknown>): DeviceFilter {
	return {
		name: toText(name),
		mac: toText(mac),
		type: toText(type),
		provider: toText(provider),
		group: toText(group),
		enabled: toChoice(enabled, ['yes', 'no']),
		locked: toChoice(locked, ['yes']),
		standing: toChoice(standing, ['behind', 'never']),
	};
}

export function isEmptyFilter(filter: DeviceFilter): boolean {
	return filterFields.every((field) => filter[field] === undefined);
}

/** One key for the same filter, in whatever order it was put together. */
export function toFilterKey(filter: DeviceFilter): string {
	return JSON.stringify(filterFields.map((field) => filter[field] ?? null));
}

/** Addresses turn digits into numbers. */
function toText(value: unknown): string | undefined {
	const text = typeof value === 'number' ? String(value) : value;
	return typeof text === 'string' && text !== '' ? text : undefined;
}

function toChoice<const Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | undefined {
	return choices.find((choice) => choice === value);
}
