import { Anchor, Button, Menu, ScrollArea, Table, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ApiSchema } from '../../api/client.ts';
import { useDeviceTypes } from '../../device-types/queries.ts';
import { TableFrame } from '../../ui/table-frame.tsx';
import { settingsTexts } from '../texts.ts';
import { providerTexts as texts } from './texts.ts';

export type ScopeRow = ApiSchema<'ServiceProviderList'>['items'][number];

export function ProvidersTable({ rows }: { readonly rows: readonly ScopeRow[] }): ReactNode {
	return (
		<TableFrame label={settingsTexts.serviceProviders.title} minWidth={0}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.name}</Table.Th>
					<Table.Th visibleFrom="sm">{texts.group}</Table.Th>
					<Table.Th ta="right">{texts.devices}</Table.Th>
					<Table.Th visibleFrom="md" ta="right" w={240}>
						{texts.types}
					</Table.Th>
					<Table.Th aria-label={texts.tags} />
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{rows.map((row) => (
					<ProviderRow key={`${row.serviceProviderId}/${row.groupId ?? ''}`} row={row} />
				))}
			</Table.Tbody>
		</TableFrame>
	);
}

function ProviderRow({ row: { serviceProviderId, groupId, devices, deviceTypes } }: { readonly row: ScopeRow }): ReactNode {
	const search = { provider: serviceProviderId, ...(groupId === null ? {} : { group: groupId }) };
	return (
		<Table.Tr>
			<Table.Td style={{ overflowWrap: 'anywhere' }} fw={500}>
				{serviceProviderId}
				<Text size="xs" c="dimmed" hiddenFrom="sm">
					{groupId ?? texts.whole}
				</Text>
			</Table.Td>
			<Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
				{groupId ?? (
					<Text span size="sm" c="dimmed">
						{texts.whole}
					</Text>
				)}
			</Table.Td>
			<Table.Td ta="right">
				{devices === 0 ? (
					'0'
				) : (
					<Anchor size="sm" renderRoot={(props) => <Link {...props} to="/devices" search={search} />}>
						{devices.toLocaleString('en-GB')}
					</Anchor>
				)}
			</Table.Td>
			<Table.Td visibleFrom="md" ta="right">
				{deviceTypes}
			</Table.Td>
			<Table.Td ta="right">
				<TypeMenu name={[serviceProviderId, groupId].filter((part) => part !== null).join(' / ')} search={search} />
			</Table.Td>
		</Table.Tr>
	);
}

interface TypeMenuProps {
	readonly name: string;
	readonly search: { readonly provider: string; readonly group?: string };
}

/** Leads to the tags of a type for a service provider or a group. */
function TypeMenu({ name, search }: TypeMenuProps): ReactNode {
	const { data: types = [] } = useDeviceTypes();
	return (
		<Menu position="bottom-end" withinPortal>
			<Menu.Target>
				<Button
					size="compact-sm"
					variant="subtle"
					px={4}
					rightSection={<IconChevronDown size={14} aria-hidden />}
					aria-label={texts.tagsOf(name)}
				>
					{texts.tags}
				</Button>
			</Menu.Target>
			<Menu.Dropdown>
				<ScrollArea.Autosize mah={300}>
					{types.length === 0 ? <Menu.Label>{texts.noTypes}</Menu.Label> : null}
					{types.map((type) => (
						<Menu.Item
							key={type.name}
							renderRoot={(props) => (
								<Link {...props} to="/device-types/$name" params={{ name: type.name }} search={{ tab: 'tags', ...search }} />
							)}
						>
							{type.name}
						</Menu.Item>
					))}
				</ScrollArea.Autosize>
			</Menu.Dropdown>
		</Menu>
	);
}
