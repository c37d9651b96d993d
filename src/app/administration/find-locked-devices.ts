import type { Clock, Store } from '../../domain/ports.ts';

/** Of more user names that are locked, the first ones. */
const mostLocked = 1_000;

/** Ids of the devices whose own user name is locked now. */
export async function findLockedDevices({ store, clock }: { readonly store: Store; readonly clock: Clock }): Promise<readonly string[]> {
	const locked = new Map<string, { readonly typeId: string; readonly userName: string }>();
	for (const { typeId, userName } of await store.lockouts.listLocked(clock.now())) {
		if (locked.size < mostLocked) locked.set(`${typeId} ${userName}`, { typeId, userName });
	}
	const devices = await Promise.all([...locked.values()].map(({ typeId, userName }) => store.devices.findByUserName(typeId, userName)));
	return devices.flatMap((device) => (device === undefined ? [] : [device.id]));
}
