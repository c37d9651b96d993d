import { Button, Grid, Group, Stack } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Tagged } from '../api/answer.ts';
import { toSegment } from '../session/acl.ts';
import { useSession } from '../session/session-context.tsx';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { notifyDone, notifyProblem } from '../ui/notify.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { AccountAcls } from './account-acls.tsx';
import { AccountTokens } from './account-tokens.tsx';
import { type ServiceAccount, useServiceAccount } from './queries.ts';
import { useServiceAccountChanges } from './service-account-changes.ts';
import { serviceAccountTexts as texts } from './service-account-texts.ts';
import { peopleTexts } from './texts.ts';

const route = getRouteApi('/shell/service-accounts/$name');
const parents = [{ label: peopleTexts.serviceAccounts.title, to: '/service-accounts' }];

/** One account of a program: what it may do, and its tokens. */
export function ServiceAccountPage(): ReactNode {
	const { name } = route.useParams();
	const { data, error, refetch } = useServiceAccount(name);
	if (data !== undefined) return <Loaded account={data} />;
	return (
		<PageFrame title={name} parents={parents}>
			{error === null ? <TableSkeleton /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
		</PageFrame>
	);
}

function Loaded({ account: { value: account, etag } }: { readonly account: Tagged<ServiceAccount> }): ReactNode {
	const { name, enabled } = account;
	const { can } = useSession();
	const changes = useServiceAccountChanges();
	const navigate = useNavigate();
	const [dialog, setDialog] = useState<'disable' | 'delete'>();
	const permission = `dms.rest.service-accounts.${toSegment(name)}`;

	async function setEnabled(next: boolean): Promise<void> {
		await changes.change(name, etag, { enabled: next });
		notifyDone(next ? texts.disabling.enabled(name) : texts.disabling.done(name));
	}

	async function remove(): Promise<void> {
		await changes.delete(name, etag);
		notifyDone(texts.deleting.done(name));
		await navigate({ to: '/service-accounts' });
	}

	return (
		<PageFrame
			title={name}
			parents={parents}
			description={enabled ? undefined : texts.states.disabled}
			actions={
				<Group gap="xs">
					{can(`${permission}.update`) ? (
						<Button variant="default" onClick={() => (enabled ? setDialog('disable') : void setEnabled(true).catch(notifyProblem))}>
							{enabled ? texts.actions.disable : texts.actions.enable}
						</Button>
					) : null}
					{can(`${permission}.delete`) ? (
						<Button variant="light" color="red" onClick={() => setDialog('delete')}>
							{texts.actions.delete}
						</Button>
					) : null}
				</Group>
			}
		>
			<Grid gap="md">
				<Grid.Col span={{ base: 12, lg: 7 }}>
					<AccountAcls key={etag} account={account} etag={etag} isReadOnly={!can(`${permission}.update`)} />
				</Grid.Col>
				<Grid.Col span={{ base: 12, lg: 5 }}>
					<Stack gap="md">
						<AccountTokens name={name} isEnabled={enabled} />
					</Stack>
				</Grid.Col>
			</Grid>
			<ConfirmModal
				opened={dialog === 'disable'}
				onClose={() => setDialog(undefined)}
				title={texts.disabling.title(name)}
				confirmLabel={texts.actions.disable}
				onConfirm={() => setEnabled(false)}
			>
				{texts.disabling.text}
			</ConfirmModal>
			<ConfirmModal
				opened={dialog === 'delete'}
				onClose={() => setDialog(undefined)}
				title={texts.deleting.title(name)}
				confirmLabel={texts.actions.delete}
				onConfirm={remove}
			>
				{texts.deleting.text}
			</ConfirmModal>
		</PageFrame>
	);
}
