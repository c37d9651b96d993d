import { Button, Group, List, Stack, Text } from '@mantine/core';
import { IconDownload, IconEye, IconEyeOff } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { useSession } from '../../session/session-context.tsx';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { saveBlob } from '../../ui/save-blob.ts';
import { CodeView } from './code-view.tsx';
import type { FilePreview } from './queries.ts';
import { fileTexts as texts } from './texts.ts';
import { toSyntax } from './tokenize.ts';

const mask = '********';
/** Beyond, a browser is busy for too long; the whole can be saved. */
const mostShown = 400_000;

export interface FilePreviewPaneProps {
	readonly deviceId: string;
	readonly preview: FilePreview;
}

/** The file as the device would get it now; passwords are shown only to who asks for them, which the audit keeps. */
export function FilePreviewPane({ deviceId, preview }: FilePreviewPaneProps): ReactNode {
	const [revealed, setRevealed] = useState<string>();
	const { problems, fileFormat, escape } = preview;
	const text = revealed ?? preview.text;
	if (text === null) return <EmptyState title={texts.binaryTitle} text={texts.binaryText} />;
	return (
		<Stack gap="sm">
			{problems.length === 0 ? null : (
				<Notice tone="warning" title={texts.problems(problems.length)}>
					<List size="sm">
						{problems.map(({ kind, tagName, lines, detail }) => (
							<List.Item key={`${kind} ${tagName ?? ''} ${detail}`}>
								{detail}
								{lines.length === 0 ? '' : ` (${texts.lines(lines)})`}
							</List.Item>
						))}
					</List>
				</Notice>
			)}
			<Group justify="space-between" gap="xs">
				<Text size="sm" c="dimmed">
					{revealed === undefined ? texts.maskedHint : texts.revealedHint}
				</Text>
				<Group gap="xs">
					<RevealButton
						deviceId={deviceId}
						fileFormat={fileFormat}
						isRevealed={revealed !== undefined}
						isNeeded={preview.text?.includes(mask) === true}
						onReveal={setRevealed}
					/>
					<Button
						size="xs"
						variant="default"
						leftSection={<IconDownload size={14} aria-hidden />}
						onClick={() => saveBlob(new Blob([text]), fileFormat.replaceAll(/[%/\\]/g, '_'))}
					>
						{revealed === undefined ? texts.saveMasked : texts.save}
					</Button>
				</Group>
			</Group>
			<CodeView text={text.slice(0, mostShown)} syntax={toSyntax(text, escape)} label={texts.content(fileFormat)} />
			{text.length > mostShown ? (
				<Text size="sm" c="dimmed">
					{texts.cutOff}
				</Text>
			) : null}
		</Stack>
	);
}

interface RevealButtonProps {
	readonly deviceId: string;
	readonly fileFormat: string;
	readonly isRevealed: boolean;
	/** Something is masked. */
	readonly isNeeded: boolean;
	readonly onReveal: (text: string | undefined) => void;
}

function RevealButton({ deviceId, fileFormat, isRevealed, isNeeded, onReveal }: RevealButtonProps): ReactNode {
	const api = useApi();
	const { can } = useSession();
	const [isAsking, setAsking] = useState(false);

	async function reveal(): Promise<void> {
		const { text } = await answerOf(api.POST('/api/v1/revealed-files', { body: { deviceId, fileFormat } }));
		onReveal(text ?? undefined);
	}

	if (!isNeeded || !can('dms.rest.revealed-files.create')) return null;
	if (isRevealed) {
		return (
			<Button size="xs" variant="default" leftSection={<IconEyeOff size={14} aria-hidden />} onClick={() => onReveal(undefined)}>
				{texts.hide}
			</Button>
		);
	}
	return (
		<>
			<Button size="xs" variant="default" leftSection={<IconEye size={14} aria-hidden />} onClick={() => setAsking(true)}>
				{texts.reveal}
			</Button>
			<ConfirmModal
				opened={isAsking}
				onClose={() => setAsking(false)}
				title={texts.revealTitle}
				confirmLabel={texts.reveal}
				isDangerous={false}
				onConfirm={reveal}
			>
				{texts.revealText}
			</ConfirmModal>
		</>
	);
}
