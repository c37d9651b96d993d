import type { DeviceFilter, DeviceSummary, Store } from '../../domain/ports.ts';
import { type DeviceColumn, deviceColumns } from './device-columns.ts';

/** Without the password: no export holds one. */
const columns = (Object.keys(deviceColumns) as DeviceColumn[]).filter((column) => column !== 'password');

type CsvColumn = Exclude<DeviceColumn, 'password' | 'deviceType'>;

const values: Readonly<Record<CsvColumn, (device: DeviceSummary) => string | undefined>> = {
	deviceName: ({ name }) => name,
	serviceProvider: ({ serviceProviderId }) => serviceProviderId,
	group: ({ groupId }) => groupId,
	mac: ({ mac }) => mac,
	enabled: ({ enabled }) => String(enabled),
	serialNumber: ({ serialNumber }) => serialNumber,
	description: ({ description }) => description,
	physicalLocation: ({ physicalLocation }) => physicalLocation,
	netAddress: ({ netAddress }) => netAddress,
	country: ({ country }) => country,
	userName: ({ userName }) => userName,
	tagSet: ({ tagSet }) => tagSet,
};

const pageSize = 1000;

/**
 * The device profiles that the filter finds, as the import takes them, a page at a time: memory does not grow with their number. Lines and
 * tags are left out, and passwords.
 */
export async function* exportDevices(store: Store, filter: DeviceFilter): AsyncGenerator<string> {
	const types = new Map((await store.deviceTypes.list()).map((type) => [type.id, type.name]));
	yield toCsvRow(columns);
	let afterId: string | undefined;
	for (;;) {
		const page = await store.devices.list(filter, { limit: pageSize, ...(afterId === undefined ? {} : { afterId }) });
		if (page.length > 0) yield page.map((device) => toRow(device, types.get(device.typeId))).join('');
		if (page.length < pageSize) return;
		afterId = page.at(-1)?.id;
	}
}

function toRow(device: DeviceSummary, typeName: string | undefined): string {
	return toCsvRow(columns.map((column) => (column === 'deviceType' ? typeName : values[column as CsvColumn](device)) ?? ''));
}

/** RFC 4180. */
function toCsvRow(cells: readonly string[]): string {
	return `${cells.map((cell) => (/[",\r\n]/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
