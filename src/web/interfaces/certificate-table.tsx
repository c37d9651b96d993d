import { Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyText } from '../ui/copy-text.tsx';
import { DaysLeft } from '../ui/days-left.tsx';
import { TableFrame } from '../ui/table-frame.tsx';
import { certificateTexts as texts } from './certificate-texts.ts';
import type { Generation } from './queries.ts';

export interface CertificateTableProps {
	readonly label: string;
	readonly certificates: Generation['certificates'];
}

/** The certificates of one state, one for each kind of key. */
export function CertificateTable({ label, certificates }: CertificateTableProps): ReactNode {
	return (
		<TableFrame label={label} minWidth={820}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th w={60}>{texts.key}</Table.Th>
					<Table.Th>{texts.subject}</Table.Th>
					<Table.Th>{texts.issuer}</Table.Th>
					<Table.Th w={180}>{texts.validity}</Table.Th>
					<Table.Th w={250}>{texts.fingerprint}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{certificates.map(({ keyType, subject, issuer, daysLeft, notAfter, fingerprint }) => (
					<Table.Tr key={fingerprint}>
						<Table.Td>{keyType}</Table.Td>
						<Table.Td>
							<Text size="sm" style={{ overflowWrap: 'anywhere' }}>
								{subject}
							</Text>
						</Table.Td>
						<Table.Td>
							<Text size="sm" style={{ overflowWrap: 'anywhere' }}>
								{issuer === subject ? texts.selfSigned : issuer}
							</Text>
						</Table.Td>
						<Table.Td>
							<DaysLeft days={daysLeft} until={notAfter} />
						</Table.Td>
						<Table.Td>
							<CopyText value={fingerprint} label={`Copy the fingerprint of the ${keyType} certificate`} />
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</TableFrame>
	);
}
