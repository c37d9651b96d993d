import { Code, SegmentedControl, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ContentDifference } from '../../ui/content-difference.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { Section } from '../../ui/section.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { DevicePicker } from './device-picker.tsx';
import classes from './preview-pane.module.css';
import { PreviewProblems } from './preview-problems.tsx';
import { PreviewTags } from './preview-tags.tsx';
import { editorTexts as texts } from './texts.ts';
import type { Preview, ShownPreview } from './use-preview.ts';

interface PreviewPaneProps {
	readonly typeName: string;
	readonly preview: Preview;
	/** What stands in the editor. */
	readonly text: string;
	readonly isDraft: boolean;
	/** There are changes that the preview does not know. */
	readonly isStale: boolean;
	readonly onJump: (line: number) => void;
}

/** The file for a device of one's choice, and what is wrong with it. */
export function PreviewPane({ typeName, preview, text, isDraft, isStale, onJump }: PreviewPaneProps): ReactNode {
	const { device, choose, data, error, isFetching } = preview;
	return (
		<Section title={texts.preview}>
			<DevicePicker typeName={typeName} value={device} onChoose={choose} />
			{device === undefined ? (
				<Text size="sm" c="dimmed">
					{texts.previewEmpty}
				</Text>
			) : null}
			<ProblemAlert error={error} onRetry={() => void preview.refetch()} />
			{data === undefined && isFetching ? <TableSkeleton rows={5} /> : null}
			{data === undefined || error !== null ? null : (
				<Stack gap="sm">
					<Text size="sm" c={isStale ? undefined : 'dimmed'} fw={isStale ? 500 : undefined}>
						{isStale ? texts.previewStale : texts.previewOf[isDraft ? 'draft' : 'live']}
					</Text>
					{data.file.source.level === 'Device Type' || data.file.source.level === 'System' ? null : (
						<Text size="sm">{texts.overridden(data.file.source.level)}</Text>
					)}
					<PreviewProblems file={data.file} text={text} onJump={onJump} />
					<PreviewViews data={data} />
				</Stack>
			)}
		</Section>
	);
}

type View = keyof typeof texts.views;

function PreviewViews({ data: { file, difference } }: { readonly data: ShownPreview }): ReactNode {
	const [chosen, setChosen] = useState<View>('file');
	const views: readonly View[] = difference === undefined ? ['file', 'tags'] : ['file', 'difference', 'tags'];
	const view = views.includes(chosen) ? chosen : 'file';
	return (
		<Stack gap="xs">
			<SegmentedControl
				size="xs"
				value={view}
				onChange={(value) => setChosen(views.find((each) => each === value) ?? 'file')}
				data={views.map((each) => ({ value: each, label: texts.views[each] }))}
			/>
			{view === 'file' ? <PreviewText text={file.text} /> : null}
			{view === 'difference' && difference !== undefined ? (
				<ContentDifference difference={difference} label={texts.views.difference} />
			) : null}
			{view === 'tags' ? <PreviewTags tags={file.tags} /> : null}
		</Stack>
	);
}

function PreviewText({ text }: { readonly text: string | null }): ReactNode {
	if (text === null) return <Text c="dimmed">{texts.noText}</Text>;
	return (
		<Code block className={classes['text'] ?? ''} tabIndex={0} role="group" aria-label={texts.views.file}>
			{text}
		</Code>
	);
}
