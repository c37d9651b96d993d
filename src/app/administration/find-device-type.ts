import type { DeviceType } from '../../domain/device-type.ts';
import type { DeviceTypeFile } from '../../domain/device-type-file.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import { collapse, quote } from '../../domain/text-rules.ts';

/** @throws DmsError `device-type.not-found`. */
export async function findDeviceType(store: Pick<Store, 'deviceTypes'>, name: string): Promise<DeviceType> {
	const type = await store.deviceTypes.findByName(collapse(name));
	if (type === undefined) throw new DmsError('device-type.not-found', `no device type ${quote(name)}`, { field: 'deviceType' });
	return type;
}

/** The type of a device that exists. */
export async function findTypeOf(store: Pick<Store, 'deviceTypes'>, device: { readonly typeId: string }): Promise<DeviceType> {
	const type = (await store.deviceTypes.list()).find((candidate) => candidate.id === device.typeId);
	if (type === undefined) throw new DmsError('device-type.not-found', 'the device type of the device is gone');
	return type;
}

/** @throws DmsError `device-type-file.not-found`, with the formats that there are in `findings`. */
export function findTypeFile(type: DeviceType, fileFormat: string): DeviceTypeFile {
	const wanted = collapse(fileFormat);
	const file = type.files.find((candidate) => candidate.fileFormat === wanted);
	if (file !== undefined) return file;
	throw new DmsError('device-type-file.not-found', `device type ${quote(type.name)} has no file ${quote(fileFormat)}`, {
		field: 'fileFormat',
		findings: type.files.map((candidate) => candidate.fileFormat),
	});
}
