import { Badge, Button, FileButton, Group, Paper, Text } from '@mantine/core';
import { IconDeviceFloppy, IconFileUpload, IconSend } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { toAuthorText } from '../../ui/author-text.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { hasMoved } from './has-moved.ts';
import { PublishModal } from './publish-modal.tsx';
import { editorTexts as texts } from './texts.ts';
import type { DraftActions } from './use-draft-actions.ts';
import type { DraftText } from './use-draft-text.ts';
import type { Template } from './use-template.ts';

interface DraftBarProps {
	readonly template: Template;
	readonly actions: DraftActions;
	/** Of the device type. */
	readonly name: string;
	readonly draft: DraftText;
}

/** Whether one sees what is live or a draft, and what can be done with it. */
export function DraftBar(props: DraftBarProps): ReactNode {
	const { template, actions, name, draft } = props;
	const { isDirty, isBusy } = draft;
	const [dialog, setDialog] = useState<'compare' | 'publish' | 'discard'>();
	const hasDraft = template.draft !== null;
	const close = (): void => setDialog(undefined);

	async function discard(): Promise<void> {
		await actions.discard(template.draftEtag);
		draft.forget();
		await actions.reread();
		notifyDone(texts.discarded);
	}

	return (
		<Paper withBorder px="md" py="xs">
			<Group justify="space-between" gap="sm">
				<Group gap="sm">
					<DraftState template={template} />
					{isDirty ? (
						<Badge variant="light" color="yellow" radius="sm" tt="none" c="var(--mantine-color-text)">
							{texts.unsaved}
						</Badge>
					) : null}
				</Group>
				{actions.mayEdit ? (
					<Group gap="xs">
						<FileButton onChange={(file) => (file === null ? undefined : draft.replace(file))}>
							{(button) => (
								<Button {...button} size="xs" variant="subtle" leftSection={<IconFileUpload size={16} aria-hidden />} disabled={isBusy}>
									{texts.replace}
								</Button>
							)}
						</FileButton>
						{hasDraft ? (
							<>
								<Button size="xs" variant="subtle" color="red" disabled={isBusy} onClick={() => setDialog('discard')}>
									{texts.discard}
								</Button>
								<Button size="xs" variant="default" disabled={isDirty} onClick={() => setDialog('compare')}>
									{texts.compare}
								</Button>
							</>
						) : null}
						{draft.hasText ? (
							<Button
								size="xs"
								variant="default"
								leftSection={<IconDeviceFloppy size={16} aria-hidden />}
								disabled={!isDirty}
								loading={isBusy}
								onClick={draft.save}
							>
								{texts.save}
							</Button>
						) : null}
						{actions.mayPublish ? (
							<Button
								size="xs"
								leftSection={<IconSend size={16} aria-hidden />}
								disabled={(!hasDraft && !isDirty) || isBusy}
								onClick={() => void draft.settle().then((isReady) => isReady && setDialog('publish'))}
							>
								{texts.publish}
							</Button>
						) : null}
					</Group>
				) : null}
			</Group>
			<PublishModal
				opened={dialog === 'compare' || dialog === 'publish'}
				isPublishing={dialog === 'publish'}
				name={name}
				template={template}
				actions={actions}
				hasMoved={hasMoved(template)}
				onClose={close}
			/>
			<ConfirmModal
				opened={dialog === 'discard'}
				onClose={close}
				title={texts.discardTitle}
				confirmLabel={texts.discard}
				onConfirm={discard}
			>
				{texts.discardText}
			</ConfirmModal>
		</Paper>
	);
}

function DraftState({ template: { draft, live, size } }: { readonly template: Template }): ReactNode {
	if (draft !== null) {
		return (
			<Group gap={6}>
				<Badge variant="light" color="yellow" radius="sm" tt="none" c="var(--mantine-color-text)">
					{texts.draftBadge}
				</Badge>
				<Text size="sm">
					{texts.draft(toAuthorText(draft.author))}
					<TimeStamp value={draft.savedAt} />
				</Text>
			</Group>
		);
	}
	return (
		<Text size="sm" c="dimmed">
			{live === undefined && size === 0 ? texts.noContent : texts.live}
		</Text>
	);
}
