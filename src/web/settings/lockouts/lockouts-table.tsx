import { Button, Code, Table, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import { notifyDone, notifyProblem } from '../../ui/notify.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TableFrame } from '../../ui/table-frame.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { type Lockout, lockoutKeys } from './queries.ts';
import { lockoutTexts as texts } from './texts.ts';

export function LockoutsTable({ lockouts }: { readonly lockouts: readonly Lockout[] }): ReactNode {
	return (
		<TableFrame label={texts.tableLabel} minWidth={0}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.userName}</Table.Th>
					<Table.Th visibleFrom="md">{texts.type}</Table.Th>
					<Table.Th visibleFrom="sm">{texts.network}</Table.Th>
					<Table.Th visibleFrom="lg" ta="right">
						{texts.failures}
					</Table.Th>
					<Table.Th visibleFrom="md">{texts.last}</Table.Th>
					<Table.Th>{texts.until}</Table.Th>
					<Table.Th w={90} aria-label={texts.buttons} />
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{lockouts.map((lockout) => (
					<Table.Tr key={lockout.id}>
						<Table.Td style={{ overflowWrap: 'anywhere' }}>
							{lockout.userName}
							<Text size="xs" c="dimmed" hiddenFrom="md">
								{lockout.deviceType}
							</Text>
							<Code bg="transparent" p={0} hiddenFrom="sm">
								{lockout.network}
							</Code>
						</Table.Td>
						<Table.Td visibleFrom="md">{lockout.deviceType}</Table.Td>
						<Table.Td visibleFrom="sm">
							<Code bg="transparent" p={0}>
								{lockout.network}
							</Code>
						</Table.Td>
						<Table.Td visibleFrom="lg" ta="right">
							{lockout.failures}
						</Table.Td>
						<Table.Td visibleFrom="md">
							<TimeStamp value={lockout.lastFailureAt} />
						</Table.Td>
						<Table.Td>
							{lockout.permanent ? <StatusBadge tone="bad">{texts.permanent}</StatusBadge> : <TimeStamp value={lockout.expiresAt} />}
						</Table.Td>
						<Table.Td>
							<ClearButton lockout={lockout} />
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</TableFrame>
	);
}

function ClearButton({ lockout: { id, userName } }: { readonly lockout: Lockout }): ReactNode {
	const api = useApi();
	const client = useQueryClient();
	const { can } = useSession();
	const { mutate, isPending } = useMutation({
		mutationFn: () => answerOf(api.DELETE('/api/v1/lockouts/{id}', { params: { path: { id } } })),
		onSuccess: () => {
			notifyDone(texts.clearedFor(userName));
			return client.invalidateQueries({ queryKey: lockoutKeys.list });
		},
		onError: notifyProblem,
	});
	if (!can(`dms.rest.lockouts.${toSegment(id)}.delete`)) return null;
	return (
		<Button size="compact-sm" variant="subtle" loading={isPending} aria-label={texts.clearOne(userName)} onClick={() => mutate()}>
			{texts.clear}
		</Button>
	);
}
