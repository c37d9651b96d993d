import { DmsError } from '../../domain/errors.ts';
import type { AccessReason } from '../../domain/reason.ts';
import { minuteMs, type TrafficCount, type TrafficSpan } from '../../domain/traffic.ts';

export interface RequestedSpan {
	readonly from?: Date;
	readonly to?: Date;
	readonly stepSeconds?: number;
}

/** Requests within one step, and how they ended. */
export interface TrafficPoint {
	/** Its beginning. */
	readonly at: Date;
	readonly requests: number;
	readonly refusals: number;
	readonly reasons: readonly { readonly reason: AccessReason; readonly requests: number }[];
}

const dayMs = 86_400_000;
export const mostTrafficPoints = 1_500;
/** As many as a chart has room for, where nobody says how many. */
const usualPoints = 180;
const niceStepsMs = [1, 5, 15, 60, 180, 360, 1_440].map((minutes) => minutes * minuteMs);

/** The last day unless told otherwise, up to and with the minute of now. @throws DmsError `value.invalid`, `value.contradiction`. */
export function toTrafficSpan({ from, to, stepSeconds }: RequestedSpan, now: Date): TrafficSpan {
	const end = to ?? new Date(Math.floor(now.getTime() / minuteMs + 1) * minuteMs);
	const begin = from ?? new Date(end.getTime() - dayMs);
	if (begin >= end) throw new DmsError('value.contradiction', 'from is not before to', { field: 'from' });
	const lengthMs = end.getTime() - begin.getTime();
	const stepMs = stepSeconds === undefined ? toNiceStep(lengthMs) : stepSeconds * 1000;
	if (stepMs % minuteMs !== 0) {
		throw new DmsError('value.invalid', 'step is not a whole number of minutes, in seconds', { field: 'step' });
	}
	const span = { from: new Date(Math.floor(begin.getTime() / stepMs) * stepMs), to: end, stepMs };
	const points = Math.ceil((span.to.getTime() - span.from.getTime()) / stepMs);
	if (points > mostTrafficPoints) {
		throw new DmsError('value.invalid', `the span has ${points} steps; ${mostTrafficPoints} are allowed`, { field: 'step' });
	}
	return span;
}

function toNiceStep(lengthMs: number): number {
	const wanted = lengthMs / usualPoints;
	return niceStepsMs.find((stepMs) => stepMs >= wanted) ?? Math.ceil(wanted / dayMs) * dayMs;
}

/** One point for each step of the span, also where nothing happened. */
export function toTrafficPoints({ from, to, stepMs }: TrafficSpan, counts: readonly TrafficCount[]): readonly TrafficPoint[] {
	const steps = Map.groupBy(counts, ({ at }) => at.getTime());
	const points: TrafficPoint[] = [];
	for (let at = from.getTime(); at < to.getTime(); at += stepMs) points.push(toPoint(new Date(at), steps.get(at) ?? []));
	return points;
}

function toPoint(at: Date, counts: readonly TrafficCount[]): TrafficPoint {
	let [requests, refusals] = [0, 0];
	for (const count of counts) {
		requests += count.requests;
		refusals += count.refusals;
	}
	return { at, requests, refusals, reasons: counts.map((count) => ({ reason: count.reason, requests: count.requests })) };
}
