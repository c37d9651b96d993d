import { Button, Group, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { useSession } from '../../session/session-context.tsx';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { Section } from '../../ui/section.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { systemTexts as texts } from './texts.ts';

const queryKey = ['restart'] as const;

/** Replaces the workers of all nodes. */
export function RestartSection(): ReactNode {
	const api = useApi();
	const client = useQueryClient();
	const { can } = useSession();
	const [isOpen, setOpen] = useState(false);
	const { data, error, refetch } = useQuery({ queryKey, queryFn: ({ signal }) => answerOf(api.GET('/api/v1/restart', { signal })) });

	async function restart(): Promise<void> {
		await answerOf(api.POST('/api/v1/restart'));
		notifyDone(texts.restarted);
		await client.invalidateQueries({ queryKey });
	}

	return (
		<Section title={texts.restart} description={texts.restartText}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{data === undefined ? null : (
				<Text size="sm">
					{texts.restartLast}
					<TimeStamp value={data.requestedAt} />
				</Text>
			)}
			{can('dms.rest.restart.create') ? (
				<Group>
					<Button variant="default" leftSection={<IconRefresh size={18} aria-hidden />} onClick={() => setOpen(true)}>
						{texts.restart}
					</Button>
				</Group>
			) : null}
			<ConfirmModal
				opened={isOpen}
				onClose={() => setOpen(false)}
				title={texts.restartTitle}
				confirmLabel={texts.restart}
				onConfirm={restart}
				typedWord={texts.restartWord}
			>
				{texts.restartConfirm}
			</ConfirmModal>
		</Section>
	);
}
