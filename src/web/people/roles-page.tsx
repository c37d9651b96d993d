import { Table, Text } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableFrame } from '../ui/table-frame.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { useOperations } from './operations.ts';
import { peoplePageTexts } from './people-texts.ts';
import { useRoles } from './queries.ts';
import { type Right, toRights } from './role-rights.ts';
import { rolesTexts as texts } from './roles-texts.ts';
import { peopleTexts } from './texts.ts';

/** What each role may do: one row for each resource of the API. */
export function RolesPage(): ReactNode {
	const roles = useRoles();
	const operations = useOperations();
	const error = roles.error ?? operations.error;
	if (error !== null) {
		return (
			<PageFrame title={peopleTexts.roles.title}>
				<ProblemAlert error={error} onRetry={() => void Promise.all([roles.refetch(), operations.refetch()])} />
			</PageFrame>
		);
	}
	return (
		<PageFrame
			title={peopleTexts.roles.title}
			description={texts.description}
			parents={[{ label: peopleTexts.people.title, to: '/people' }]}
		>
			{roles.data === undefined || operations.data === undefined ? (
				<TableSkeleton rows={12} />
			) : (
				<TableFrame label={texts.label} minWidth={940}>
					<Table.Thead>
						<Table.Tr>
							<Table.Th>{texts.resource}</Table.Th>
							{roles.data.map(({ role }) => (
								<Table.Th key={role} w={190}>
									{role}
									<Text size="xs" c="dimmed" fw={400}>
										{peoplePageTexts.roles[role]}
									</Text>
								</Table.Th>
							))}
						</Table.Tr>
					</Table.Thead>
					<Table.Tbody>
						{toRights(operations.data, roles.data).map(({ resource, rights }) => (
							<Table.Tr key={resource}>
								<Table.Td ff="monospace" fz="sm">
									{resource}
								</Table.Td>
								{rights.map((right, index) => (
									<Table.Td key={roles.data[index]?.role}>
										<RightText right={right} />
									</Table.Td>
								))}
							</Table.Tr>
						))}
					</Table.Tbody>
				</TableFrame>
			)}
			<Text size="sm" c="dimmed" maw="80ch">
				{texts.scope}
			</Text>
		</PageFrame>
	);
}

function RightText({ right }: { readonly right: Right }): ReactNode {
	const Icon = right === 'nothing' ? IconMinus : IconCheck;
	return (
		<Text
			size="sm"
			c={right === 'nothing' ? 'dimmed' : undefined}
			style={{ display: 'flex', alignItems: 'center', gap: 6, whiteSpace: 'nowrap' }}
		>
			<Icon size={15} aria-hidden />
			{texts.rights[right]}
		</Text>
	);
}
