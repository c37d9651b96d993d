import { Box, Button, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { type ReactNode, useMemo, useRef } from 'react';
import { Notice } from '../../ui/notice.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { type DeviceTypeFile, useTagNames } from '../queries.ts';
import { CodeEditor, type CodeEditorHandle } from './code-editor.tsx';
import { DraftBar } from './draft-bar.tsx';
import { MovedNotice } from './moved-notice.tsx';
import { Obstacle } from './obstacle.tsx';
import { PreviewPane } from './preview-pane.tsx';
import classes from './template-editor.module.css';
import { editorTexts as texts } from './texts.ts';
import { toKnowledge } from './to-knowledge.ts';
import { useDraftActions } from './use-draft-actions.ts';
import { useDraftText } from './use-draft-text.ts';
import { usePreview } from './use-preview.ts';
import type { Template } from './use-template.ts';

interface TemplateEditorProps {
	readonly name: string;
	readonly file: DeviceTypeFile;
	readonly template: Template;
}

/** A template, its draft, and the file that a device would get. */
export function TemplateEditor({ name, file, template }: TemplateEditorProps): ReactNode {
	const actions = useDraftActions(name, file.fileFormat);
	const { data: names } = useTagNames(name);
	const preview = usePreview(name, file, template);
	const editor = useRef<CodeEditorHandle>(null);
	const draft = useDraftText(template, actions);
	const knowledge = useMemo(() => toKnowledge(names ?? [], preview.data?.file), [names, preview.data]);
	useLeaveGuard(draft.isDirty);
	return (
		<Stack gap="sm">
			<DraftBar template={template} actions={actions} name={name} draft={draft} />
			<MovedNotice template={template} />
			{draft.isOvertaken ? <OvertakenNotice onShow={draft.showOther} /> : null}
			<ProblemAlert error={draft.failure} onRetry={() => void actions.reread()} />
			<div className={classes['panes']}>
				<Box className={classes['pane'] ?? ''}>
					{template.text === undefined ? (
						<Obstacle template={template} />
					) : (
						<>
							<CodeEditor
								key={draft.generation}
								ref={editor}
								initialText={draft.text}
								label={texts.label}
								language={isXml(file, template.text) ? 'xml' : 'text'}
								readOnly={!actions.mayEdit}
								knowledge={knowledge}
								onChange={draft.change}
								onSave={draft.save}
							/>
							<Text size="xs" c="dimmed" mt={4}>
								{actions.mayEdit ? texts.hint : texts.readOnly}
							</Text>
						</>
					)}
				</Box>
				<Box className={classes['pane'] ?? ''}>
					<PreviewPane
						typeName={name}
						preview={preview}
						text={draft.text}
						isDraft={template.draft !== null}
						isStale={draft.isDirty}
						onJump={(line) => editor.current?.jumpTo(line)}
					/>
				</Box>
			</div>
		</Stack>
	);
}

function OvertakenNotice({ onShow }: { readonly onShow: (() => void) | undefined }): ReactNode {
	return (
		<Notice tone="warning" title={texts.overtakenTitle} isLive>
			<Stack gap="xs" align="flex-start">
				<Text size="sm">{texts.overtakenText}</Text>
				{onShow === undefined ? null : (
					<Button size="xs" variant="default" onClick={onShow}>
						{texts.overtakenShow}
					</Button>
				)}
			</Stack>
		</Notice>
	);
}

/** Asks before what is not saved is left behind. */
function useLeaveGuard(isDirty: boolean): void {
	useBlocker({
		// Another device to look at is no reason to ask.
		shouldBlockFn: ({ current, next }) => isDirty && toPlace(current) !== toPlace(next) && !globalThis.confirm(texts.leave),
		enableBeforeUnload: isDirty,
	});
}

function toPlace({ pathname, search }: { readonly pathname: string; readonly search: object }): string {
	return `${pathname} ${'tab' in search ? String(search.tab) : ''}`;
}

function isXml({ escape, fileFormat }: DeviceTypeFile, text: string): boolean {
	return escape === undefined ? /\.xml$/i.test(fileFormat) || /^\uFEFF?<\?xml/.test(text) : escape === 'xml';
}
