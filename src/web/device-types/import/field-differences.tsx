import { Code, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { toFieldLabel, toFieldValue } from './field-words.ts';
import { importTexts as texts } from './texts.ts';
import type { ImportPlan } from './use-archive-import.ts';

interface FieldDifferencesProps {
	readonly label: string;
	readonly differences: ImportPlan['typeDifferences'];
}

/** Field by field: what is there, and what the archive has. */
export function FieldDifferences({ label, differences }: FieldDifferencesProps): ReactNode {
	return (
		<Table withRowBorders={false} verticalSpacing={2} horizontalSpacing="xs" aria-label={label} layout="fixed">
			<Table.Thead>
				<Table.Tr>
					<Table.Th fw={500}>{texts.field}</Table.Th>
					<Table.Th fw={500}>{texts.before}</Table.Th>
					<Table.Th fw={500}>{texts.after}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{differences.map(({ field, before, after, applied }) => (
					<Table.Tr key={field}>
						<Table.Td>
							<Text size="sm" title={field}>
								{toFieldLabel(field)}
							</Text>
						</Table.Td>
						<Table.Td>
							<Value text={toFieldValue(field, before)} />
						</Table.Td>
						<Table.Td>
							<Value text={toFieldValue(field, after)} />
							{applied ? null : (
								<Text size="xs" c="dimmed">
									{texts.stays}
								</Text>
							)}
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</Table>
	);
}

function Value({ text }: { readonly text: string }): ReactNode {
	return (
		<Code bg="transparent" p={0} style={{ overflowWrap: 'anywhere' }}>
			{text}
		</Code>
	);
}
