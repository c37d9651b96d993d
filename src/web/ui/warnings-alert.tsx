import { List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Notice } from './notice.tsx';
import { toSentence } from './sentence.ts';

export interface WarningsAlertProps {
	readonly title: string;
	/** In the words of the server; nothing is shown for none. */
	readonly warnings: readonly string[];
	readonly onClose?: () => void;
}

/** What was done, and is still worth a look. */
export function WarningsAlert({ title, warnings, onClose }: WarningsAlertProps): ReactNode {
	const [first, ...more] = warnings;
	if (first === undefined) return null;
	return (
		<Notice tone="warning" title={title} isLive {...(onClose === undefined ? {} : { onClose })}>
			{more.length === 0 ? (
				<Text size="sm">{toSentence(first)}</Text>
			) : (
				<List size="sm" spacing={4}>
					{warnings.map((warning) => (
						<List.Item key={warning}>{toSentence(warning)}</List.Item>
					))}
				</List>
			)}
		</Notice>
	);
}
