import { Code, Table, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableFrame } from '../../ui/table-frame.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { type TagName, useTagNames } from '../queries.ts';
import { toOrigin } from '../tag-origin.ts';
import { deviceTypesTexts as texts } from '../texts.ts';

/** Which tags every template of a type may use, and what they stand for. */
export function TagNamesTable({ name }: { readonly name: string }): ReactNode {
	const { data, error, isPending, refetch } = useTagNames(name);
	const [filter, setFilter] = useState('');
	if (isPending) return <TableSkeleton />;
	if (data === undefined) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
	const wanted = filter.trim().toLowerCase();
	const found = [...data].sort(byOrigin).filter((tag) => `${tag.name} ${tag.meaning ?? ''}`.toLowerCase().includes(wanted));
	return (
		<>
			<TextInput
				aria-label={texts.tags.find}
				placeholder={texts.tags.find}
				leftSection={<IconSearch size={16} aria-hidden />}
				value={filter}
				onChange={(event) => setFilter(event.currentTarget.value)}
				maw={320}
			/>
			<TableFrame label={texts.tags.names} minWidth={0}>
				<Table.Thead>
					<Table.Tr>
						<Table.Th>{texts.tags.name}</Table.Th>
						<Table.Th visibleFrom="sm">{texts.tags.meaning}</Table.Th>
						<Table.Th>{texts.tags.origin}</Table.Th>
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{found.map((tag) => (
						<Table.Tr key={`${tag.level}-${tag.name}`}>
							<Table.Td>
								<Code bg="transparent" p={0} style={{ overflowWrap: 'anywhere' }}>
									{tag.name}
								</Code>
								<Text size="xs" c="dimmed" hiddenFrom="sm">
									{tag.meaning ?? ''}
								</Text>
							</Table.Td>
							<Table.Td visibleFrom="sm">
								<Text size="sm">{tag.meaning ?? ''}</Text>
							</Table.Td>
							<Table.Td>
								<Text size="sm">{toOrigin(tag)}</Text>
							</Table.Td>
						</Table.Tr>
					))}
				</Table.Tbody>
			</TableFrame>
		</>
	);
}

/** Those that people have defined come first. */
function byOrigin(left: TagName, right: TagName): number {
	return Number(left.level === 'Built-in') - Number(right.level === 'Built-in');
}
