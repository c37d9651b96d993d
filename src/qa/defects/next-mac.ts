import type { MacAddress } from '../../domain/mac-address.ts';

/** The next MAC address of the same maker: twelve lower-case digits. */
export function nextMac(mac: MacAddress): string {
	return mac.slice(0, 6) + toDigits(Number.parseInt(mac.slice(6), 16) + 1);
}

/** A MAC address of the same maker that is far away. */
export function farMac(mac: MacAddress): string {
	return mac.slice(0, 6) + toDigits(Number.parseInt(mac.slice(6), 16) ^ 0x80_0000);
}

function toDigits(serial: number): string {
	return (serial & 0xff_ffff).toString(16).padStart(6, '0');
}
