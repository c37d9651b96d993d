import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { texts as shared } from '../../texts.ts';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { ComparisonView } from '../history/comparison-view.tsx';
import { useDeviceCounts } from '../queries.ts';
import { MovedNotice } from './moved-notice.tsx';
import { editorTexts as texts } from './texts.ts';
import type { DraftActions } from './use-draft-actions.ts';
import type { Template } from './use-template.ts';

interface PublishModalProps {
	readonly opened: boolean;
	/** Else one only looks at the difference. */
	readonly isPublishing: boolean;
	readonly name: string;
	readonly template: Template;
	readonly actions: DraftActions;
	readonly hasMoved: boolean;
	readonly onClose: () => void;
}

/** What publishing would change, and the button that does it. */
export function PublishModal({ opened, ...rest }: PublishModalProps): ReactNode {
	return (
		<Modal
			opened={opened}
			onClose={rest.onClose}
			title={rest.isPublishing ? texts.publishTitle : texts.compareTitle}
			size="xl"
			closeButtonProps={{ 'aria-label': shared.actions.close }}
		>
			<PublishForm {...rest} />
		</Modal>
	);
}

function PublishForm({ isPublishing, name, template, actions, hasMoved, onClose }: Omit<PublishModalProps, 'opened'>): ReactNode {
	const { data: counts } = useDeviceCounts();
	const [isBusy, setBusy] = useState(false);
	const [failure, setFailure] = useState<unknown>();
	const { data, error, isPending } = useQuery({
		queryKey: [...actions.comparisonKey, template.draft?.savedAt, template.live?.revision],
		queryFn: actions.compare,
		gcTime: 0,
		// There is none any more once it is published.
		enabled: template.draft !== null,
	});

	async function publish(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			notifyDone(texts.published(await actions.publish(hasMoved, template.draftEtag)));
			onClose();
		} catch (cause) {
			setFailure(cause);
			await actions.reread();
		} finally {
			setBusy(false);
		}
	}

	return (
		<Stack gap="md">
			<MovedNotice template={template} />
			{isPublishing ? <Text size="sm">{texts.publishText(counts?.get(name))}</Text> : null}
			{isPending ? <TableSkeleton /> : null}
			<ProblemAlert error={failure ?? error} />
			{data === undefined ? null : <ComparisonView comparison={data} />}
			<Group justify="flex-end">
				<Button variant="default" onClick={onClose}>
					{isPublishing ? shared.actions.cancel : shared.actions.close}
				</Button>
				{isPublishing ? (
					<Button loading={isBusy} {...(hasMoved ? { color: 'red' } : {})} onClick={() => void publish()}>
						{hasMoved ? texts.force : texts.publish}
					</Button>
				) : null}
			</Group>
		</Stack>
	);
}
