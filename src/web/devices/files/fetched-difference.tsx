import { Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconClockHour4, IconHelpCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ApiSchema } from '../../api/client.ts';
import { ContentDifference } from '../../ui/content-difference.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import type { DeviceFile } from './device-file.ts';
import { useFetchedDifference } from './queries.ts';
import { differenceTexts as texts } from './texts.ts';

/** What has changed in the file since the device has fetched it last. */
export function FetchedDifference({ device, fileFormat }: DeviceFile): ReactNode {
	const found = useFetchedDifference(device.id, fileFormat);
	if (found.error !== null) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
	if (found.data === undefined) return <TableSkeleton rows={6} />;
	const { fetched, isCurrent, difference } = found.data;
	if (fetched === null) return <EmptyState icon={IconClockHour4} title={texts.neverTitle} text={texts.neverText} />;
	if (isCurrent) return <EmptyState icon={IconCircleCheck} title={texts.currentTitle} text={<FetchedAt fetched={fetched} />} />;
	if (difference === null) {
		return (
			<EmptyState
				icon={IconHelpCircle}
				title={texts.unknownTitle}
				text={
					<>
						<FetchedAt fetched={fetched} /> {texts.unknownText}
					</>
				}
			/>
		);
	}
	return (
		<Stack gap="sm">
			<Text size="sm" c="dimmed">
				<FetchedAt fetched={fetched} /> {texts.masked}
			</Text>
			{difference.kind === 'same' ? <Text size="sm">{texts.passwordsAlone}</Text> : <ContentDifference difference={difference} />}
		</Stack>
	);
}

function FetchedAt({ fetched }: { readonly fetched: NonNullable<ApiSchema<'FetchedDifference'>['fetched']> }): ReactNode {
	return (
		<>
			{texts.fetchedAt} <TimeStamp value={fetched.at} c="inherit" />
			{fetched.aborted ? ` (${texts.cut})` : ''}.
		</>
	);
}
