import { Code, Table, Text, TextInput } from '@mantine/core';
import { IconSearch, IconTag } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { EmptyState } from '../../ui/empty-state.tsx';
import { TableFrame } from '../../ui/table-frame.tsx';
import { LevelText } from '../tags/level-text.tsx';
import { tagTexts } from '../tags/texts.ts';
import type { FilePreview } from './queries.ts';
import { fileTexts as texts } from './texts.ts';

/** The tags that were put into the file, and the level from which each has its value. */
export function PreviewTags({ preview: { tags } }: { readonly preview: FilePreview }): ReactNode {
	const [search, setSearch] = useState('');
	const shown = tags.filter(({ name, actualValue }) => `${name} ${actualValue}`.toLowerCase().includes(search.toLowerCase()));
	if (tags.length === 0) return <EmptyState icon={IconTag} title={texts.noTags} />;
	return (
		<>
			<TextInput
				aria-label={texts.searchTags}
				placeholder={texts.searchTags}
				leftSection={<IconSearch size={16} aria-hidden />}
				value={search}
				maw={360}
				onChange={(event) => setSearch(event.currentTarget.value)}
			/>
			<TableFrame label={texts.views.tags} minWidth={340}>
				<Table.Thead>
					<Table.Tr>
						<Table.Th>{tagTexts.name}</Table.Th>
						<Table.Th>{tagTexts.value}</Table.Th>
						<Table.Th visibleFrom="sm">{tagTexts.level}</Table.Th>
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{shown.map((tag) => (
						<Table.Tr key={tag.name}>
							<Table.Td>
								<Code bg="transparent" p={0} style={{ overflowWrap: 'anywhere' }}>
									{tag.name}
								</Code>
							</Table.Td>
							<Table.Td>
								<Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
									{tag.actualValue}
								</Text>
							</Table.Td>
							<Table.Td visibleFrom="sm">
								{tag.level === undefined ? null : <LevelText level={tag.level} tagSetName={tag.tagSetName} regionName={tag.regionName} />}
							</Table.Td>
						</Table.Tr>
					))}
				</Table.Tbody>
			</TableFrame>
		</>
	);
}
