import type { ProofKind } from '../../domain/access-record.ts';
import type { MacAddress } from '../../domain/mac-address.ts';
import { toColonForm } from '../../domain/mac-address.ts';
import type { DeviceRepository } from '../../domain/ports.ts';
import { findMacInHeaders } from '../header-pattern.ts';
import type { DeviceRequest, Located, ProofOutcome } from './device-request.ts';

/** Turns a proven MAC address into a device of the type. A MAC that is proven but known nowhere is conclusive: a right password must not hide it. */
export async function proveMac(
	devices: DeviceRepository,
	located: Located,
	proof: ProofKind,
	mac: MacAddress,
	conclusive: boolean,
): Promise<ProofOutcome> {
	const failed = { holds: false, proof, mac, conclusive, tried: true } as const;
	const named = located.captures.mac;
	if (named !== undefined && named !== mac) {
		const detail = `the ${proof} says ${toColonForm(mac)}, the path ${toColonForm(named)}`;
		return { ...failed, reason: 'binding.other-device', detail };
	}
	const [device, second] = await devices.findByMac(located.type.type.id, mac);
	if (device === undefined) return { ...failed, ...(await explainUnknownMac(devices, mac)) };
	if (second !== undefined) {
		return { ...failed, reason: 'device.duplicate', detail: `${toColonForm(mac)} belongs to ${device.name} and ${second.name}` };
	}
	if (!device.enabled) return { ...failed, reason: 'device.disabled', detail: device.name, conclusive: true };
	return { holds: true, proof, device, mac };
}

async function explainUnknownMac(devices: DeviceRepository, mac: MacAddress) {
	const [elsewhere] = await devices.findByMacAnyType(mac, 1);
	if (elsewhere === undefined) return { reason: 'device.unknown', detail: `no device profile has ${toColonForm(mac)}` } as const;
	return { reason: 'device.other-type', detail: `${elsewhere.name} has ${toColonForm(mac)} and is of another device type` } as const;
}

/** A MAC address in a header: whoever knows the address can send it. */
export async function proveMacInHeader(
	devices: DeviceRepository,
	located: Located,
	request: DeviceRequest,
	macHeaders: readonly string[],
): Promise<ProofOutcome> {
	const pattern = located.file.headerPattern;
	const mac = pattern === undefined ? undefined : findMacInHeaders(pattern, (name) => request.header(name), macHeaders);
	if (mac === undefined) return { holds: false, proof: 'mac-header', reason: 'mac-header.absent', conclusive: false, tried: false };
	return proveMac(devices, located, 'mac-header', mac, false);
}

/** A MAC address in the path: as weak as the header. */
export async function proveMacInPath(devices: DeviceRepository, located: Located): Promise<ProofOutcome> {
	const { mac } = located.captures;
	if (mac === undefined) return { holds: false, proof: 'mac-path', reason: 'mac-path.absent', conclusive: false, tried: false };
	return proveMac(devices, located, 'mac-path', mac, false);
}
