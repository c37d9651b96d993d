import { Code, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { TableFrame } from '../../ui/table-frame.tsx';
import type { RowProblem } from './import-devices.ts';
import { importTexts as texts } from './texts.ts';

const mostShown = 200;

export interface RowProblemsTableProps {
	readonly problems: readonly RowProblem[];
	/** Also those that the server did not list. */
	readonly count: number;
}

/** What is wrong with each row of a file, beside the row. */
export function RowProblemsTable({ problems, count }: RowProblemsTableProps): ReactNode {
	const shown = problems.slice(0, mostShown);
	return (
		<>
			<TableFrame label={texts.problem} minWidth={640}>
				<Table.Thead>
					<Table.Tr>
						<Table.Th w={72} ta="right">
							{texts.line}
						</Table.Th>
						<Table.Th w={160}>{texts.column}</Table.Th>
						<Table.Th>{texts.problem}</Table.Th>
						<Table.Th>{texts.row}</Table.Th>
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{shown.map(({ line, column, code, message, row }) => (
						<Table.Tr key={`${line} ${column ?? ''} ${code} ${message}`}>
							<Table.Td ta="right">{line}</Table.Td>
							<Table.Td>{column === undefined ? null : <Code>{column}</Code>}</Table.Td>
							<Table.Td>{message}</Table.Td>
							<Table.Td>
								<Code bg="transparent" p={0} fz="xs" style={{ overflowWrap: 'anywhere' }}>
									{row}
								</Code>
							</Table.Td>
						</Table.Tr>
					))}
				</Table.Tbody>
			</TableFrame>
			{count > shown.length ? (
				<Text size="sm" c="dimmed">
					{texts.more(count - shown.length)}
				</Text>
			) : null}
		</>
	);
}
