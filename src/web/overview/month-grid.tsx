import { Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CalendarMonth } from './expiry-calendar.ts';
import classes from './overview.module.css';
import { pageTexts, toNumber } from './page-texts.ts';

export interface MonthGridProps {
	readonly months: readonly CalendarMonth[];
	/** The month whose ends are shown nearby. */
	readonly chosen?: string | undefined;
	/** Shows what ends in a month, or all again; without it, nothing can be chosen. */
	readonly onChoose?: (month: string | undefined) => void;
}

const { calendar: texts } = pageTexts;

/** A calendar: how many end in each of the next months. */
export function MonthGrid({ months, chosen, onChoose }: MonthGridProps): ReactNode {
	return (
		<div>
			<Text size="xs" c="dimmed" fw={500} mb={6}>
				{texts.next}
			</Text>
			<ol className={classes['months']}>
				{months.map(({ month, label, count }) => (
					<li key={month}>
						{count > 0 && onChoose !== undefined ? (
							<UnstyledButton
								className={classes['month']}
								data-any
								aria-pressed={month === chosen}
								onClick={() => onChoose(month === chosen ? undefined : month)}
							>
								<Content label={label} count={count} />
							</UnstyledButton>
						) : (
							<div className={classes['month']} data-any={count > 0 || undefined}>
								<Content label={label} count={count} />
							</div>
						)}
					</li>
				))}
			</ol>
		</div>
	);
}

function Content({ label, count }: { readonly label: string; readonly count: number }): ReactNode {
	return (
		<>
			<Text size="xs" c="dimmed">
				{label}
			</Text>
			<Text size="sm" fw={count > 0 ? 600 : 400} c={count > 0 ? undefined : 'dimmed'}>
				{toNumber(count)}
			</Text>
		</>
	);
}
