import { Box, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiSchema } from '../api/client.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { toSizeText } from '../ui/size-text.ts';
import { StatusBadge } from '../ui/status-badge.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import classes from './overview.module.css';
import { pageTexts } from './page-texts.ts';
import { useNodes } from './queries.ts';

type Node = ApiSchema<'NodeOverview'>['items'][number];
type Worker = Node['workers'][number];

const { nodes: texts } = pageTexts;

/** The processes that serve, and how much they need. */
export function NodesSection(): ReactNode {
	const { data, error, refetch } = useNodes();
	return (
		<Section title={texts.title} description={texts.description}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{data === undefined && error === null ? <ListSkeleton rows={3} /> : null}
			{data?.items.map((node) => (
				<NodeFacts key={node.name} node={node} />
			))}
		</Section>
	);
}

function NodeFacts({ node }: { readonly node: Node }): ReactNode {
	const facts: readonly (readonly [string, ReactNode])[] = [
		[texts.version, `${node.version} · Node ${node.nodeVersion}`],
		[texts.store, node.store],
		[texts.started, <TimeStamp key="started" value={node.startedAt} />],
		[texts.memory, toSizeText(node.residentBytes)],
		[texts.spool, toSizeText(node.spoolBytes)],
	];
	return (
		<Stack gap="md">
			<Group gap="sm">
				<Text fw={600}>{node.name}</Text>
				<StatusBadge tone={node.isServing ? 'good' : 'bad'}>{node.isServing ? texts.serving : texts.notServing}</StatusBadge>
			</Group>
			<SimpleGrid component="dl" m={0} cols={{ base: 2, sm: 3, lg: 5 }} spacing="md" verticalSpacing="sm">
				{facts.map(([name, value]) => (
					<Box key={name}>
						<Text component="dt" size="xs" c="dimmed">
							{name}
						</Text>
						<Text component="dd" size="sm" m={0}>
							{value}
						</Text>
					</Box>
				))}
			</SimpleGrid>
			<ul className={classes['workers']}>
				{node.workers.map((worker) => (
					<li key={worker.id} className={classes['worker']}>
						<WorkerFacts worker={worker} />
					</li>
				))}
			</ul>
		</Stack>
	);
}

function WorkerFacts({ worker: { id, pid, state, residentBytes, startedAt } }: { readonly worker: Worker }): ReactNode {
	return (
		<>
			<Group justify="space-between" gap="xs" wrap="nowrap">
				<Text size="sm" fw={500}>
					{texts.worker} {id}
				</Text>
				<StatusBadge tone={state === 'serving' ? 'good' : 'warning'}>{texts.states[state]}</StatusBadge>
			</Group>
			<Text size="xs" c="dimmed" component="div">
				pid {pid}
				{residentBytes === null ? '' : ` · ${toSizeText(residentBytes)}`} · <TimeStamp value={startedAt} size="xs" c="dimmed" />
			</Text>
		</>
	);
}
