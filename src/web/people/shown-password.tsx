import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyText } from '../ui/copy-text.tsx';
import { Notice } from '../ui/notice.tsx';
import { peoplePageTexts } from './people-texts.ts';

const texts = peoplePageTexts.shown;

export interface ShownPasswordProps {
	readonly login: string;
	readonly password: string;
	readonly onClose: () => void;
}

/** A password that was set for somebody, this once. */
export function ShownPassword({ login, password, onClose }: ShownPasswordProps): ReactNode {
	return (
		<Stack>
			<Notice tone="info" title={texts.title(login)} isLive>
				<Stack gap="xs">
					<Text size="sm">{texts.text}</Text>
					<CopyText value={password} label="Copy the password" />
				</Stack>
			</Notice>
			<Group justify="flex-end">
				<Button onClick={onClose}>{texts.done}</Button>
			</Group>
		</Stack>
	);
}
