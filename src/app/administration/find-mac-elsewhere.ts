import { type DeviceProfile, toQualifiedName } from '../../domain/device-profile.ts';
import { toColonForm } from '../../domain/mac-address.ts';
import type { Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';

/** A MAC is unique within a type; the same one under another type is allowed, and rarely meant. */
export async function findMacElsewhere(store: Pick<Store, 'devices'>, device: DeviceProfile): Promise<readonly string[]> {
	const { mac } = device;
	if (mac === undefined) return [];
	const others = await store.devices.findByMacAnyType(mac, 10);
	return others
		.filter((other) => other.id !== device.id)
		.map((other) => `MAC address ${toColonForm(mac)} also belongs to device ${quote(toQualifiedName(other))} of another device type`);
}
