import { Box, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { toExpiryCalendar } from './expiry-calendar.ts';
import { ListSkeleton } from './list-skeleton.tsx';
import { MonthGrid } from './month-grid.tsx';
import { pageTexts } from './page-texts.ts';
import { useDeviceCertificates } from './queries.ts';
import { ShareBar } from './share-bar.tsx';

const { deviceCertificates: texts } = pageTexts;
/** RFC 5280 4.1.2.5: a certificate that has no end says so with the last second of this year. */
const endless = '9999';

/** A calendar of the ends of device certificates: the next months one by one, then the years. */
export function DeviceCertificatesSection(): ReactNode {
	const { data, error, refetch } = useDeviceCertificates();
	return (
		<Section title={texts.title} description={texts.description}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{data === undefined && error === null ? <ListSkeleton /> : null}
			{data === undefined ? null : <Calendar expired={data.expired} months={data.months} />}
		</Section>
	);
}

interface CalendarProps {
	readonly expired: number;
	readonly months: readonly { readonly month: string; readonly devices: number }[];
}

function Calendar({ expired, months }: CalendarProps): ReactNode {
	if (expired === 0 && months.length === 0) {
		return (
			<Text size="sm" c="dimmed">
				{texts.none}
			</Text>
		);
	}
	const { next, later } = toExpiryCalendar(
		months.map(({ month, devices }) => ({ month, count: devices })),
		new Date(),
	);
	const largest = Math.max(1, ...later.map(({ count }) => count));
	return (
		<Stack gap="md">
			{expired === 0 ? null : <StatusBadge tone="bad">{texts.expired(expired)}</StatusBadge>}
			<MonthGrid months={next} />
			{later.length === 0 ? null : (
				<Stack gap={6}>
					<Text size="xs" c="dimmed" fw={500}>
						{texts.later}
					</Text>
					{later.map(({ year, count }) => (
						<Group key={year} gap="sm" wrap="nowrap">
							<Text size="sm" miw="3.5rem">
								{year === endless ? texts.never : year}
							</Text>
							<Box flex={1}>
								<ShareBar share={count / largest} />
							</Box>
							<Text size="sm" ta="right" miw="5rem">
								{texts.devices(count)}
							</Text>
						</Group>
					))}
				</Stack>
			)}
		</Stack>
	);
}
