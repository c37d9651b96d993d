import { Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

export interface SectionProps {
	readonly title: string;
	/** What it is about, in one or two sentences. */
	readonly description?: ReactNode;
	/** At the right of the title. */
	readonly actions?: ReactNode;
	readonly children: ReactNode;
}

/** A part of a page under a title of its own. */
export function Section({ title, description, actions, children }: SectionProps): ReactNode {
	const id = useId();
	return (
		<Paper withBorder p="md" component="section" aria-labelledby={id} style={{ minWidth: 0 }}>
			<Stack gap="md">
				<Group justify="space-between" align="flex-start" gap="sm">
					<Box style={{ minWidth: 0, flex: '1 1 16rem' }}>
						<Title order={2} id={id}>
							{title}
						</Title>
						{description === undefined ? null : (
							<Text size="sm" c="dimmed" maw="70ch" mt={2}>
								{description}
							</Text>
						)}
					</Box>
					{actions === undefined ? null : <Group gap="xs">{actions}</Group>}
				</Group>
				{children}
			</Stack>
		</Paper>
	);
}
