import { Anchor, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconPlus, IconRobot } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useSession } from '../session/session-context.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { TableFrame } from '../ui/table-frame.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { AddServiceAccountModal } from './add-service-account-modal.tsx';
import { type ServiceAccount, useServiceAccounts } from './queries.ts';
import { serviceAccountTexts as texts } from './service-account-texts.ts';
import { peopleTexts } from './texts.ts';

const mostAcls = 3;

/** Accounts of programs. */
export function ServiceAccountsPage(): ReactNode {
	const { data, error, refetch } = useServiceAccounts();
	const { can } = useSession();
	const [isAdding, setAdding] = useState(false);
	const addButton = can('dms.rest.service-accounts.create') ? (
		<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
			{texts.add}
		</Button>
	) : undefined;

	function renderList(): ReactNode {
		if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
		if (data === undefined) return <TableSkeleton rows={4} />;
		return data.length === 0 ? <EmptyState icon={IconRobot} {...texts.empty} action={addButton} /> : <AccountTable accounts={data} />;
	}

	return (
		<PageFrame
			title={peopleTexts.serviceAccounts.title}
			description={texts.description}
			actions={data?.length === 0 ? undefined : addButton}
		>
			{renderList()}
			<AddServiceAccountModal opened={isAdding} onClose={() => setAdding(false)} />
		</PageFrame>
	);
}

function AccountTable({ accounts }: { readonly accounts: readonly ServiceAccount[] }): ReactNode {
	return (
		<TableFrame label={texts.table.label} minWidth={640}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th w={220}>{texts.table.name}</Table.Th>
					<Table.Th>{texts.table.acls}</Table.Th>
					<Table.Th w={130}>{texts.table.state}</Table.Th>
					<Table.Th w={140}>{texts.table.changed}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{accounts.map(({ name, acls, enabled, updatedAt }) => (
					<Table.Tr key={name}>
						<Table.Td>
							<Anchor size="sm" fw={600} renderRoot={(props) => <Link {...props} to="/service-accounts/$name" params={{ name }} />}>
								{name}
							</Anchor>
						</Table.Td>
						<Table.Td>
							<Stack gap={2}>
								{acls.slice(0, mostAcls).map((acl) => (
									<Text key={acl} size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
										{acl}
									</Text>
								))}
								{acls.length > mostAcls ? (
									<Text size="xs" c="dimmed">
										{texts.table.more(acls.length - mostAcls)}
									</Text>
								) : null}
							</Stack>
						</Table.Td>
						<Table.Td>
							<Group>
								<StatusBadge tone={enabled ? 'good' : 'neutral'}>{enabled ? texts.states.enabled : texts.states.disabled}</StatusBadge>
							</Group>
						</Table.Td>
						<Table.Td>
							<TimeStamp value={updatedAt} />
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</TableFrame>
	);
}
