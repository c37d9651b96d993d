import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { toTimelineShare } from './chart-scale.ts';
import classes from './overview.module.css';
import { pageTexts } from './page-texts.ts';

/** Today at the left, and ever more time to the same width. */
export function TimelineAxis({ farDays }: { readonly farDays: number }): ReactNode {
	const marks = pageTexts.endings.axis.filter(([days]) => days <= farDays * 0.8);
	return (
		<div className={classes['axisLine']} aria-hidden>
			{marks.map(([days, label]) => (
				<Text
					key={days}
					span
					size="xs"
					c="dimmed"
					className={classes['axisMark']}
					style={{ left: `${toTimelineShare(days, farDays) * 100}%` }}
				>
					{label}
				</Text>
			))}
		</div>
	);
}
