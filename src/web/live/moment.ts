export interface Moment {
	readonly text: string;
	/** The same with its zone, and in UTC. */
	readonly title: string;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });
const dateAndClock = new Intl.DateTimeFormat('en-GB', {
	day: '2-digit',
	month: 'short',
	year: 'numeric',
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit',
	timeZoneName: 'short',
});
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

/** `UTC`, `GMT+1`: in which times are shown. */
export function toZone(time: Date): string {
	return dateAndClock.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** `08:05:01.879`, for what happens now. */
export function toClock(at: string): Moment {
	return { text: clock.format(new Date(at)), title: toTitle(at) };
}

/** `22 Nov 2026, 08:05:01 UTC` */
export function toDateAndClock(at: string): Moment {
	return { text: dateAndClock.format(new Date(at)), title: toTitle(at) };
}

/** `+0.35 s`, `+2 min 5 s`: how long after something. */
export function toDelta(milliseconds: number): string {
	const seconds = milliseconds / 1000;
	if (seconds < 10) return `+${seconds.toFixed(2)} s`;
	if (seconds < 60) return `+${seconds.toFixed(1)} s`;
	if (seconds < 3600) return `+${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
	return `+${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

function toTitle(at: string): string {
	return `${full.format(new Date(at))} · ${at.replace('T', ' ').replace('Z', ' UTC')}`;
}
