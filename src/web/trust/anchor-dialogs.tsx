import { Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Tagged } from '../api/answer.ts';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { notifyDone, notifyWarning } from '../ui/notify.ts';
import { toSentence } from '../ui/sentence.ts';
import { AnchorImpact } from './anchor-impact.tsx';
import { useTrustChanges } from './changes.ts';
import type { TrustAnchor } from './queries.ts';
import { trustTexts as texts } from './texts.ts';

export type AnchorQuestion = 'enable' | 'disable' | 'delete';

export interface AnchorDialogsProps {
	readonly anchor: Tagged<TrustAnchor>;
	readonly question: AnchorQuestion | undefined;
	readonly onClose: () => void;
}

/** Asks before an anchor is taken out of use, and says who would be locked out. */
export function AnchorDialogs({ anchor: { value: anchor, etag }, question, onClose }: AnchorDialogsProps): ReactNode {
	const changes = useTrustChanges();
	const navigate = useNavigate();

	async function setEnabled(enabled: boolean): Promise<void> {
		await changes.change(anchor, etag, { enabled });
		notifyDone(enabled ? texts.disabling.enabled : texts.disabling.done);
	}

	async function remove(): Promise<void> {
		const { warnings } = await changes.delete(anchor, etag);
		notifyDone(texts.deleting.done);
		for (const warning of warnings) notifyWarning(texts.deleting.warningsTitle, toSentence(warning));
		await navigate({ to: '/trust', search: anchor.kind === 'CTI' ? { tab: 'CTI' } : {} });
	}

	return (
		<>
			<ConfirmModal
				opened={question === 'disable'}
				onClose={onClose}
				title={texts.disabling.title(anchor.alias)}
				confirmLabel={texts.disabling.confirm}
				onConfirm={() => setEnabled(false)}
			>
				<Stack gap="sm">
					<Text size="sm">{texts.disabling.text}</Text>
					<AnchorImpact anchor={anchor} change="disableTrustAnchor" />
				</Stack>
			</ConfirmModal>
			<ConfirmModal
				opened={question === 'enable'}
				onClose={onClose}
				title={texts.enabling.title(anchor.alias)}
				confirmLabel={texts.enabling.confirm}
				onConfirm={() => setEnabled(true)}
				isDangerous={false}
			>
				{texts.enabling.text}
			</ConfirmModal>
			<ConfirmModal
				opened={question === 'delete'}
				onClose={onClose}
				title={texts.deleting.title(anchor.alias)}
				confirmLabel={texts.deleting.confirm}
				onConfirm={remove}
			>
				<Stack gap="sm">
					<Text size="sm">{texts.deleting.text}</Text>
					<AnchorImpact anchor={anchor} change="removeTrustAnchor" />
				</Stack>
			</ConfirmModal>
		</>
	);
}
