import { Button, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { EndingRow } from './ending-row.tsx';
import { type MonthCount, toExpiryCalendar, toMonth } from './expiry-calendar.ts';
import { ListSkeleton } from './list-skeleton.tsx';
import { MonthGrid } from './month-grid.tsx';
import { pageTexts } from './page-texts.ts';
import { useEndings } from './queries.ts';
import { TimelineAxis } from './timeline-axis.tsx';

const { endings: texts } = pageTexts;
const fewest = 4;
const leastFarDays = 365;

/** What ends when: by month, and on one line of time. */
export function EndingsSection(): ReactNode {
	const { data, error, refetch } = useEndings();
	const [isLong, setLong] = useState(false);
	const [month, setMonth] = useState<string>();
	const items = data?.items ?? [];
	const { next } = toExpiryCalendar(countMonths(items), new Date());
	const found = month === undefined ? items : items.filter(({ notAfter }) => toMonth(notAfter) === month);
	const shown = isLong ? found : found.slice(0, fewest);
	const farDays = Math.max(leastFarDays, ...items.map(({ daysLeft }) => daysLeft));
	return (
		<Section title={texts.title} description={texts.description}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{data === undefined && error === null ? <ListSkeleton rows={fewest} /> : null}
			{data !== undefined && items.length === 0 ? (
				<Text size="sm" c="dimmed">
					{texts.none}
				</Text>
			) : null}
			{items.length === 0 ? null : (
				<Stack gap="xs">
					<MonthGrid months={next} chosen={month} onChoose={setMonth} />
					<TimelineAxis farDays={farDays} />
					{shown.map((item) => (
						<EndingRow key={`${item.what} ${item.kind} ${item.name} ${item.fingerprint}`} item={item} farDays={farDays} />
					))}
					{found.length > fewest ? (
						<Button variant="subtle" size="xs" onClick={() => setLong(!isLong)}>
							{isLong ? texts.fewer : texts.more(found.length - fewest)}
						</Button>
					) : null}
				</Stack>
			)}
		</Section>
	);
}

function countMonths(items: readonly { readonly notAfter: string }[]): readonly MonthCount[] {
	return [...Map.groupBy(items, ({ notAfter }) => toMonth(notAfter))].map(([month, ends]) => ({ month, count: ends.length }));
}
