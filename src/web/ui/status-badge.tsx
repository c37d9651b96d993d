import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';

export type Tone = 'good' | 'warning' | 'bad' | 'neutral' | 'info';

const colors: Readonly<Record<Tone, string>> = { good: 'teal', warning: 'yellow', bad: 'red', neutral: 'gray', info: 'petrol' };

/** A state in a word; the word says it, the colour only repeats it. */
export function StatusBadge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
	return (
		<Badge color={colors[tone]} variant="dot" radius="sm" tt="none" fw={500} miw="max-content">
			{children}
		</Badge>
	);
}
