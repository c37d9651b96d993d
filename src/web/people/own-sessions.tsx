import { Badge, Button, Group, Table } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { TableFrame } from '../ui/table-frame.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { ownAccountTexts } from './own-account-texts.ts';
import { ownTokensKey, useOwnTokens } from './queries.ts';

const texts = ownAccountTexts.sessions;

/** Where one is signed in; every other session can be ended. */
export function OwnSessions(): ReactNode {
	const api = useApi();
	const queries = useQueryClient();
	const { data, error, refetch } = useOwnTokens();
	const [ending, setEnding] = useState<string>();

	async function end(): Promise<void> {
		if (ending === undefined) return;
		await answerOf(api.DELETE('/api/v1/self/tokens/{tokenId}', { params: { path: { tokenId: ending } } }));
		await queries.invalidateQueries({ queryKey: ownTokensKey });
		notifyDone(texts.ended);
	}

	return (
		<Section title={texts.title} description={texts.description}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{data === undefined ? (
				error === null ? (
					<TableSkeleton rows={2} />
				) : null
			) : (
				<TableFrame label={texts.label} minWidth={560}>
					<Table.Thead>
						<Table.Tr>
							<Table.Th>{texts.began}</Table.Th>
							<Table.Th>{texts.expires}</Table.Th>
							<Table.Th>{texts.absolute}</Table.Th>
							<Table.Th w={80} aria-label={texts.end} />
						</Table.Tr>
					</Table.Thead>
					<Table.Tbody>
						{[...data]
							.sort((one, other) => other.createdAt.localeCompare(one.createdAt))
							.map(({ id, createdAt, expiresAt, absoluteExpiresAt, isCurrent }) => (
								<Table.Tr key={id}>
									<Table.Td>
										<Group gap="xs">
											<TimeStamp value={createdAt} form="full" />
											{isCurrent ? (
												<Badge variant="light" tt="none" size="sm" style={{ flexShrink: 0 }}>
													{texts.current}
												</Badge>
											) : null}
										</Group>
									</Table.Td>
									<Table.Td>
										<TimeStamp value={expiresAt} />
									</Table.Td>
									<Table.Td>
										<TimeStamp value={absoluteExpiresAt} />
									</Table.Td>
									<Table.Td ta="right">
										{isCurrent ? null : (
											<Button size="compact-sm" variant="default" aria-label={texts.endLabel(createdAt)} onClick={() => setEnding(id)}>
												{texts.end}
											</Button>
										)}
									</Table.Td>
								</Table.Tr>
							))}
					</Table.Tbody>
				</TableFrame>
			)}
			<ConfirmModal
				opened={ending !== undefined}
				onClose={() => setEnding(undefined)}
				title={texts.endTitle}
				confirmLabel={texts.end}
				onConfirm={end}
			>
				{texts.endText}
			</ConfirmModal>
		</Section>
	);
}
