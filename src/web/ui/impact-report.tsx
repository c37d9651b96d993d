import { List, Skeleton, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ApiSchema } from '../api/client.ts';
import { toMacText } from './mac-text.tsx';
import { Notice } from './notice.tsx';
import { ProblemAlert } from './problem-alert.tsx';
import { toSentence } from './sentence.ts';
import { StatusBadge } from './status-badge.tsx';
import { TimeStamp } from './time-stamp.tsx';

/** Devices that came in within so many days are asked about. */
export const impactDays = 30;
const mostShown = 8;

/** Which devices would be locked out, as the server answers it, and what it bases that on. */
export function ImpactReport({ result: { data, error, refetch } }: { readonly result: UseQueryResult<ApiSchema<'Impact'>> }): ReactNode {
	if (error !== null)
		return <ProblemAlert error={error} title="Who would be locked out could not be found out" onRetry={() => void refetch()} />;
	if (data === undefined)
		return <Skeleton height={64} radius="md" role="status" aria-label="Looking for devices that would be locked out" />;
	const notes = data.notes.map((note) => (
		<Text key={note} size="xs" c="dimmed">
			{toSentence(note)}
		</Text>
	));
	if (data.devices === 0) {
		return (
			<Stack gap={4}>
				<Text size="sm">No device that came in during the last {impactDays} days would be locked out.</Text>
				{notes}
			</Stack>
		);
	}
	const shown = data.items.slice(0, mostShown);
	const areAlike = new Set(data.items.map(({ because }) => because)).size === 1;
	return (
		<Stack gap="xs">
			<Notice tone={data.likely > 0 ? 'danger' : 'warning'} title={toTitle(data)} isLive>
				<List size="sm" spacing={4}>
					{shown.map(({ macAddress, deviceName, certainty, grantedAt, because }) => (
						<List.Item key={macAddress}>
							<b>{deviceName ?? toMacText(macAddress)}</b>
							{areAlike ? '' : `, with ${because}`}, came in <TimeStamp value={grantedAt} />{' '}
							{certainty === 'possible' && data.likely > 0 ? <StatusBadge tone="warning">possibly</StatusBadge> : null}
						</List.Item>
					))}
				</List>
				{data.devices > shown.length ? (
					<Text size="sm" mt={4}>
						and {(data.devices - shown.length).toLocaleString('en-GB')} more
					</Text>
				) : null}
			</Notice>
			{notes}
		</Stack>
	);
}

function toTitle({ likely, possible }: ApiSchema<'Impact'>): string {
	if (likely === 0) return `${toDevices(possible)} may be locked out`;
	return `${toDevices(likely)} would be locked out${possible === 0 ? '' : `, and ${toDevices(possible).toLowerCase()} may be`}`;
}

function toDevices(count: number): string {
	return count === 1 ? 'One device' : `${count.toLocaleString('en-GB')} devices`;
}
