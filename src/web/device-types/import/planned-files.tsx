import { Code, Group, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ContentDifference } from '../../ui/content-difference.tsx';
import { toSizeText } from '../../ui/size-text.ts';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import { deviceTypesTexts } from '../texts.ts';
import { FieldDifferences } from './field-differences.tsx';
import classes from './planned-files.module.css';
import { importTexts as texts } from './texts.ts';
import type { ImportPlan } from './use-archive-import.ts';

type FileState = keyof typeof texts.states;

interface PlannedFile {
	readonly fileFormat: string;
	readonly state: FileState;
	/** In a few words, beside its name. */
	readonly summary?: string;
	readonly details?: ReactNode;
}

const tones: Readonly<Record<FileState, Tone>> = { added: 'good', changed: 'warning', unchanged: 'neutral', kept: 'neutral' };

/** Each file, and what becomes of it: those that change come first. */
export function PlannedFiles({ plan }: { readonly plan: ImportPlan }): ReactNode {
	const files = toPlannedFiles(plan);
	if (files.length === 0) return null;
	return (
		<List listStyleType="none" aria-label={texts.files} className={classes['files'] ?? ''}>
			{files.map(({ fileFormat, state, summary, details }) => (
				<List.Item
					key={fileFormat}
					className={classes['file'] ?? ''}
					styles={{ itemWrapper: { display: 'block' }, itemLabel: { display: 'block' } }}
				>
					<Stack gap="xs">
						<Group gap="xs">
							<StatusBadge tone={tones[state]}>{texts.states[state]}</StatusBadge>
							<Code bg="transparent" p={0} style={{ overflowWrap: 'anywhere' }}>
								{fileFormat}
							</Code>
							{summary === undefined ? null : (
								<Text size="sm" c="dimmed">
									{summary}
								</Text>
							)}
						</Group>
						{details}
					</Stack>
				</List.Item>
			))}
		</List>
	);
}

function toPlannedFiles(plan: ImportPlan): readonly PlannedFile[] {
	const plain = (fileFormats: readonly string[], state: FileState, summary: string): PlannedFile[] =>
		fileFormats.map((fileFormat) => ({ fileFormat, state, summary }));
	return [
		...plan.filesChanged.map(
			(file): PlannedFile => ({ fileFormat: file.fileFormat, state: 'changed', details: <FileDifferences file={file} /> }),
		),
		...plan.filesAdded.map(
			({ fileFormat, fileCategory, content }): PlannedFile => ({
				...{ fileFormat, state: 'added' },
				summary: `${toCategory(fileCategory)}, ${content === null ? texts.noContent : toSizeText(content.size)}`,
			}),
		),
		...plain(plan.filesUnchanged, 'unchanged', texts.unchangedText),
		...plain(plan.filesKept, 'kept', texts.keptText),
	];
}

/** Its settings field by field, and its content line by line where it is text. */
function FileDifferences({ file }: { readonly file: ImportPlan['filesChanged'][number] }): ReactNode {
	const { fileFormat, differences, contentDifference } = file;
	const fields = contentDifference === undefined ? differences : differences.filter(({ field }) => field !== 'content');
	return (
		<>
			{fields.length === 0 ? null : <FieldDifferences label={fileFormat} differences={fields} />}
			{contentDifference === undefined ? null : <ContentDifference difference={contentDifference} label={texts.contentOf(fileFormat)} />}
		</>
	);
}

function toCategory(fileCategory: string): string {
	const words: Readonly<Record<string, string>> = deviceTypesTexts.categories;
	return words[fileCategory] ?? fileCategory;
}
