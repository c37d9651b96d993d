import { Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './audit.module.css';
import { compareStates, type FieldDifference } from './compare-states.ts';
import { pageTexts as texts } from './page-texts.ts';

export interface DifferenceViewProps {
	readonly before: string | undefined;
	readonly after: string | undefined;
	readonly label: string;
}

/** What stood there and what stands there now, value by value; what stayed is counted. */
export function DifferenceView({ before, after, label }: DifferenceViewProps): ReactNode {
	const { changed, same } = compareStates(before, after);
	const hasNames = changed.some(({ field }) => field !== '');
	return (
		<Stack gap={4}>
			{changed.length === 0 ? (
				<Text size="sm" c="dimmed">
					{texts.noDifference}
				</Text>
			) : (
				<Table.ScrollContainer minWidth={360} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': label } }}>
					<Table withTableBorder verticalSpacing={4} layout="fixed" aria-label={label} className={classes['difference'] ?? ''}>
						<Table.Thead>
							<Table.Tr>
								{hasNames ? <Table.Th w="24%">{texts.field}</Table.Th> : null}
								<Table.Th>{texts.before}</Table.Th>
								<Table.Th>{texts.after}</Table.Th>
							</Table.Tr>
						</Table.Thead>
						<Table.Tbody>
							{changed.map((difference) => (
								<Row key={difference.field} difference={difference} hasName={hasNames} />
							))}
						</Table.Tbody>
					</Table>
				</Table.ScrollContainer>
			)}
			{same === 0 ? null : (
				<Text size="xs" c="dimmed">
					{texts.same(same)}
				</Text>
			)}
		</Stack>
	);
}

function Row({
	difference: { field, before, after },
	hasName,
}: {
	readonly difference: FieldDifference;
	readonly hasName: boolean;
}): ReactNode {
	return (
		<Table.Tr>
			{hasName ? <Table.Td>{field}</Table.Td> : null}
			<Table.Td className={before === undefined ? undefined : classes['before']}>
				{before === undefined ? <Nothing /> : <del>{before}</del>}
			</Table.Td>
			<Table.Td className={after === undefined ? undefined : classes['after']}>
				{after === undefined ? <Nothing /> : <ins>{after}</ins>}
			</Table.Td>
		</Table.Tr>
	);
}

function Nothing(): ReactNode {
	return (
		<Text span size="sm" c="dimmed">
			{texts.nothing}
		</Text>
	);
}
