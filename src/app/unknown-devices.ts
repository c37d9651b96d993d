import type { AccessRecord } from '../domain/access-record.ts';
import type { MacAddress } from '../domain/mac-address.ts';
import type { UnknownDevice, UnknownDevicePosition } from '../domain/unknown-device.ts';

/** A device profile that would let an unknown device in. */
export interface ProposedDevice {
	/** Name of the type that the path belongs to; absent where there is none any more. */
	readonly deviceType?: string;
	readonly deviceName: string;
	readonly mac: MacAddress;
}

/** The MAC address is a name that nobody else has, unless somebody gave it to another device. */
export function toProposedDevice({ mac, record }: UnknownDevice, isType: (name: string) => boolean): ProposedDevice {
	const { deviceTypeName } = record;
	return { mac, deviceName: mac, ...(deviceTypeName === undefined || !isType(deviceTypeName) ? {} : { deviceType: deviceTypeName }) };
}

/** What of its certificate is recorded. */
export function toCertificateFacts(record: AccessRecord) {
	const { certificateSubject, certificateFingerprint, certificateSerial, certificateNotAfter, anchor } = record;
	return {
		subject: certificateSubject ?? null,
		fingerprint: certificateFingerprint ?? null,
		serial: certificateSerial ?? null,
		notAfter: certificateNotAfter?.toISOString() ?? null,
		anchor: anchor ?? null,
	};
}

/** Opaque for those who page. */
export function toUnknownDeviceCursor({ lastAt, mac }: UnknownDevicePosition): string {
	return `${lastAt.getTime()}-${mac}`;
}

export const unknownDeviceCursorForm = /^\d{1,15}-[0-9a-f]{12}$/;

/** @param cursor has the form above. */
export function fromUnknownDeviceCursor(cursor: string): UnknownDevicePosition {
	const [ms = '', mac = ''] = cursor.split('-');
	return { lastAt: new Date(Number(ms)), mac: mac as MacAddress };
}
