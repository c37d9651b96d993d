import { Anchor, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { DaysLeft } from '../ui/days-left.tsx';
import { TableFrame } from '../ui/table-frame.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { AnchorState } from './anchor-state.tsx';
import type { InterfaceKind, TrustAnchor } from './queries.ts';
import { toRevocationText } from './revocation-text.ts';
import { trustTexts as texts } from './texts.ts';

export interface AnchorTableProps {
	readonly kind: InterfaceKind;
	readonly anchors: readonly TrustAnchor[];
}

export function AnchorTable({ kind, anchors }: AnchorTableProps): ReactNode {
	return (
		<TableFrame label={texts.table.label(texts.kinds[kind])} minWidth={900}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.table.alias}</Table.Th>
					<Table.Th>{texts.table.issuer}</Table.Th>
					<Table.Th w={160}>{texts.table.state}</Table.Th>
					<Table.Th w={165}>{texts.table.validity}</Table.Th>
					<Table.Th w={140}>{texts.table.revocation}</Table.Th>
					<Table.Th w={140}>{texts.table.devices[kind]}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{anchors.map((anchor) => (
					<AnchorRow key={anchor.alias} anchor={anchor} />
				))}
			</Table.Tbody>
		</TableFrame>
	);
}

function AnchorRow({ anchor }: { readonly anchor: TrustAnchor }): ReactNode {
	const { kind, alias, owner, issuer, isSelfSigned, daysLeft, notAfter, use } = anchor;
	return (
		<Table.Tr>
			<Table.Td>
				<Anchor size="sm" fw={600} renderRoot={(props) => <Link {...props} to="/trust/$kind/$alias" params={{ kind, alias }} />}>
					{alias}
				</Anchor>
				<Text size="xs" c="dimmed">
					{owner}
				</Text>
			</Table.Td>
			<Table.Td>
				<Text size="sm">{isSelfSigned ? texts.table.selfSigned : toCommonName(issuer)}</Text>
			</Table.Td>
			<Table.Td>
				<AnchorState anchor={anchor} />
			</Table.Td>
			<Table.Td>
				<DaysLeft days={daysLeft} until={notAfter} />
			</Table.Td>
			<Table.Td>
				<Text size="sm" c={anchor.policy.revocation === 'off' ? 'dimmed' : undefined}>
					{toRevocationText(anchor)}
				</Text>
			</Table.Td>
			<Table.Td>
				{use.devices === 0 ? (
					<Text size="sm" c="dimmed">
						{texts.table.nobody}
					</Text>
				) : (
					<Stack gap={0}>
						<Text size="sm">{use.devices.toLocaleString('en-GB')}</Text>
						<Text size="xs" c="dimmed">
							{texts.table.last} <TimeStamp value={use.lastAt} size="xs" c="dimmed" />
						</Text>
					</Stack>
				)}
			</Table.Td>
		</Table.Tr>
	);
}

/** `Vendor Root CA` of `CN=Vendor Root CA, O=Vendor`. */
function toCommonName(name: string): string {
	return /(?:^|, )CN=((?:\\.|[^,\\])*)/.exec(name)?.[1] ?? name;
}
