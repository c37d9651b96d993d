import { Group, Paper, Text, Timeline, Title } from '@mantine/core';
import { IconArrowBarToDown, IconCheck, IconUpload, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import type { Burst } from './group-bursts.ts';
import type { AccessRecord } from './queries.ts';
import { RecordEntry } from './record-entry.tsx';
import { timelineTexts as texts } from './texts.ts';

/** One boot: when it was, how it went, and its requests in their order. */
export function BurstCard({ burst: { startedAt, endedAt, records } }: { readonly burst: Burst }): ReactNode {
	const refused = records.filter(({ status }) => status >= 400).length;
	const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
	return (
		<Paper withBorder p="md" component="section">
			<Group justify="space-between" gap="xs" mb="md">
				<Group gap="sm" align="baseline">
					<Title order={2} fz="md">
						<TimeStamp value={startedAt} size="md" form="full" />
					</Title>
					<Text size="sm" c="dimmed">
						<TimeStamp value={startedAt} c="dimmed" /> · {texts.requests(records.length)}
						{seconds >= 1 ? ` · ${texts.within(Math.round(seconds))}` : ''}
					</Text>
				</Group>
				<StatusBadge tone={refused > 0 ? 'bad' : 'good'}>{refused > 0 ? texts.refused(refused) : texts.allServed}</StatusBadge>
			</Group>
			<Timeline bulletSize={22} lineWidth={2} active={records.length}>
				{records.map((record) => (
					<Timeline.Item key={record.id} bullet={<Mark record={record} />} color={record.status >= 400 ? 'red' : 'teal'}>
						<RecordEntry record={record} burstStartedAt={startedAt} />
					</Timeline.Item>
				))}
			</Timeline>
		</Paper>
	);
}

function Mark({ record: { status, method } }: { readonly record: AccessRecord }): ReactNode {
	if (status >= 400) return <IconX size={13} aria-hidden />;
	if (method === 'PUT' || method === 'POST') return <IconUpload size={13} aria-hidden />;
	return status === 304 ? <IconCheck size={13} aria-hidden /> : <IconArrowBarToDown size={13} aria-hidden />;
}
