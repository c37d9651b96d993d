import { Code, Group, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/section.tsx';
import { toSizeText } from '../../ui/size-text.ts';
import { WarningsAlert } from '../../ui/warnings-alert.tsx';
import { deviceTypesTexts } from '../texts.ts';
import type { ArchiveFacts, ArchiveFile } from './archive-facts.ts';
import { importTexts as texts } from './texts.ts';

/** What an archive holds. */
export function ArchiveSummary({ facts }: { readonly facts: ArchiveFacts }): ReactNode {
	return (
		<Section title={texts.holds}>
			<Facts
				rows={[
					[deviceTypesTexts.list.name, <b key="name">{facts.deviceType}</b>],
					[texts.path, facts.deviceAccessUri === '' ? texts.noPath : <Code key="path">{facts.deviceAccessUri}</Code>],
					[texts.files, <ArchiveFiles key="files" files={facts.files} />],
					[texts.tagSets, facts.tagSets.length === 0 ? texts.noTagSets : facts.tagSets.join(', ')],
				]}
			/>
			<WarningsAlert title={texts.warnings} warnings={facts.warnings} />
		</Section>
	);
}

function ArchiveFiles({ files }: { readonly files: readonly ArchiveFile[] }): ReactNode {
	return (
		<List size="sm" listStyleType="none" spacing={2}>
			{files.map(({ fileFormat, size }) => (
				<List.Item key={fileFormat}>
					<Group gap={8} wrap="nowrap" align="baseline">
						<Code bg="transparent" p={0} style={{ overflowWrap: 'anywhere' }}>
							{fileFormat}
						</Code>
						<Text span size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
							{size === undefined ? texts.noContent : toSizeText(size)}
						</Text>
					</Group>
				</List.Item>
			))}
		</List>
	);
}
