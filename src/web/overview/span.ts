/** How far back the traffic is shown, with the width of a bar in seconds. */
export const spans = {
	hour: { seconds: 3_600, step: 60 },
	day: { seconds: 86_400, step: 900 },
	week: { seconds: 7 * 86_400, step: 7_200 },
	month: { seconds: 30 * 86_400, step: 21_600 },
} as const;

export type Span = keyof typeof spans;

export const defaultSpan: Span = 'day';

export function toSpan(value: unknown): Span | undefined {
	return typeof value === 'string' && Object.hasOwn(spans, value) ? (value as Span) : undefined;
}
