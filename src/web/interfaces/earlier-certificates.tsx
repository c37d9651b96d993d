import { Button, Stack, Table, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { DaysLeft } from '../ui/days-left.tsx';
import { notifyDone } from '../ui/notify.ts';
import { TableFrame } from '../ui/table-frame.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { certificateTexts } from './certificate-texts.ts';
import { useInterfaceChanges } from './changes.ts';
import type { Generation, InterfaceKey } from './queries.ts';

const texts = certificateTexts.earlier;

export interface EarlierCertificatesProps {
	readonly row: InterfaceKey;
	readonly etag: string;
	readonly generations: readonly Generation[];
	readonly isReadOnly: boolean;
}

/** What an interface has shown before, and the way back to it. */
export function EarlierCertificates({ row, etag, generations, isReadOnly }: EarlierCertificatesProps): ReactNode {
	const changes = useInterfaceChanges();
	const [wanted, setWanted] = useState<number>();

	async function rollBack(): Promise<void> {
		if (wanted === undefined) return;
		await changes.rollBack(row, etag, wanted);
		notifyDone(texts.done);
	}

	return (
		<Stack gap="xs">
			<Title order={3}>{texts.title}</Title>
			<TableFrame label={texts.label} minWidth={720}>
				<Table.Thead>
					<Table.Tr>
						<Table.Th w={70}>{texts.generation}</Table.Th>
						<Table.Th>{certificateTexts.subject}</Table.Th>
						<Table.Th w={180}>{certificateTexts.validity}</Table.Th>
						<Table.Th w={150}>{texts.since}</Table.Th>
						{isReadOnly ? null : <Table.Th w={130} aria-label={texts.rollBack} />}
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{generations.map(({ generation, certificates, createdAt }) => {
						const [first] = [...certificates].sort((one, other) => one.daysLeft - other.daysLeft);
						return (
							<Table.Tr key={generation}>
								<Table.Td>{texts.name(generation)}</Table.Td>
								<Table.Td>
									<Text size="sm" style={{ overflowWrap: 'anywhere' }}>
										{first?.subject} ({certificates.map(({ keyType }) => keyType).join(' + ')})
									</Text>
								</Table.Td>
								<Table.Td>{first === undefined ? null : <DaysLeft days={first.daysLeft} until={first.notAfter} />}</Table.Td>
								<Table.Td>
									<TimeStamp value={createdAt} />
								</Table.Td>
								{isReadOnly ? null : (
									<Table.Td ta="right">
										<Button
											size="compact-sm"
											variant="default"
											aria-label={texts.rollBackLabel(generation)}
											onClick={() => setWanted(generation)}
										>
											{texts.rollBack}
										</Button>
									</Table.Td>
								)}
							</Table.Tr>
						);
					})}
				</Table.Tbody>
			</TableFrame>
			<ConfirmModal
				opened={wanted !== undefined}
				onClose={() => setWanted(undefined)}
				title={texts.confirmTitle(wanted ?? 0)}
				confirmLabel={texts.rollBack}
				onConfirm={rollBack}
				isDangerous={false}
			>
				{texts.confirmText}
			</ConfirmModal>
		</Stack>
	);
}
