import { Anchor, Button, Text } from '@mantine/core';
import { IconId, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useSession } from '../session/session-context.tsx';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { notifyDone } from '../ui/notify.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { WarningsAlert } from '../ui/warnings-alert.tsx';
import { AddIdentityModal } from './add-identity-modal.tsx';
import { type ClientIdentity, useAllowsClients, useClientIdentities, useIdentityChanges } from './identity-queries.ts';
import { IdentityTable } from './identity-table.tsx';
import { identityTexts as texts } from './identity-texts.ts';
import { interfacesTexts } from './texts.ts';

/** Which clients of events may come in. */
export function ClientIdentitiesPage(): ReactNode {
	const { data, error, refetch } = useClientIdentities();
	const allows = useAllowsClients();
	const { can } = useSession();
	const changes = useIdentityChanges();
	const [isAdding, setAdding] = useState(false);
	const [removed, setRemoved] = useState<ClientIdentity>();
	const [warnings, setWarnings] = useState<readonly string[]>([]);
	const mayAdd = can('dms.rest.client-identities.create');

	async function remove(): Promise<void> {
		if (removed === undefined) return;
		await changes.remove(removed.name);
		notifyDone(texts.removing.done(removed.name));
	}

	function renderList(): ReactNode {
		if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
		if (data === undefined) return <TableSkeleton rows={3} />;
		if (data.length === 0) return <EmptyState icon={IconId} {...texts.empty} />;
		return <IdentityTable identities={data} onRemove={mayAdd ? setRemoved : undefined} />;
	}

	return (
		<PageFrame
			title={interfacesTexts.clientIdentities.title}
			description={texts.description}
			actions={
				<>
					<Button variant="default" renderRoot={(props) => <Link {...props} to="/trust" search={{ tab: 'CTI' }} />}>
						{texts.anchors}
					</Button>
					{mayAdd ? (
						<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
							{texts.add}
						</Button>
					) : null}
				</>
			}
		>
			{allows.data === false ? (
				<Notice tone="warning" title={texts.offTitle}>
					<Text size="sm">
						{texts.offText}{' '}
						<Anchor size="sm" underline="always" c="inherit" renderRoot={(props) => <Link {...props} to="/access-control" />}>
							{texts.accessControl}
						</Anchor>
					</Text>
				</Notice>
			) : null}
			<WarningsAlert title={texts.adding.warningsTitle} warnings={warnings} onClose={() => setWarnings([])} />
			{renderList()}
			<AddIdentityModal opened={isAdding} onClose={() => setAdding(false)} onAdded={setWarnings} />
			<ConfirmModal
				opened={removed !== undefined}
				onClose={() => setRemoved(undefined)}
				title={texts.removing.title(removed?.name ?? '')}
				confirmLabel={texts.removing.confirm}
				onConfirm={remove}
			>
				{texts.removing.text}
			</ConfirmModal>
		</PageFrame>
	);
}
