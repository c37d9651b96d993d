import { Anchor, Badge, Box, Code, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../../session/session-context.tsx';
import { TableFrame } from '../../ui/table-frame.tsx';
import { ProofBadge } from '../proof-badge.tsx';
import { type DeviceTypeSummary, useDeviceCounts } from '../queries.ts';
import { deviceTypesTexts as texts } from '../texts.ts';

const { list } = texts;

export function DeviceTypesTable({ types }: { readonly types: readonly DeviceTypeSummary[] }): ReactNode {
	const mayCount = useSession().can('dms.rest.overview.fleet.read');
	return (
		<TableFrame label={texts.deviceTypes.title} minWidth={0}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{list.name}</Table.Th>
					<Table.Th visibleFrom="sm">{list.proofs}</Table.Th>
					<Table.Th visibleFrom="sm" ta="right" w={90}>
						{list.files}
					</Table.Th>
					{mayCount ? (
						<Table.Th ta="right" w={110}>
							{list.devices}
						</Table.Th>
					) : null}
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{types.map((type) => (
					<TypeRow key={type.name} type={type} mayCount={mayCount} />
				))}
			</Table.Tbody>
		</TableFrame>
	);
}

function TypeRow({ type, mayCount }: { readonly type: DeviceTypeSummary; readonly mayCount: boolean }): ReactNode {
	return (
		<Table.Tr>
			<Table.Td>
				<Stack gap={2} align="flex-start">
					<Anchor fw={500} size="sm" renderRoot={(props) => <Link {...props} to="/device-types/$name" params={{ name: type.name }} />}>
						{type.name}
					</Anchor>
					<Code bg="transparent" p={0} c="dimmed" style={{ overflowWrap: 'anywhere' }}>{`/${type.path}/`}</Code>
					<Box hiddenFrom="sm">
						<TypeProofs type={type} />
					</Box>
					{type.isObsolete ? (
						<Badge color="gray" variant="light" radius="sm" tt="none">
							{list.obsolete}
						</Badge>
					) : null}
				</Stack>
			</Table.Td>
			<Table.Td visibleFrom="sm">
				<TypeProofs type={type} />
			</Table.Td>
			<Table.Td visibleFrom="sm" ta="right">
				{type.numberOfFiles.toLocaleString('en-GB')}
			</Table.Td>
			{mayCount ? (
				<Table.Td ta="right">
					<DeviceCount name={type.name} />
				</Table.Td>
			) : null}
		</Table.Tr>
	);
}

function TypeProofs({ type }: { readonly type: DeviceTypeSummary }): ReactNode {
	if (type.proofs.length === 0) {
		return (
			<Text size="sm" c="dimmed">
				{list.noFiles}
			</Text>
		);
	}
	const isOnly = type.proofs.length === 1;
	return (
		<Stack gap={2}>
			{type.proofs.map((proof) => (
				<ProofBadge
					key={`${proof.mac}-${proof.passwordScheme}-${proof.combine}`}
					proof={proof}
					{...(isOnly ? {} : { files: proof.files })}
				/>
			))}
		</Stack>
	);
}

function DeviceCount({ name }: { readonly name: string }): ReactNode {
	const { data, isPending } = useDeviceCounts();
	if (data === undefined) return isPending ? '…' : '–';
	const count = data.get(name) ?? 0;
	if (count === 0) return '0';
	return (
		<Anchor size="sm" renderRoot={(props) => <Link {...props} to="/devices" search={{ type: name }} />}>
			{count.toLocaleString('en-GB')}
		</Anchor>
	);
}
