import { Badge, Group, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSession } from '../session/session-context.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { TableFrame } from '../ui/table-frame.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { peoplePageTexts as texts } from './people-texts.ts';
import type { PersonQuestion } from './person-dialogs.tsx';
import { PersonMenu } from './person-menu.tsx';
import type { Person } from './queries.ts';

export interface PeopleTableProps {
	readonly people: readonly Person[];
	readonly onAsk: (question: PersonQuestion) => void;
}

export function PeopleTable({ people, onAsk }: PeopleTableProps): ReactNode {
	const { login: own } = useSession();
	return (
		<TableFrame label={texts.table.label} minWidth={900}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.table.person}</Table.Th>
					<Table.Th w={150}>{texts.table.role}</Table.Th>
					<Table.Th w={170}>{texts.table.scope}</Table.Th>
					<Table.Th w={140}>{texts.table.profile}</Table.Th>
					<Table.Th w={230}>{texts.table.state}</Table.Th>
					<Table.Th w={130}>{texts.table.changed}</Table.Th>
					<Table.Th w={60} aria-label="Actions" />
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{people.map((person) => (
					<Table.Tr key={person.login}>
						<Table.Td>
							<Stack gap={0}>
								<Group gap="xs">
									<Text size="sm" fw={600}>
										{person.login}
									</Text>
									{person.login === own ? (
										<Badge size="sm" variant="light" tt="none">
											{texts.you}
										</Badge>
									) : null}
								</Group>
								{person.fullName === null ? null : (
									<Text size="xs" c="dimmed">
										{person.fullName}
									</Text>
								)}
							</Stack>
						</Table.Td>
						<Table.Td>
							<Text size="sm" title={texts.roles[person.role]}>
								{person.role}
							</Text>
						</Table.Td>
						<Table.Td>
							<Text size="sm" c={person.scope === null ? 'dimmed' : undefined}>
								{toScopeText(person.scope)}
							</Text>
						</Table.Td>
						<Table.Td>
							<Text size="sm" c={person.profile === null ? 'dimmed' : undefined}>
								{person.profile ?? '–'}
							</Text>
						</Table.Td>
						<Table.Td>
							<PersonState person={person} />
						</Table.Td>
						<Table.Td>
							<TimeStamp value={person.updatedAt} />
						</Table.Td>
						<Table.Td>
							<PersonMenu person={person} onAsk={onAsk} />
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</TableFrame>
	);
}

function toScopeText(scope: Person['scope']): string {
	if (scope === null) return texts.table.everything;
	return [scope.serviceProviderId, scope.groupId].filter((part) => part !== null).join(' / ');
}

/** Whether a person can sign in and, if not, why. */
function PersonState({ person }: { readonly person: Person }): ReactNode {
	if (!person.enabled) return <StatusBadge tone="neutral">{texts.states.disabled}</StatusBadge>;
	if (!person.loginEnabled) return <StatusBadge tone="warning">{texts.states.loginOff}</StatusBadge>;
	if (person.profile === null) return <StatusBadge tone="warning">{texts.states.noProfile}</StatusBadge>;
	return <StatusBadge tone="good">{person.hasPassword ? texts.states.active : texts.states.noPassword}</StatusBadge>;
}
