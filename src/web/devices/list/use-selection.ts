import { useMemo, useState } from 'react';
import type { DeviceSummary } from '../queries.ts';

/** Devices that were chosen on any page, in the order in which they were. */
export interface Selection {
	readonly devices: readonly DeviceSummary[];
	readonly has: (id: string) => boolean;
	readonly set: (device: DeviceSummary, isChosen: boolean) => void;
	readonly setAll: (devices: readonly DeviceSummary[], isChosen: boolean) => void;
	readonly clear: () => void;
}

export function useSelection(): Selection {
	const [chosen, setChosen] = useState<ReadonlyMap<string, DeviceSummary>>(new Map());
	return useMemo(() => {
		function setAll(devices: readonly DeviceSummary[], isChosen: boolean): void {
			setChosen((before) => {
				const after = new Map(before);
				for (const device of devices) {
					if (isChosen) after.set(device.id, device);
					else after.delete(device.id);
				}
				return after;
			});
		}
		return {
			devices: [...chosen.values()],
			has: (id) => chosen.has(id),
			set: (device, isChosen) => setAll([device], isChosen),
			setAll,
			clear: () => setChosen(new Map()),
		};
	}, [chosen]);
}
