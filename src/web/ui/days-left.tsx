import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { StatusBadge, type Tone } from './status-badge.tsx';

export interface DaysLeftProps {
	/** Whole days; negative once it has passed. */
	readonly days: number;
	/** ISO 8601, for the tooltip. */
	readonly until: string;
}

const soonDays = 30;
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

/** How long something is still valid; from a month before its end on it asks for attention. */
export function DaysLeft({ days, until }: DaysLeftProps): ReactNode {
	return (
		<Tooltip label={exact.format(new Date(until))}>
			<span>
				<StatusBadge tone={toTone(days)}>{toDaysText(days)}</StatusBadge>
			</span>
		</Tooltip>
	);
}

/** `312 days left`, `ends today`, `ended 3 days ago`. */
export function toDaysText(days: number): string {
	if (days < 0) return days === -1 ? 'ended yesterday' : `ended ${(-days).toLocaleString('en-GB')} days ago`;
	if (days === 0) return 'ends today';
	return days === 1 ? '1 day left' : `${days.toLocaleString('en-GB')} days left`;
}

function toTone(days: number): Tone {
	if (days < 0) return 'bad';
	return days <= soonDays ? 'warning' : 'good';
}
