import type { DeviceFilter, Store } from '../../domain/ports.ts';

/** What is looked at without giving others a turn, and in all. */
export interface CountBounds {
	readonly mostAtOnce: number;
	readonly mostTurns: number;
}

export interface BoundedCount {
	readonly count: number;
	/** The work has ended before all were seen. */
	readonly countIsAtLeast: boolean;
}

/** A look at 50,000 takes an embedded store some ten milliseconds. */
const defaultBounds: CountBounds = { mostAtOnce: 50_000, mostTurns: 20 };

/** How many devices the filter finds, in bounded time, however many there are. */
export async function countDevices(store: Store, filter: DeviceFilter, bounds = defaultBounds): Promise<BoundedCount> {
	let count = 0;
	let afterId: string | undefined;
	for (let turn = 0; turn < bounds.mostTurns; turn++) {
		const page = { mostLookedAt: bounds.mostAtOnce, ...(afterId === undefined ? {} : { afterId }) };
		const part = await store.devices.countAmong(filter, page);
		count += part.count;
		afterId = part.nextAfterId;
		if (afterId === undefined) return { count, countIsAtLeast: false };
	}
	return { count, countIsAtLeast: true };
}
