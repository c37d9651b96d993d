import { Box, Button, Grid, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { pageTexts } from './page-texts.ts';
import { useTraffic } from './queries.ts';
import { defaultSpan, type Span, spans, toSpan } from './span.ts';
import { TrafficChart } from './traffic-chart.tsx';
import { TrafficReasons } from './traffic-reasons.tsx';
import { TrafficTable } from './traffic-table.tsx';

const { traffic: texts } = pageTexts;
const route = getRouteApi('/shell/');

/** Requests over time by how they ended, with a way into the access records behind every number. */
export function TrafficSection(): ReactNode {
	const { span: chosenSpan } = route.useSearch();
	const span = useSpan(chosenSpan);
	const navigate = route.useNavigate();
	const traffic = useTraffic(span);
	const [isTable, setTable] = useState(false);

	function choose(value: string): void {
		void navigate({ search: { span: toSpan(value) }, replace: true, resetScroll: false });
	}

	return (
		<Section
			title={texts.title}
			description={traffic.data === undefined ? texts.description : texts.summary(traffic.data.requests, traffic.data.refusals)}
			actions={
				<Group gap="xs">
					<Button
						variant="default"
						size="xs"
						leftSection={isTable ? <IconChartBar size={16} aria-hidden /> : <IconTable size={16} aria-hidden />}
						onClick={() => setTable(!isTable)}
					>
						{isTable ? texts.showChart : texts.showTable}
					</Button>
					<SegmentedControl
						size="xs"
						aria-label={texts.span}
						value={span}
						onChange={choose}
						data={Object.keys(spans).map((value) => ({ value, label: texts.spans[value as Span] }))}
					/>
				</Group>
			}
		>
			<ProblemAlert error={traffic.error} onRetry={() => void traffic.refetch()} />
			{traffic.data === undefined ? (
				<Skeleton height={240} />
			) : (
				<Grid gap="lg">
					<Grid.Col span={{ base: 12, lg: 9 }}>
						<Box style={{ minWidth: 0 }}>
							{isTable ? <TrafficTable traffic={traffic.data} /> : <TrafficChart traffic={traffic.data} span={span} />}
						</Box>
					</Grid.Col>
					<Grid.Col span={{ base: 12, lg: 3 }}>
						<Stack gap="xs">
							<Text size="sm" fw={600}>
								{texts.reasons}
							</Text>
							<TrafficReasons traffic={traffic.data} />
						</Stack>
					</Grid.Col>
				</Grid>
			)}
		</Section>
	);
}

const youngMs = 3 * 3_600_000;

/** What was chosen; else a day, unless the server counts for a few hours only. */
function useSpan(chosen: Span | undefined): Span {
	const { data } = useTraffic(chosen ?? defaultSpan);
	if (chosen !== undefined) return chosen;
	const since = data?.countedSince ?? null;
	const isYoung = data !== undefined && (since === null || Date.now() - new Date(since).getTime() < youngMs);
	return isYoung ? 'hour' : defaultSpan;
}
