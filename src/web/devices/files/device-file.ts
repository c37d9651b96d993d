import type { Device } from '../queries.ts';

/** A file of a device. */
export interface DeviceFile {
	readonly device: Device;
	readonly fileFormat: string;
}
