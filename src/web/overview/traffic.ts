import type { ApiSchema } from '../api/client.ts';
import { type ReasonFamily, toReasonFamily } from './reason-family.ts';
import type { Span } from './span.ts';

export type Traffic = ApiSchema<'TrafficOverview'>;
export type TrafficPoint = Traffic['points'][number];

/** How many requests of each family. */
export function countFamilies(reasons: TrafficPoint['reasons']): ReadonlyMap<ReasonFamily, number> {
	const counts = new Map<ReasonFamily, number>();
	for (const { reason, requests } of reasons) {
		const family = toReasonFamily(reason);
		counts.set(family, (counts.get(family) ?? 0) + requests);
	}
	return counts;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const all = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** Below the axis, as exact as the span needs it. */
export function toAxisText(at: string, span: Span): string {
	const format = { hour: clock, day: clock, week: dayAndClock, month: day }[span];
	return format.format(new Date(at));
}

/** `22 Nov, 07:45 to 08:00`. */
export function toPeriodText({ at }: Pick<TrafficPoint, 'at'>, stepSeconds: number): string {
	const from = new Date(at);
	const to = new Date(from.getTime() + stepSeconds * 1000);
	return `${all.format(from)} to ${(stepSeconds < 86_400 && from.getDate() === to.getDate() ? clock : all).format(to)}`;
}

/** The access records of one bar. */
export function toRecordSearch({ at }: Pick<TrafficPoint, 'at'>, stepSeconds: number) {
	return { from: at, to: new Date(new Date(at).getTime() + stepSeconds * 1000).toISOString() };
}
