import { Button, Stack } from '@mantine/core';
import { IconLockOpen } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { useSession } from '../../session/session-context.tsx';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { PageFrame } from '../../ui/page-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { settingsTexts } from '../texts.ts';
import { LockoutPolicySection } from './lockout-policy-section.tsx';
import { LockoutsTable } from './lockouts-table.tsx';
import { lockoutKeys, useLockouts } from './queries.ts';
import { lockoutTexts as texts } from './texts.ts';

/** Who is locked out now, and when that happens. */
export function LockoutsPage(): ReactNode {
	const { data, error, isPending, refetch } = useLockouts();
	const { can } = useSession();
	return (
		<PageFrame
			title={settingsTexts.lockouts.title}
			description={texts.description}
			actions={data !== undefined && data.length > 0 && can('dms.rest.lockouts.delete') ? <ClearAll /> : undefined}
		>
			<Stack gap="lg">
				<ProblemAlert error={error} onRetry={() => void refetch()} />
				{isPending ? <TableSkeleton rows={3} /> : null}
				{data?.length === 0 ? <EmptyState icon={IconLockOpen} title={texts.emptyTitle} text={texts.emptyText} /> : null}
				{data === undefined || data.length === 0 ? null : <LockoutsTable lockouts={data} />}
				<LockoutPolicySection />
			</Stack>
		</PageFrame>
	);
}

function ClearAll(): ReactNode {
	const api = useApi();
	const client = useQueryClient();
	const [isOpen, setOpen] = useState(false);

	async function clear(): Promise<void> {
		const { cleared } = await answerOf(api.DELETE('/api/v1/lockouts'));
		notifyDone(texts.cleared(cleared));
		await client.invalidateQueries({ queryKey: lockoutKeys.list });
	}

	return (
		<>
			<Button variant="default" onClick={() => setOpen(true)}>
				{texts.clearAll}
			</Button>
			<ConfirmModal
				opened={isOpen}
				onClose={() => setOpen(false)}
				title={texts.clearAllTitle}
				confirmLabel={texts.clearAll}
				onConfirm={clear}
			>
				{texts.clearAllText}
			</ConfirmModal>
		</>
	);
}
