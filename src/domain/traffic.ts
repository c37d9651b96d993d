import type { AccessReason } from './reason.ts';

export const minuteMs = 60_000;

/** Requests of devices that ended alike within a span of time. */
export interface TrafficCount {
	/** When the span begins, at a whole multiple of its length since the epoch. */
	readonly at: Date;
	readonly reason: AccessReason;
	readonly requests: number;
	/** Those of them that were refused. */
	readonly refusals: number;
}

export interface TrafficSpan {
	/** The minute of this time is the first one. */
	readonly from: Date;
	/** Requests of this time or later are left out, to the minute. */
	readonly to: Date;
	/** A whole number of minutes. */
	readonly stepMs: number;
}
