import { Anchor, Box, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconDeviceLandlinePhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { ApiSchema } from '../../api/client.ts';
import { useSession } from '../../session/session-context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { MacText } from '../../ui/mac-text.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TableFrame } from '../../ui/table-frame.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { deviceTypeKeys } from '../queries.ts';
import { deviceTypesTexts } from '../texts.ts';

const texts = deviceTypesTexts.devices;
const shown = 10;

/** How many devices are of a type, the first of them, and the way to all. */
export function TypeDevices({ name }: { readonly name: string }): ReactNode {
	const api = useApi();
	const { data, error, isPending, refetch } = useQuery({
		queryKey: [...deviceTypeKeys.one(name), 'devices'],
		queryFn: ({ signal }) =>
			answerOf(api.GET('/api/v1/devices', { signal, params: { query: { deviceType: name, limit: shown, withCount: 'true' } } })),
	});
	if (isPending) return <TableSkeleton />;
	if (data === undefined) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
	const count = data.count ?? data.items.length;
	if (count === 0) return <NoDevices name={name} />;
	return (
		<Stack gap="md">
			<Group justify="space-between">
				<Text fw={500}>{texts.count(count)}</Text>
				<Button variant="default" renderRoot={(props) => <Link {...props} to="/devices" search={{ type: name }} />}>
					{texts.all}
				</Button>
			</Group>
			<FirstDevices devices={data.items} />
		</Stack>
	);
}

function NoDevices({ name }: { readonly name: string }): ReactNode {
	const { can } = useSession();
	return (
		<EmptyState
			icon={IconDeviceLandlinePhone}
			title={texts.none}
			text={texts.noneText}
			action={
				can('dms.rest.devices.create') ? (
					<Button renderRoot={(props) => <Link {...props} to="/devices/new" search={{ type: name }} />}>{texts.add}</Button>
				) : undefined
			}
		/>
	);
}

function FirstDevices({ devices }: { readonly devices: readonly ApiSchema<'DeviceSummary'>[] }): ReactNode {
	return (
		<TableFrame label={texts.first} minWidth={0}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.name}</Table.Th>
					<Table.Th visibleFrom="sm">{texts.mac}</Table.Th>
					<Table.Th visibleFrom="md">{texts.place}</Table.Th>
					<Table.Th>{texts.state}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{devices.map(({ id, deviceName, macAddress, serviceProviderId, groupId, enabled }) => (
					<Table.Tr key={id}>
						<Table.Td>
							<Anchor size="sm" renderRoot={(props) => <Link {...props} to="/devices/$deviceId" params={{ deviceId: id }} />}>
								{deviceName}
							</Anchor>
							<Box hiddenFrom="sm">{macAddress === null ? null : <MacText value={macAddress} />}</Box>
						</Table.Td>
						<Table.Td visibleFrom="sm">{macAddress === null ? '–' : <MacText value={macAddress} />}</Table.Td>
						<Table.Td visibleFrom="md">{[serviceProviderId, groupId].filter((part) => part !== null).join(' / ') || texts.system}</Table.Td>
						<Table.Td>
							<StatusBadge tone={enabled ? 'good' : 'neutral'}>{enabled ? texts.enabled : texts.disabled}</StatusBadge>
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</TableFrame>
	);
}
