import { ActionIcon, Button, Group, Stack, Table, Text, Tooltip } from '@mantine/core';
import { IconBan, IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useSession } from '../session/session-context.tsx';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableFrame } from '../ui/table-frame.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { useDenyListChanges } from './changes.ts';
import { DenyModal } from './deny-modal.tsx';
import { denyTexts as texts } from './deny-texts.ts';
import { type DenyListEntry, useDenyList } from './queries.ts';

/** Certificates that are refused whatever their paths say. */
export function DenyList(): ReactNode {
	const { data, error, refetch } = useDenyList();
	const { can } = useSession();
	const changes = useDenyListChanges();
	const [isAdding, setAdding] = useState(false);
	const [removed, setRemoved] = useState<DenyListEntry>();

	async function remove(): Promise<void> {
		if (removed === undefined) return;
		await changes.remove(removed.id);
		notifyDone(texts.removing.done);
	}

	if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
	if (data === undefined) return <TableSkeleton rows={3} />;
	const addButton = can('dms.rest.deny-list.create') ? (
		<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
			{texts.add}
		</Button>
	) : undefined;
	return (
		<Stack gap="md">
			{data.length === 0 ? (
				<EmptyState icon={IconBan} {...texts.empty} action={addButton} />
			) : (
				<>
					<Group justify="space-between">
						<Text size="sm" c="dimmed">
							{texts.intro}
						</Text>
						{addButton}
					</Group>
					<DenyTable entries={data} onRemove={can('dms.rest.deny-list.1.delete') ? setRemoved : undefined} />
				</>
			)}
			<DenyModal opened={isAdding} onClose={() => setAdding(false)} />
			<ConfirmModal
				opened={removed !== undefined}
				onClose={() => setRemoved(undefined)}
				title={texts.removing.title}
				confirmLabel={texts.removing.confirm}
				onConfirm={remove}
				isDangerous={false}
			>
				{texts.removing.text}
			</ConfirmModal>
		</Stack>
	);
}

interface DenyTableProps {
	readonly entries: readonly DenyListEntry[];
	readonly onRemove: ((entry: DenyListEntry) => void) | undefined;
}

function DenyTable({ entries, onRemove }: DenyTableProps): ReactNode {
	return (
		<TableFrame label={texts.label} minWidth={720}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.certificate}</Table.Th>
					<Table.Th w={260}>{texts.reason}</Table.Th>
					<Table.Th w={130}>{texts.since}</Table.Th>
					<Table.Th w={60} aria-label={texts.remove} />
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{entries.map((entry) => {
					const value = entry.fingerprint ?? entry.serial ?? '';
					return (
						<Table.Tr key={entry.id}>
							<Table.Td>
								<Text size="xs" c="dimmed">
									{entry.kind === 'fingerprint' ? texts.byFingerprint : texts.bySerial}
								</Text>
								<Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
									{value}
								</Text>
							</Table.Td>
							<Table.Td>
								<Text size="sm" c={entry.note === '' ? 'dimmed' : undefined}>
									{entry.note === '' ? texts.noReason : entry.note}
								</Text>
							</Table.Td>
							<Table.Td>
								<TimeStamp value={entry.createdAt} />
							</Table.Td>
							<Table.Td>
								{onRemove === undefined ? null : (
									<Tooltip label={texts.remove}>
										<ActionIcon
											variant="subtle"
											color="gray"
											aria-label={texts.removeLabel(value.slice(0, 16))}
											onClick={() => onRemove(entry)}
										>
											<IconTrash size={17} stroke={1.6} />
										</ActionIcon>
									</Tooltip>
								)}
							</Table.Td>
						</Table.Tr>
					);
				})}
			</Table.Tbody>
		</TableFrame>
	);
}
