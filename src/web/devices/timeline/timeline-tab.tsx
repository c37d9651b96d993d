import { Stack } from '@mantine/core';
import { IconClockHour4 } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import type { Tagged } from '../../api/answer.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import type { Device } from '../queries.ts';
import { BurstCard } from './burst-card.tsx';
import { groupBursts } from './group-bursts.ts';
import { useDeviceRecords } from './queries.ts';
import { timelineTexts as texts } from './texts.ts';

/** What the device has asked for and what it was answered, boot by boot; new requests come in by themselves. */
export function TimelineTab({ device: { value } }: { readonly device: Tagged<Device> }): ReactNode {
	const records = useDeviceRecords(value.id);
	const bursts = useMemo(() => groupBursts(records.data?.pages.flatMap(({ items }) => items) ?? []), [records.data]);
	if (records.error !== null) return <ProblemAlert error={records.error} onRetry={() => void records.refetch()} />;
	if (records.data === undefined) return <TableSkeleton rows={8} />;
	if (bursts.length === 0 && !records.hasNextPage) {
		return (
			<EmptyState icon={IconClockHour4} title={texts.emptyTitle} text={value.macAddress === null ? texts.emptyNoMac : texts.emptyText} />
		);
	}
	return (
		<Stack gap="md">
			{bursts.map((burst) => (
				<BurstCard key={burst.id} burst={burst} />
			))}
			<LoadMore {...records} />
		</Stack>
	);
}
