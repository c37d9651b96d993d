import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyText } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { toSentence } from '../../ui/sentence.ts';
import { toSizeText } from '../../ui/size-text.ts';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { VerdictBadge } from '../verdict-badge.tsx';
import type { FilePreview, FileStanding } from './queries.ts';
import { SourceText } from './source-text.tsx';
import { fileTexts as texts } from './texts.ts';

export interface FileFactsProps {
	readonly file: FileStanding | undefined;
	readonly preview: FilePreview | undefined;
}

/** What the device should have, and what it fetched last. */
export function FileFacts({ file, preview }: FileFactsProps): ReactNode {
	return (
		<Paper withBorder p="md">
			<Facts
				rows={[
					[
						texts.verdict,
						file === undefined ? undefined : (
							<>
								<VerdictBadge verdict={file.verdict} /> {file.reason === undefined ? null : toSentence(file.reason)}
							</>
						),
					],
					[texts.source, preview === undefined ? undefined : <SourceText level={preview.source.level} />],
					[texts.kind, preview === undefined ? undefined : texts.kinds[preview.source.source]],
					[texts.size, file?.expected === null || file === undefined ? undefined : toSizeText(file.expected.size)],
					[
						texts.etag,
						file?.expected === null || file === undefined ? undefined : <CopyText value={file.expected.etag} label={texts.copyTag} />,
					],
					[texts.changed, file?.expected === null || file === undefined ? undefined : <TimeStamp value={file.expected.lastModified} />],
					[
						texts.fetched,
						file === undefined ? undefined : file.fetched === null ? <TimeStamp value={null} /> : <Fetched {...file.fetched} />,
					],
					[
						texts.hasVersion,
						file?.fetched === undefined || file.fetched === null ? undefined : <CopyText value={file.fetched.etag} label={texts.copyTag} />,
					],
				]}
			/>
		</Paper>
	);
}

function Fetched({ at, status, aborted }: NonNullable<FileStanding['fetched']>): ReactNode {
	return (
		<>
			<TimeStamp value={at} />{' '}
			<Text span size="sm" c="dimmed">
				({aborted ? texts.cut : status === 304 ? texts.hadIt : texts.gotIt})
			</Text>
		</>
	);
}
