import { Box, Group, Stack, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { BarChart } from './bar-chart.tsx';
import { FamilySwatch } from './family-swatch.tsx';
import { pageTexts, toNumber } from './page-texts.ts';
import { familyColors, type ReasonFamily, refusedFamilies } from './reason-family.ts';
import type { Span } from './span.ts';
import { countFamilies, type Traffic, type TrafficPoint, toAxisText, toPeriodText, toRecordSearch } from './traffic.ts';

const { traffic: texts } = pageTexts;
const served = ['served'] as const satisfies readonly ReasonFamily[];

/** Served requests above, refused ones below on a scale of their own: few refusals among many fetches are seen. */
export function TrafficChart({ traffic, span }: { readonly traffic: Traffic; readonly span: Span }): ReactNode {
	const { ref, width } = useElementSize();
	const navigate = useNavigate();
	const [hovered, setHovered] = useState<number>();
	const { points, step, countedSince } = traffic;
	const shown = hovered === undefined ? undefined : points[hovered];
	const since = countedSince === null ? undefined : new Date(countedSince);

	function toBars(families: readonly ReasonFamily[]) {
		return points.map(({ at, reasons }) => {
			const counts = countFamilies(reasons);
			return {
				key: at,
				label: toAxisText(at, span),
				parts: families.map((family) => ({ color: familyColors[family], value: counts.get(family) ?? 0 })),
				isUnknown: since === undefined || new Date(at).getTime() + step * 1000 <= since.getTime(),
			};
		});
	}

	function open(index: number, isDenied: boolean): void {
		const point = points[index];
		if (point === undefined) return;
		void navigate({ to: '/live/records', search: { ...toRecordSearch(point, step), ...(isDenied ? { denied: true as const } : {}) } });
	}

	return (
		<Stack gap={4} ref={ref}>
			<Text size="xs" c="dimmed" fw={500}>
				{texts.served}
			</Text>
			<BarChart
				label={toChartLabel(texts.served, traffic, ({ requests, refusals }) => requests - refusals)}
				bars={toBars(served)}
				width={width}
				height={130}
				hasLabels={false}
				onHover={setHovered}
				onChoose={(index) => open(index, false)}
			/>
			<Text size="xs" c="dimmed" fw={500}>
				{texts.refused}
			</Text>
			<BarChart
				label={toChartLabel(texts.refused, traffic, ({ refusals }) => refusals)}
				bars={toBars(refusedFamilies)}
				width={width}
				height={110}
				hasLabels
				onHover={setHovered}
				onChoose={(index) => open(index, true)}
			/>
			<Box mih={22}>{shown === undefined ? <Legend traffic={traffic} /> : <Reading point={shown} step={step} />}</Box>
		</Stack>
	);
}

/** What the colours mean. */
function Legend({ traffic: { countedSince } }: { readonly traffic: Traffic }): ReactNode {
	return (
		<Group gap="md">
			{(['served', ...refusedFamilies] as const).map((family) => (
				<Group key={family} gap={6} wrap="nowrap">
					<FamilySwatch family={family} />
					<Text size="xs">{texts.families[family]}</Text>
				</Group>
			))}
			{countedSince === null ? null : (
				<Text size="xs" c="dimmed">
					{texts.since(new Date(countedSince).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }))}
				</Text>
			)}
		</Group>
	);
}

/** The numbers of the bar to which the mouse points, in the place of the legend. */
function Reading({ point, step }: { readonly point: TrafficPoint; readonly step: number }): ReactNode {
	const counts = countFamilies(point.reasons);
	return (
		<Group gap="md">
			<Text size="xs" fw={600}>
				{toPeriodText(point, step)}
			</Text>
			{(['served', ...refusedFamilies] as const)
				.filter((family) => family === 'served' || (counts.get(family) ?? 0) > 0)
				.map((family) => (
					<Group key={family} gap={6} wrap="nowrap">
						<FamilySwatch family={family} />
						<Text size="xs">
							{texts.families[family]} {toNumber(counts.get(family) ?? 0)}
						</Text>
					</Group>
				))}
		</Group>
	);
}

function toChartLabel(kind: string, { points, step }: Traffic, valueOf: (point: TrafficPoint) => number): string {
	const total = points.reduce((sum, point) => sum + valueOf(point), 0);
	const peak = points.reduce<TrafficPoint | undefined>(
		(best, point) => (best !== undefined && valueOf(best) >= valueOf(point) ? best : point),
		undefined,
	);
	return texts.chart(kind, total, peak === undefined ? 0 : valueOf(peak), peak === undefined ? '' : toPeriodText(peak, step));
}
