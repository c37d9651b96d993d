import { Anchor, Group, Skeleton, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { Section } from '../../ui/section.tsx';
import { toSentence } from '../../ui/sentence.ts';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { type Device, useDeviceStanding } from '../queries.ts';
import { VerdictBadge } from '../verdict-badge.tsx';
import classes from './device.module.css';
import { standingTexts as texts } from './texts.ts';

/** Whether the device has what it would be given now, file by file. */
export function StandingSection({ device }: { readonly device: Device }): ReactNode {
	const standing = useDeviceStanding(device.id);
	return (
		<Section title={texts.title} actions={standing.data === undefined ? null : <VerdictBadge verdict={standing.data.verdict} />}>
			<ProblemAlert error={standing.error} onRetry={() => void standing.refetch()} />
			{standing.data === undefined && standing.error === null ? <Skeleton height={96} /> : null}
			{standing.data?.files.length === 0 ? (
				<Text size="sm" c="dimmed">
					{texts.noFiles}
				</Text>
			) : null}
			<Stack gap={0}>
				{standing.data?.files.map(({ fileFormat, verdict, reason, fetched }) => (
					<Group key={fileFormat} justify="space-between" gap="xs" className={classes['entry']}>
						<Stack gap={0} style={{ minWidth: 0, flex: '1 1 9rem' }}>
							<Anchor
								size="sm"
								style={{ overflowWrap: 'anywhere' }}
								renderRoot={(props) => (
									<Link {...props} to="/devices/$deviceId" params={{ deviceId: device.id }} search={{ tab: 'files', file: fileFormat }} />
								)}
							>
								{fileFormat}
							</Anchor>
							{reason === undefined ? null : (
								<Text size="xs" c="dimmed">
									{toSentence(reason)}
								</Text>
							)}
							{fetched === null ? null : (
								<Text size="xs" c="dimmed">
									{fetched.aborted ? texts.cut : texts.fetched} <TimeStamp value={fetched.at} size="xs" />
								</Text>
							)}
						</Stack>
						<VerdictBadge verdict={verdict} />
					</Group>
				))}
			</Stack>
		</Section>
	);
}
