import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { toReasonText } from '../ui/reason-texts.ts';
import { Section } from '../ui/section.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { FamilySwatch } from './family-swatch.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import classes from './overview.module.css';
import { pageTexts } from './page-texts.ts';
import { useLatestRefusals } from './queries.ts';
import { toReasonFamily } from './reason-family.ts';

const { refusals: texts } = pageTexts;

/** The newest refusals; each leads to why it was refused, and what to do about it. */
export function RefusalsSection(): ReactNode {
	const { data, error, refetch } = useLatestRefusals();
	return (
		<Section title={texts.title} actions={<All />}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{data === undefined && error === null ? <ListSkeleton /> : null}
			{data?.items.length === 0 ? (
				<Text size="sm" c="dimmed">
					{texts.none}
				</Text>
			) : null}
			<Stack gap={2}>
				{data?.items.map(({ id, at, reason, status, path, deviceName, remoteAddress }) => (
					<Link key={id} to="/why" search={{ record: id }} className={classes['row']} title={toReasonText(reason)}>
						<Group justify="space-between" wrap="nowrap" gap="sm">
							<Group gap={8} wrap="nowrap" style={{ minWidth: 0 }}>
								<FamilySwatch family={toReasonFamily(reason)} />
								<Text size="sm" truncate>
									<b>{reason}</b> {deviceName ?? remoteAddress}
								</Text>
							</Group>
							<TimeStamp value={at} size="xs" c="dimmed" />
						</Group>
						<Text size="xs" c="dimmed" truncate pl={18}>
							{status} · {path}
						</Text>
					</Link>
				))}
			</Stack>
		</Section>
	);
}

function All(): ReactNode {
	return (
		<Anchor size="sm" renderRoot={(props) => <Link {...props} to="/live/records" search={{ denied: true }} />}>
			{texts.all}
		</Anchor>
	);
}
