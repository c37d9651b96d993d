import { Group, Text } from '@mantine/core';
import { IconCertificate, IconKey, IconLockOpen, IconPassword } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { isOpen, type Proof, toProofLabel } from './proof-words.ts';

/** How a device proves who it is, in a few words. */
export function ProofBadge({ proof, files }: { readonly proof: Proof; readonly files?: number }): ReactNode {
	const Icon = icons[toKind(proof)];
	return (
		<Group gap={6} wrap="nowrap" align="flex-start">
			<Icon size={16} stroke={1.7} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
			<Text size="sm">
				{toProofLabel(proof)}
				{files === undefined ? null : (
					<Text span size="sm" c="dimmed">
						{files === 1 ? ' (1 file)' : ` (${files} files)`}
					</Text>
				)}
			</Text>
		</Group>
	);
}

const icons = { open: IconLockOpen, certificate: IconCertificate, mac: IconKey, password: IconPassword } as const;

function toKind(proof: Proof): keyof typeof icons {
	if (isOpen(proof)) return 'open';
	if (proof.mac === 'certificate') return 'certificate';
	return proof.passwordScheme === null ? 'mac' : 'password';
}
