import { ActionIcon, Code, CopyButton, Group, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';

export interface CopyTextProps {
	readonly value: string;
	/** What it is, for screen readers: `Copy the fingerprint`. Default: Copy. */
	readonly label?: string;
}

/** Machine text with a button that copies it. */
export function CopyText({ value, label = texts.actions.copy }: CopyTextProps): ReactNode {
	return (
		<Group gap={4} wrap="nowrap" style={{ minWidth: 0 }}>
			<Code style={{ overflowWrap: 'anywhere' }}>{value}</Code>
			<CopyButton value={value} timeout={1500}>
				{({ copied, copy }) => (
					<Tooltip label={copied ? texts.actions.copied : label}>
						<ActionIcon variant="subtle" color={copied ? 'teal' : 'gray'} size="sm" onClick={copy} aria-label={label}>
							{copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
						</ActionIcon>
					</Tooltip>
				)}
			</CopyButton>
		</Group>
	);
}
