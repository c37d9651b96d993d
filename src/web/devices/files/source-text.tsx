import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { fileTexts as texts } from './texts.ts';

export interface SourceTextProps {
	/** The level whose content the device gets. */
	readonly level: string;
}

/** From where a file has its content. */
export function SourceText({ level }: SourceTextProps): ReactNode {
	if (level === 'Device Profile') return <StatusBadge tone="info">{texts.ownContent}</StatusBadge>;
	return (
		<Text span size="sm">
			{texts.levelNames[level] ?? level}
		</Text>
	);
}
