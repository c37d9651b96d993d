import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import classes from './overview.module.css';
import { pageTexts } from './page-texts.ts';
import { useLatestChanges } from './queries.ts';

const { changes: texts } = pageTexts;

/** Who did what lately. */
export function ChangesSection(): ReactNode {
	const { data, error, refetch } = useLatestChanges();
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
				{data?.items.map(({ id, at, actor, action, subject }) => (
					<Link key={id} to="/audit" search={{ action, subject }} className={classes['row']}>
						<Group justify="space-between" wrap="nowrap" gap="sm">
							<Text size="sm" truncate>
								<b>{action}</b> {subject}
							</Text>
							<TimeStamp value={at} size="xs" c="dimmed" />
						</Group>
						<Text size="xs" c="dimmed" truncate>
							{actor}
						</Text>
					</Link>
				))}
			</Stack>
		</Section>
	);
}

function All(): ReactNode {
	return (
		<Anchor size="sm" renderRoot={(props) => <Link {...props} to="/audit" />}>
			{texts.all}
		</Anchor>
	);
}
