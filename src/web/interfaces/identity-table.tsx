import { ActionIcon, Table, Text, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { TableFrame } from '../ui/table-frame.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import type { ClientIdentity } from './identity-queries.ts';
import { identityTexts as texts } from './identity-texts.ts';

export interface IdentityTableProps {
	readonly identities: readonly ClientIdentity[];
	readonly onRemove: ((identity: ClientIdentity) => void) | undefined;
}

export function IdentityTable({ identities, onRemove }: IdentityTableProps): ReactNode {
	return (
		<TableFrame label={texts.label} minWidth={760}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.name}</Table.Th>
					<Table.Th w={280}>{texts.pin}</Table.Th>
					<Table.Th w={220}>{texts.types}</Table.Th>
					<Table.Th w={140}>{texts.since}</Table.Th>
					<Table.Th w={60} aria-label={texts.removing.confirm} />
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{identities.map((identity) => (
					<Table.Tr key={identity.name}>
						<Table.Td>
							<Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
								{identity.name}
							</Text>
						</Table.Td>
						<Table.Td>
							{identity.fingerprint === null ? (
								<Text size="sm" c="dimmed">
									{texts.anyCertificate}
								</Text>
							) : (
								<Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
									{identity.fingerprint}
								</Text>
							)}
						</Table.Td>
						<Table.Td>
							<Text size="sm" c={identity.deviceTypes.length === 0 ? 'dimmed' : undefined}>
								{identity.deviceTypes.length === 0 ? texts.allTypes : identity.deviceTypes.join(', ')}
							</Text>
						</Table.Td>
						<Table.Td>
							<TimeStamp value={identity.createdAt} />
						</Table.Td>
						<Table.Td>
							{onRemove === undefined ? null : (
								<Tooltip label={texts.removing.confirm}>
									<ActionIcon
										variant="subtle"
										color="gray"
										aria-label={texts.removeLabel(identity.name)}
										onClick={() => onRemove(identity)}
									>
										<IconTrash size={17} stroke={1.6} />
									</ActionIcon>
								</Tooltip>
							)}
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</TableFrame>
	);
}
