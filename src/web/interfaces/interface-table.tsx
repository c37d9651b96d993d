import { Anchor, Group, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { DaysLeft } from '../ui/days-left.tsx';
import { StatusBadge, type Tone } from '../ui/status-badge.tsx';
import { TableFrame } from '../ui/table-frame.tsx';
import { interfaceTexts as texts } from './interface-texts.ts';
import { type Interface, isSameInterface, toInterfaceText, useConfiguredCertificates, useShownCertificates } from './queries.ts';

/** Interfaces of both kinds. */
export function InterfaceTable({ interfaces }: { readonly interfaces: readonly Interface[] }): ReactNode {
	return (
		<TableFrame label={texts.table.label} minWidth={960}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.table.address}</Table.Th>
					<Table.Th w={170}>{texts.table.for}</Table.Th>
					<Table.Th w={190}>{texts.table.tls}</Table.Th>
					<Table.Th w={180}>{texts.table.client}</Table.Th>
					<Table.Th w={270}>{texts.table.certificate}</Table.Th>
					<Table.Th w={130}>{texts.table.from}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{interfaces.map((row) => (
					<InterfaceRow key={`${row.kind} ${toInterfaceText(row)}`} row={row} />
				))}
			</Table.Tbody>
		</TableFrame>
	);
}

function InterfaceRow({ row }: { readonly row: Interface }): ReactNode {
	const { kind, address, port } = row;
	return (
		<Table.Tr>
			<Table.Td>
				<Anchor
					size="sm"
					fw={600}
					ff="monospace"
					aria-label={texts.open(toInterfaceText(row))}
					renderRoot={(props) => <Link {...props} to="/interfaces/$kind/$address/$port" params={{ kind, address, port }} />}
				>
					{toInterfaceText(row)}
				</Anchor>
				{address === '0.0.0.0' || address === '::' ? (
					<Text size="xs" c="dimmed">
						{texts.everyAddress}
					</Text>
				) : null}
			</Table.Td>
			<Table.Td>
				<Text size="sm">{texts.kinds[kind]}</Text>
				<Text size="xs" c="dimmed">
					{texts.kindNames[kind]}
				</Text>
			</Table.Td>
			<Table.Td>
				<TlsBadge row={row} />
			</Table.Td>
			<Table.Td>
				<Text size="sm" c={row.secure ? undefined : 'dimmed'}>
					{toClientText(row)}
				</Text>
			</Table.Td>
			<Table.Td>
				<Certificate row={row} />
			</Table.Td>
			<Table.Td>
				<Text size="sm" c="dimmed">
					{row.isFixed ? texts.from.configuration : texts.from.store}
				</Text>
			</Table.Td>
		</Table.Tr>
	);
}

export function TlsBadge({ row: { secure, legacyTls } }: { readonly row: Pick<Interface, 'secure' | 'legacyTls'> }): ReactNode {
	const state = secure ? (legacyTls ? 'legacy' : 'on') : 'off';
	const tones: Readonly<Record<typeof state, Tone>> = { on: 'good', legacy: 'warning', off: 'neutral' };
	return <StatusBadge tone={tones[state]}>{texts.tls[state]}</StatusBadge>;
}

export function toClientText({ secure, clientAuthRequired }: Pick<Interface, 'secure' | 'clientAuthRequired'>): string {
	if (!secure) return texts.client.none;
	return clientAuthRequired ? texts.client.required : texts.client.optional;
}

/** The one that ends first says how long it is good. */
function Certificate({ row }: { readonly row: Interface }): ReactNode {
	const shown = useShownCertificates();
	const configured = useConfiguredCertificates();
	if (!row.secure) return null;
	const certificates = row.isFixed
		? configured.data
		: shown.data?.filter((generation) => isSameInterface(generation, row)).flatMap((generation) => generation.certificates);
	const [first] = [...(certificates ?? [])].sort((one, other) => one.daysLeft - other.daysLeft);
	return (
		<Group gap="xs" wrap="nowrap">
			{first === undefined ? null : <DaysLeft days={first.daysLeft} until={first.notAfter} />}
			<Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
				{row.isSelfSigned ? texts.selfSigned : row.keyTypes.join(' + ')}
			</Text>
		</Group>
	);
}
