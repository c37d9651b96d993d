import { DmsError } from '../../domain/errors.ts';
import type { LastFetch } from '../../domain/last-fetch.ts';
import type { DeviceSummary, Store } from '../../domain/ports.ts';
import { type DeviceReference, findDevice } from '../administration/find-device.ts';
import { loadCatalog } from '../catalog.ts';
import { DeviceFiles } from '../device-files.ts';
import { type FileStanding, type FileVerdict, judgeFile } from './file-standing.ts';

/** A device and its files. */
export interface DeviceStanding {
	readonly device: DeviceSummary;
	readonly deviceType: string;
	/** `behind` where one file is; `current` where one is and none is behind. */
	readonly verdict: FileVerdict;
	readonly files: readonly FileStanding[];
}

/** Every file of one device, each of them built. @throws DmsError `device.not-found`, `device-type.not-found`. */
export async function findDeviceStanding(store: Store, reference: DeviceReference): Promise<DeviceStanding> {
	const device = await findDevice(store, reference);
	const catalog = await loadCatalog(store, store.changes.revision('catalog'));
	const type = catalog.typesById.get(device.typeId);
	if (type === undefined) throw new DmsError('device-type.not-found', 'the device type of the device is gone');
	const fetches = byDevice(await store.lastFetches.list([device.id])).get(device.id);
	const files = new DeviceFiles(store);
	const standings: FileStanding[] = [];
	for (const { id } of type.type.files) {
		const file = type.files.find((candidate) => candidate.file.id === id);
		if (file === undefined) continue;
		standings.push(await judgeFile(files, catalog, { type, file, device, fetched: fetches?.get(file.file.fileFormat) }));
	}
	return { device, deviceType: type.type.name, verdict: toDeviceVerdict(standings), files: standings };
}

export function byDevice(fetches: readonly LastFetch[]): ReadonlyMap<string, ReadonlyMap<string, LastFetch>> {
	const devices = new Map<string, Map<string, LastFetch>>();
	for (const fetch of fetches) {
		const files = devices.get(fetch.deviceId);
		if (files === undefined) devices.set(fetch.deviceId, new Map([[fetch.fileFormat, fetch]]));
		else files.set(fetch.fileFormat, fetch);
	}
	return devices;
}

function toDeviceVerdict(files: readonly FileStanding[]): FileVerdict {
	const verdicts = new Set(files.map(({ verdict }) => verdict));
	return (['behind', 'current', 'never'] as const).find((verdict) => verdicts.has(verdict)) ?? 'not-applicable';
}
