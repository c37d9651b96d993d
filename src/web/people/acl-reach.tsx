import { Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { TableFrame } from '../ui/table-frame.tsx';
import { useOperations } from './operations.ts';
import { toReach } from './reach.ts';
import { serviceAccountTexts } from './service-account-texts.ts';

const texts = serviceAccountTexts.reach;

/** Which operations of the API ACLs allow. */
export function AclReach({ acls }: { readonly acls: readonly string[] }): ReactNode {
	const { data } = useOperations();
	const [isOpen, setOpen] = useState(false);
	if (data === undefined) return null;
	const allowed = data
		.map((operation) => ({ ...operation, reach: toReach(acls, operation.permission) }))
		.filter(({ reach }) => reach !== 'none');
	return (
		<Stack gap="xs">
			<Group justify="space-between">
				<Title order={3}>{texts.title(allowed.length, data.length)}</Title>
				{allowed.length === 0 ? null : (
					<Button size="compact-sm" variant="subtle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
						{isOpen ? texts.hide : texts.show}
					</Button>
				)}
			</Group>
			{isOpen ? (
				<TableFrame label={texts.label} minWidth={560}>
					<Table.Thead>
						<Table.Tr>
							<Table.Th>{texts.operation}</Table.Th>
							<Table.Th>{texts.does}</Table.Th>
						</Table.Tr>
					</Table.Thead>
					<Table.Tbody>
						{allowed.map(({ method, path, summary, reach }) => (
							<Table.Tr key={`${method} ${path}`}>
								<Table.Td ff="monospace" fz="xs" style={{ overflowWrap: 'anywhere' }}>
									{method} {path}
								</Table.Td>
								<Table.Td>
									<Text size="xs">
										{summary}
										{reach === 'some' ? ` (${texts.some})` : ''}
									</Text>
								</Table.Td>
							</Table.Tr>
						))}
					</Table.Tbody>
				</TableFrame>
			) : null}
		</Stack>
	);
}
