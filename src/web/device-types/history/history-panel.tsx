import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toAuthorText } from '../../ui/author-text.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableFrame } from '../../ui/table-frame.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import type { HistorySource } from './history-source.ts';
import { RevisionModal } from './revision-modal.tsx';
import { historyTexts as texts } from './texts.ts';

/** Revisions of a subject, each of which can be compared and made live again. */
export function HistoryPanel({ source }: { readonly source: HistorySource }): ReactNode {
	const [shown, setShown] = useState<number>();
	const [restored, setRestored] = useState<number>();
	const { data, error, isPending, refetch } = useQuery({
		queryKey: [...source.queryKey, 'history'],
		queryFn: ({ signal }) => source.load(signal),
	});
	if (isPending) return <TableSkeleton />;
	if (data === undefined) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
	const [live] = data.items;
	if (live === undefined) return <EmptyState title={texts.emptyTitle} text={texts.emptyText} />;
	const { restore } = source;
	return (
		<>
			<TableFrame label={texts.label} minWidth={0}>
				<Table.Thead>
					<Table.Tr>
						<Table.Th>{texts.revision}</Table.Th>
						<Table.Th>{texts.at}</Table.Th>
						<Table.Th visibleFrom="sm">{texts.author}</Table.Th>
						<Table.Th visibleFrom="sm">{texts.action}</Table.Th>
						<Table.Th aria-label={texts.buttons} />
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{data.items.map(({ revision, at, author, action }) => (
						<Table.Tr key={revision}>
							<Table.Td>
								<Group gap="xs" wrap="nowrap">
									{revision}
									{revision === live.revision ? (
										<Badge variant="light" radius="sm" tt="none" miw="max-content">
											{texts.live}
										</Badge>
									) : null}
								</Group>
							</Table.Td>
							<Table.Td>
								<TimeStamp value={at} />
								<Text size="xs" c="dimmed" hiddenFrom="sm">
									{`${toAuthor(author)}, ${toAction(action)}`}
								</Text>
							</Table.Td>
							<Table.Td visibleFrom="sm">{toAuthor(author)}</Table.Td>
							<Table.Td visibleFrom="sm">{toAction(action)}</Table.Td>
							<Table.Td>
								<Group gap={4} justify="flex-end">
									<Button size="compact-sm" variant="subtle" aria-label={texts.lookAt(revision)} onClick={() => setShown(revision)}>
										{texts.look}
									</Button>
									{restore === undefined || revision === live.revision ? null : (
										<Button size="compact-sm" variant="subtle" aria-label={texts.restoreAt(revision)} onClick={() => setRestored(revision)}>
											{texts.restore}
										</Button>
									)}
								</Group>
							</Table.Td>
						</Table.Tr>
					))}
				</Table.Tbody>
			</TableFrame>
			<RevisionModal source={source} revision={shown} liveRevision={live.revision} onClose={() => setShown(undefined)} />
			{restore === undefined ? null : (
				<ConfirmModal
					opened={restored !== undefined}
					onClose={() => setRestored(undefined)}
					title={texts.restoreTitle(restored ?? 0)}
					confirmLabel={texts.restore}
					isDangerous={false}
					onConfirm={async () => {
						const { revision } = await restore(restored ?? 0, live.revision);
						notifyDone(texts.restored(revision));
					}}
				>
					{texts.restoreText}
				</ConfirmModal>
			)}
		</>
	);
}

function toAuthor(author: string | null): string {
	return author === null ? texts.unknownAuthor : toAuthorText(author);
}

function toAction(action: string | null): string {
	return texts.actions[action ?? ''] ?? action ?? '';
}
