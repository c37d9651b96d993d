import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { TableFrame } from '../ui/table-frame.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { interfaceTexts } from './interface-texts.ts';
import { toInterfaceText } from './queries.ts';
import { toSourceLabel } from './tls-places.ts';
import { type RulingTlsPolicy, useEffectiveTls } from './tls-queries.ts';
import { tlsTexts } from './tls-texts.ts';

const texts = tlsTexts.effective;

/** What holds for each interface, and the level that it comes from. */
export function EffectiveTls(): ReactNode {
	const { data, error, refetch } = useEffectiveTls();
	return (
		<Section title={texts.title} description={texts.description}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{data === undefined && error === null ? <TableSkeleton rows={3} /> : null}
			{data?.length === 0 ? (
				<Text size="sm" c="dimmed">
					{texts.none}
				</Text>
			) : null}
			{data === undefined || data.length === 0 ? null : (
				<TableFrame label={texts.label} minWidth={720}>
					<Table.Thead>
						<Table.Tr>
							<Table.Th w={260}>{texts.interface}</Table.Th>
							<Table.Th>{tlsTexts.settings.protocols}</Table.Th>
							<Table.Th>{tlsTexts.settings.ciphers}</Table.Th>
						</Table.Tr>
					</Table.Thead>
					<Table.Tbody>
						{data.map((row) => (
							<Table.Tr key={`${row.kind} ${toInterfaceText(row)}`}>
								<Table.Td>
									<Anchor
										size="sm"
										ff="monospace"
										renderRoot={(props) => (
											<Link
												{...props}
												to="/interfaces/$kind/$address/$port"
												params={{ kind: row.kind, address: row.address, port: row.port }}
											/>
										)}
									>
										{toInterfaceText(row)}
									</Anchor>
									<Text size="xs" c="dimmed">
										{interfaceTexts.kinds[row.kind]}
									</Text>
								</Table.Td>
								<Table.Td>
									<Text size="sm">{toEffective(row.protocols).join(', ')}</Text>
									<Source ruling={row.protocols} row={row} />
								</Table.Td>
								<Table.Td>
									<Text size="sm">{texts.suites(toEffective(row.ciphers).length)}</Text>
									<Source ruling={row.ciphers} row={row} />
								</Table.Td>
							</Table.Tr>
						))}
					</Table.Tbody>
				</TableFrame>
			)}
		</Section>
	);
}

function toEffective({ entries }: RulingTlsPolicy): readonly string[] {
	return entries.filter(({ note }) => note === null).map(({ value }) => value);
}

function Source({ ruling, row }: { readonly ruling: RulingTlsPolicy; readonly row: Parameters<typeof toSourceLabel>[1] }): ReactNode {
	const ineffective = ruling.entries.filter(({ note }) => note !== null).length;
	return (
		<Text size="xs" c="dimmed">
			{texts.from} {toSourceLabel(ruling.source, row)}
			{ineffective === 0 ? '' : `; ${texts.ineffective(ineffective)}`}
		</Text>
	);
}
