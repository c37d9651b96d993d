import type { AccessRecord } from './access-record.ts';
import type { MacAddress } from './mac-address.ts';

/** Somebody with a certificate that was in order, and with a MAC address that no device profile has. */
export interface UnknownDevice {
	readonly mac: MacAddress;
	readonly firstAt: Date;
	readonly lastAt: Date;
	/** How often it has asked. */
	readonly requests: number;
	/** The newest one. */
	readonly record: AccessRecord;
}

/** Where a page of unknown devices goes on. */
export interface UnknownDevicePosition {
	readonly lastAt: Date;
	readonly mac: MacAddress;
}

/** Whether the record is of an unknown device. Who gave a user name, or only claimed an address, is none: strangers must not fill the store. */
export function isOfUnknownDevice({ reason, proof, mac }: AccessRecord): boolean {
	return reason === 'device.unknown' && proof === 'certificate' && mac !== undefined;
}
