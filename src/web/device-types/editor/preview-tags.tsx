import { Code, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiSchema } from '../../api/client.ts';
import { TableFrame } from '../../ui/table-frame.tsx';
import { editorTexts as texts } from './texts.ts';

/** Which tags went into a file, with which values, and where these come from. */
export function PreviewTags({ tags }: { readonly tags: ApiSchema<'FilePreview'>['tags'] }): ReactNode {
	return (
		<TableFrame label={texts.views.tags} minWidth={0}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.tag}</Table.Th>
					<Table.Th>{texts.value}</Table.Th>
					<Table.Th>{texts.from}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{tags.map(({ name, actualValue, level, tagSetName, regionName }) => (
					<Table.Tr key={name}>
						<Table.Td>
							<Code bg="transparent" p={0} style={{ overflowWrap: 'anywhere' }}>
								{name}
							</Code>
						</Table.Td>
						<Table.Td style={{ overflowWrap: 'anywhere' }}>
							<Text size="sm" ff="monospace">
								{actualValue}
							</Text>
						</Table.Td>
						<Table.Td>
							<Text size="sm">
								{level === undefined
									? texts.notDefined
									: [level, tagSetName, regionName].filter((part) => part !== undefined && part !== '').join(', ')}
							</Text>
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</TableFrame>
	);
}
