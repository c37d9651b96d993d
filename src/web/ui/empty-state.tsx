import { Box, Center, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconInbox, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export interface EmptyStateProps {
	readonly title: string;
	/** Why there is nothing, and what to do next. */
	readonly text?: ReactNode;
	readonly icon?: TablerIcon;
	/** The button that does it. */
	readonly action?: ReactNode;
}

/** In the place of a list that has nothing in it. */
export function EmptyState({ title, text, icon: Icon = IconInbox, action }: EmptyStateProps): ReactNode {
	return (
		<Center py="xl" px="md">
			<Stack align="center" gap="sm" maw={460}>
				<ThemeIcon size={52} radius="xl" variant="light" aria-hidden>
					<Icon size={26} stroke={1.6} />
				</ThemeIcon>
				<Title order={2} ta="center">
					{title}
				</Title>
				{text === undefined ? null : (
					<Text c="dimmed" size="sm" ta="center">
						{text}
					</Text>
				)}
				{action === undefined ? null : <Box mt="xs">{action}</Box>}
			</Stack>
		</Center>
	);
}
