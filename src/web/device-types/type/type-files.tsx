import { Anchor, Badge, Box, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { EmptyState } from '../../ui/empty-state.tsx';
import { toSizeText } from '../../ui/size-text.ts';
import { TableFrame } from '../../ui/table-frame.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { ProofBadge } from '../proof-badge.tsx';
import { toProof } from '../proof-words.ts';
import type { DeviceType, DeviceTypeFile } from '../queries.ts';
import { deviceTypesTexts as texts } from '../texts.ts';

/** The files of a type, and who gets each. */
export function TypeFiles({ type }: { readonly type: DeviceType }): ReactNode {
	if (type.files.length === 0) return <EmptyState title={texts.type.noFilesTitle} text={texts.type.noFilesText} />;
	return (
		<TableFrame label={texts.type.tabs.files} minWidth={0}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.type.file}</Table.Th>
					<Table.Th visibleFrom="md">{texts.type.category}</Table.Th>
					<Table.Th visibleFrom="lg">{texts.type.source}</Table.Th>
					<Table.Th visibleFrom="sm">{texts.type.proof}</Table.Th>
					<Table.Th visibleFrom="md">{texts.type.transport}</Table.Th>
					<Table.Th w={120}>{texts.type.changed}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{type.files.map((file) => (
					<FileRow key={file.fileFormat} name={type.name} file={file} />
				))}
			</Table.Tbody>
		</TableFrame>
	);
}

function FileRow({ name, file }: { readonly name: string; readonly file: DeviceTypeFile }): ReactNode {
	const { fileFormat, fileCategory, allowUploadFromDevice } = file;
	return (
		<Table.Tr>
			<Table.Td>
				<Stack gap={4} align="flex-start">
					<Anchor
						size="sm"
						ff="monospace"
						style={{ overflowWrap: 'anywhere' }}
						renderRoot={(props) => <Link {...props} to="/device-types/$name/files/$fileFormat" params={{ name, fileFormat }} />}
					>
						{fileFormat}
					</Anchor>
					<Text size="xs" c="dimmed" hiddenFrom="md">
						{texts.categories[fileCategory]}
					</Text>
					<Box hiddenFrom="sm">
						<FileProof file={file} />
					</Box>
					{allowUploadFromDevice ? (
						<Badge variant="light" color="gray" radius="sm" tt="none" fw={500} c="var(--mantine-color-text)">
							{texts.type.uploads}
						</Badge>
					) : null}
				</Stack>
			</Table.Td>
			<Table.Td visibleFrom="md" style={{ whiteSpace: 'nowrap' }}>
				{texts.categories[fileCategory]}
			</Table.Td>
			<Table.Td visibleFrom="lg" style={{ whiteSpace: 'nowrap' }}>
				{file.content === null ? texts.type.noContent : file.fileSource === 'Custom' ? texts.type.template : texts.type.manual}
				{file.content === null ? null : (
					<Text size="xs" c="dimmed">
						{toSizeText(file.content.size)}
					</Text>
				)}
			</Table.Td>
			<Table.Td visibleFrom="sm">
				<FileProof file={file} />
			</Table.Td>
			<Table.Td visibleFrom="md" style={{ whiteSpace: 'nowrap' }}>
				{toTransports(file)}
			</Table.Td>
			<Table.Td>
				<TimeStamp value={file.updatedAt} />
			</Table.Td>
		</Table.Tr>
	);
}

function FileProof({ file: { fileCategory, authentication } }: { readonly file: DeviceTypeFile }): ReactNode {
	return fileCategory === 'Template Only' ? '–' : <ProofBadge proof={toProof(authentication)} />;
}

function toTransports({ allowHttp, allowHttps, fileCategory }: DeviceTypeFile): string {
	if (fileCategory === 'Template Only') return '–';
	return [...(allowHttps ? ['HTTPS'] : []), ...(allowHttp ? ['HTTP'] : [])].join(', ') || 'nothing';
}
