import { Anchor, ScrollArea, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { pageTexts, toNumber } from './page-texts.ts';
import { refusedFamilies } from './reason-family.ts';
import { countFamilies, type Traffic, toPeriodText, toRecordSearch } from './traffic.ts';

const { traffic: texts } = pageTexts;
const families = ['served', ...refusedFamilies] as const;

/** The same as the chart, for the keyboard, for screen readers and for who wants numbers; the newest first. */
export function TrafficTable({ traffic: { points, step } }: { readonly traffic: Traffic }): ReactNode {
	const rows = points.filter(({ requests }) => requests > 0).toReversed();
	return (
		<ScrollArea.Autosize mah={300} viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': texts.title }}>
			<Table stickyHeader aria-label={texts.title} verticalSpacing={4}>
				<Table.Thead>
					<Table.Tr>
						<Table.Th>{texts.time}</Table.Th>
						{families.map((family) => (
							<Table.Th key={family} ta="right">
								{texts.families[family]}
							</Table.Th>
						))}
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{rows.map((point) => {
						const counts = countFamilies(point.reasons);
						return (
							<Table.Tr key={point.at}>
								<Table.Td style={{ whiteSpace: 'nowrap' }}>
									<Anchor size="sm" renderRoot={(props) => <Link {...props} to="/live/records" search={toRecordSearch(point, step)} />}>
										{toPeriodText(point, step)}
									</Anchor>
								</Table.Td>
								{families.map((family) => (
									<Table.Td key={family} ta="right">
										{toNumber(counts.get(family) ?? 0)}
									</Table.Td>
								))}
							</Table.Tr>
						);
					})}
					{rows.length === 0 ? (
						<Table.Tr>
							<Table.Td colSpan={families.length + 1}>{texts.none}</Table.Td>
						</Table.Tr>
					) : null}
				</Table.Tbody>
			</Table>
		</ScrollArea.Autosize>
	);
}
