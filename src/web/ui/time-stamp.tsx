import { Text, type TextProps, Tooltip } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { texts } from '../texts.ts';

export interface TimeStampProps extends Pick<TextProps, 'size' | 'c'> {
	/** ISO 8601, as the API gives it; null and undefined: never. */
	readonly value: string | null | undefined;
	/** `relative`: 5 minutes ago, kept up to date. `full`: date and time with the zone. Default: relative. */
	readonly form?: 'relative' | 'full' | 'date';
}

const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });
const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });
const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
	['year', 31_536_000],
	['month', 2_592_000],
	['day', 86_400],
	['hour', 3_600],
	['minute', 60],
];

/** A moment; the other forms, UTC among them, are in its tooltip. */
export function TimeStamp({ value, form = 'relative', size = 'sm', c }: TimeStampProps): ReactNode {
	const nowMs = useNowMs(form === 'relative');
	const time = value === null || value === undefined ? undefined : new Date(value);
	if (time === undefined || Number.isNaN(time.getTime())) {
		return (
			<Text span size={size} c="dimmed">
				{texts.time.never}
			</Text>
		);
	}
	const shown = { relative: () => toRelative(time, nowMs), full: () => full.format(time), date: () => date.format(time) }[form]();
	return (
		<Tooltip label={`${full.format(time)} · ${toUtc(time)}`}>
			<Text
				span
				size={size}
				c={c}
				style={{ whiteSpace: 'nowrap' }}
				renderRoot={(props) => <time {...props} dateTime={time.toISOString()} />}
			>
				{shown}
			</Text>
		</Tooltip>
	);
}

/** `in 3 days`, `2 hours ago`, `now`. */
export function toRelative(time: Date, nowMs: number): string {
	const seconds = Math.round((time.getTime() - nowMs) / 1000);
	const [unit, length] = steps.find(([, each]) => Math.abs(seconds) >= each) ?? (['second', 1] as const);
	return unit === 'second' ? 'now' : relative.format(Math.trunc(seconds / length), unit);
}

function toUtc(time: Date): string {
	return `${time
		.toISOString()
		.replace('T', ' ')
		.replace(/\.\d+Z$/, '')} ${texts.time.showUtc}`;
}

function useNowMs(isLive: boolean): number {
	const [nowMs, setNowMs] = useState(() => Date.now());
	useEffect(() => {
		if (!isLive) return undefined;
		const timer = setInterval(() => setNowMs(Date.now()), 30_000);
		return () => clearInterval(timer);
	}, [isLive]);
	return nowMs;
}
