export interface MonthCount {
	/** `2031-02`, UTC. */
	readonly month: string;
	readonly count: number;
}

/** A month of the calendar, also one in which nothing ends. */
export interface CalendarMonth extends MonthCount {
	/** `Feb 31`. */
	readonly label: string;
}

export interface ExpiryCalendar {
	/** This month and the eleven after it. */
	readonly next: readonly CalendarMonth[];
	/** What ends after them, by year. */
	readonly later: readonly { readonly year: string; readonly count: number }[];
}

const shownMonths = 12;
const label = new Intl.DateTimeFormat('en-GB', { month: 'short', year: '2-digit', timeZone: 'UTC' });

/** The month of a moment, as the calendar names it: `2031-02`. @param time ISO 8601, UTC. */
export function toMonth(time: string): string {
	return time.slice(0, 7);
}

/** Counts by month as a calendar that begins now. */
export function toExpiryCalendar(months: readonly MonthCount[], now: Date): ExpiryCalendar {
	const counts = new Map(months.map(({ month, count }) => [month, count]));
	const next = Array.from({ length: shownMonths }, (_, index) => {
		const date = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + index));
		const month = date.toISOString().slice(0, 7);
		return { month, label: label.format(date), count: counts.get(month) ?? 0 };
	});
	const last = next.at(-1)?.month ?? '';
	const years = new Map<string, number>();
	for (const { month, count } of months) {
		if (month <= last) continue;
		const year = month.slice(0, -3);
		years.set(year, (years.get(year) ?? 0) + count);
	}
	const later = [...years].map(([year, count]) => ({ year, count })).toSorted((one, other) => Number(one.year) - Number(other.year));
	return { next, later };
}
