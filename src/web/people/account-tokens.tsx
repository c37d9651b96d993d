import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { ApiSchema } from '../api/client.ts';
import { toSegment } from '../session/acl.ts';
import { useSession } from '../session/session-context.tsx';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { CopyText } from '../ui/copy-text.tsx';
import { Notice } from '../ui/notice.tsx';
import { notifyDone, notifyProblem } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { TableFrame } from '../ui/table-frame.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { useServiceAccountTokens } from './queries.ts';
import { useServiceAccountChanges } from './service-account-changes.ts';
import { serviceAccountTexts } from './service-account-texts.ts';

const texts = serviceAccountTexts.tokens;

export interface AccountTokensProps {
	readonly name: string;
	readonly isEnabled: boolean;
}

/** The tokens of an account; a new one is shown once. */
export function AccountTokens({ name, isEnabled }: AccountTokensProps): ReactNode {
	const { data, error, refetch } = useServiceAccountTokens(name);
	const { can } = useSession();
	const changes = useServiceAccountChanges();
	const [issued, setIssued] = useState<string>();
	const [isBusy, setBusy] = useState(false);
	const [isRevoking, setRevoking] = useState(false);
	const permission = `dms.rest.service-accounts.${toSegment(name)}.tokens`;

	async function issue(): Promise<void> {
		setBusy(true);
		try {
			setIssued((await changes.issueToken(name)).token);
		} catch (cause) {
			notifyProblem(cause);
		} finally {
			setBusy(false);
		}
	}

	async function revoke(): Promise<void> {
		notifyDone(texts.revoked(await changes.revokeTokens(name)));
		setIssued(undefined);
	}

	return (
		<Section
			title={texts.title}
			description={texts.description}
			actions={
				<Group gap="xs">
					{(data?.length ?? 0) > 0 && can(`${permission}.delete`) ? (
						<Button size="xs" variant="subtle" color="red" onClick={() => setRevoking(true)}>
							{texts.revokeAll}
						</Button>
					) : null}
					{isEnabled && can(`${permission}.create`) ? (
						<Button size="xs" leftSection={<IconKey size={15} aria-hidden />} loading={isBusy} onClick={() => void issue()}>
							{texts.create}
						</Button>
					) : null}
				</Group>
			}
		>
			{issued === undefined ? null : (
				<Notice tone="info" title={texts.shownTitle} isLive onClose={() => setIssued(undefined)}>
					<Stack gap="xs">
						<Text size="sm">{texts.shownText}</Text>
						<CopyText value={issued} label={texts.copy} />
					</Stack>
				</Notice>
			)}
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{data === undefined && error === null ? <TableSkeleton rows={2} /> : null}
			{data?.length === 0 ? (
				<Text size="sm" c="dimmed">
					{texts.none}
				</Text>
			) : null}
			{data === undefined || data.length === 0 ? null : <TokenTable tokens={data} />}
			<ConfirmModal
				opened={isRevoking}
				onClose={() => setRevoking(false)}
				title={texts.revokeTitle(name)}
				confirmLabel={texts.revokeAll}
				onConfirm={revoke}
			>
				{texts.revokeText}
			</ConfirmModal>
		</Section>
	);
}

function TokenTable({ tokens }: { readonly tokens: readonly ApiSchema<'Token'>[] }): ReactNode {
	return (
		<TableFrame label={texts.label} minWidth={420}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.created}</Table.Th>
					<Table.Th>{texts.expires}</Table.Th>
					<Table.Th>{texts.absolute}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{tokens.map(({ id, createdAt, expiresAt, absoluteExpiresAt }) => (
					<Table.Tr key={id}>
						<Table.Td>
							<TimeStamp value={createdAt} />
						</Table.Td>
						<Table.Td>
							<TimeStamp value={expiresAt} />
						</Table.Td>
						<Table.Td>
							<TimeStamp value={absoluteExpiresAt} />
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</TableFrame>
	);
}
