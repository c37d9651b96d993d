export interface ArrivalOptions {
	readonly devices: number;
	/** Devices that boot in a second, whatever the server does; absent: the next one boots when one has finished. */
	readonly ratePerSecond?: number;
	/** Absent: each device boots once. With it the fleet boots again and again until the time is over. */
	readonly durationMs?: number;
}

export interface Arrival {
	/** Which device of the fleet. */
	readonly device: number;
	/** After the start; absent: now. */
	readonly atMs?: number;
}

/** Which arrival is the number-th, or undefined after the last one: computed, so that none of them waits in memory. */
export function arrivalAt(number: number, elapsedMs: number, { devices, ratePerSecond, durationMs }: ArrivalOptions): Arrival | undefined {
	const device = number % devices;
	if (durationMs === undefined && number >= devices) return undefined;
	if (ratePerSecond === undefined) return durationMs !== undefined && elapsedMs >= durationMs ? undefined : { device };
	const atMs = (number * 1000) / ratePerSecond;
	return durationMs !== undefined && atMs >= durationMs ? undefined : { device, atMs };
}

/** How many arrivals there will be, where that is known beforehand. */
export function countArrivals({ devices, ratePerSecond, durationMs }: ArrivalOptions): number | undefined {
	if (durationMs === undefined) return devices;
	return ratePerSecond === undefined ? undefined : Math.ceil((durationMs * ratePerSecond) / 1000);
}
