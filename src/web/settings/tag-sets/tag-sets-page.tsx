import { Anchor, Button, Table, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { ApiSchema } from '../../api/client.ts';
import { useSession } from '../../session/session-context.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableFrame } from '../../ui/table-frame.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { settingsTexts } from '../texts.ts';
import { AddTagSetModal } from './add-tag-set-modal.tsx';
import { useTagSets } from './queries.ts';
import { tagSetTexts as texts } from './texts.ts';

/** The system default set and the named ones. */
export function TagSetsPage(): ReactNode {
	const { can, isBound } = useSession();
	const [isAdding, setAdding] = useState(false);
	const { data, error, isPending, refetch } = useTagSets();
	const mayAdd = can('dms.rest.tag-sets.create') && !isBound;
	return (
		<PageFrame
			title={settingsTexts.tagSets.title}
			description={texts.description}
			actions={
				mayAdd ? (
					<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAdding(true)}>
						{texts.add}
					</Button>
				) : undefined
			}
		>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{isPending ? <TableSkeleton rows={3} /> : null}
			{data === undefined ? null : <TagSetsTable sets={data} />}
			<AddTagSetModal opened={isAdding} onClose={() => setAdding(false)} />
		</PageFrame>
	);
}

function TagSetsTable({ sets }: { readonly sets: readonly ApiSchema<'TagSetSummary'>[] }): ReactNode {
	return (
		<TableFrame label={settingsTexts.tagSets.title} minWidth={0}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.name}</Table.Th>
					<Table.Th ta="right" w={100}>
						{texts.tags}
					</Table.Th>
					<Table.Th visibleFrom="sm">{texts.regions}</Table.Th>
					<Table.Th w={120}>{texts.changed}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{sets.map(({ name, numberOfTags, regions, updatedAt }) => (
					<Table.Tr key={name}>
						<Table.Td>
							<Anchor
								size="sm"
								fw={500}
								renderRoot={(props) =>
									name === '' ? <Link {...props} to="/system-tag-set" /> : <Link {...props} to="/tag-sets/$name" params={{ name }} />
								}
							>
								{name === '' ? texts.systemDefault : name}
							</Anchor>
						</Table.Td>
						<Table.Td ta="right">{numberOfTags.toLocaleString('en-GB')}</Table.Td>
						<Table.Td visibleFrom="sm">
							{regions.length === 0 ? (
								<Text size="sm" c="dimmed">
									{texts.none}
								</Text>
							) : (
								regions.join(', ')
							)}
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
