import { z } from 'zod';
import { presentFields } from '../../app/administration/present-fields.ts';
import { BoundedCache } from '../../app/bounded-cache.ts';
import { type Dated, Remembered } from '../../app/overview/remembered.ts';
import { mostTrafficPoints, toTrafficPoints, toTrafficSpan } from '../../app/overview/traffic-overview.ts';
import type { TrafficRepository } from '../../domain/overview-ports.ts';
import type { TrafficCount, TrafficSpan } from '../../domain/traffic.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, defineRoute, noBody, noParameters } from '../route.ts';
import { time } from '../schemas.ts';
import { overviewFacts as facts } from './overview-facts.ts';

const dayMs = 86_400_000;

const query = z.strictObject({
	from: time.exactOptional().describe('A day before `to` unless told otherwise.'),
	to: time.exactOptional().describe('The end of this minute unless told otherwise.'),
	step: z.coerce
		.number()
		.int()
		.min(60)
		.max(31 * (dayMs / 1000))
		.exactOptional()
		.describe(
			`Seconds, whole minutes; something that gives at most 180 points unless told otherwise. At most ${mostTrafficPoints} points.`,
		),
});

/** To add up the minutes of months takes some hundred milliseconds, and a minute more changes little in them. */
const longSpanMs = 2 * dayMs;
const longSpanLimits = { freshMs: 30_000, staleMs: 300_000 };
const mostSpans = 32;

const answer = z
	.object({
		asOf: z.string().describe('When this was counted; spans of more than two days are kept for a while.'),
		from: z.string().describe('The beginning of the first point: a whole multiple of the step.'),
		to: z.string(),
		step: z.int().describe('Seconds.'),
		countedSince: z.string().nullable().describe('Nothing is known of what was before.'),
		requests: z.int(),
		refusals: z.int(),
		reasons: z.array(z.object({ reason: z.string(), requests: z.int() })).describe('Over the whole span, the most frequent first.'),
		points: z
			.array(
				z.object({
					at: z.string().describe('Its beginning.'),
					requests: z.int(),
					refusals: z.int(),
					reasons: z.array(z.object({ reason: z.string(), requests: z.int() })),
				}),
			)
			.describe('One for each step, also where nothing happened.'),
	})
	.meta({ id: 'TrafficOverview' });

/** Fetches and refusals over time. */
export function createTrafficRoutes(): readonly AdminRoute[] {
	const path = '/api/v1/overview/traffic';
	const longSpans = new BoundedCache<string, Remembered<readonly TrafficCount[]>>(mostSpans);
	return [
		defineRoute(
			{
				...{ ...facts, method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'system', status: 200 },
				summary: 'Requests of devices over time by how they ended: counted by the minute for all devices together',
			},
			{ parameters: noParameters, query, body: noBody, answer },
			async ({ ports: { store, clock }, query: { from, to, step } }) => {
				const requested = presentFields({ from: toDate(from), to: toDate(to), stepSeconds: step });
				const now = clock.now();
				const span = toTrafficSpan(requested, now);
				const { value: counts, asOf } = await countSpan(longSpans, store.traffic, { span, isOpen: to === undefined, now });
				const since = await store.traffic.since();
				const points = toTrafficPoints(span, counts);
				return {
					body: {
						...{ asOf: asOf.toISOString(), from: span.from.toISOString(), to: span.to.toISOString(), step: span.stepMs / 1000 },
						countedSince: since?.toISOString() ?? null,
						requests: points.reduce((sum, point) => sum + point.requests, 0),
						refusals: points.reduce((sum, point) => sum + point.refusals, 0),
						reasons: toTotals(counts),
						points: points.map(({ at, reasons, ...numbers }) => ({ ...numbers, at: at.toISOString(), reasons: [...reasons] })),
					},
				};
			},
		),
	];
}

interface AskedSpan {
	readonly span: TrafficSpan;
	/** Whether it goes on to the present. */
	readonly isOpen: boolean;
	readonly now: Date;
}

async function countSpan(
	kept: BoundedCache<string, Remembered<readonly TrafficCount[]>>,
	traffic: TrafficRepository,
	{ span, isOpen, now }: AskedSpan,
): Promise<Dated<readonly TrafficCount[]>> {
	const { from, to, stepMs } = span;
	if (to.getTime() - from.getTime() <= longSpanMs) return { value: await traffic.list(span), asOf: now };
	const key = `${from.getTime()} ${isOpen ? 'now' : to.getTime()} ${stepMs}`;
	const remembered = kept.get(key) ?? new Remembered(longSpanLimits);
	kept.set(key, remembered, 1);
	return remembered.ask(key, now, () => traffic.list(span));
}

function toDate(text: string | undefined): Date | undefined {
	return text === undefined ? undefined : new Date(text);
}

function toTotals(counts: readonly { readonly reason: string; readonly requests: number }[]) {
	const totals = new Map<string, number>();
	for (const { reason, requests } of counts) totals.set(reason, (totals.get(reason) ?? 0) + requests);
	return [...totals].map(([reason, requests]) => ({ reason, requests })).toSorted((one, other) => other.requests - one.requests);
}
