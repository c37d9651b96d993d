import { Paper, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** Fields of a form that belong together. */
export function FormSection({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
	return (
		<Paper withBorder p={{ base: 'md', sm: 'lg' }}>
			<Stack>
				<Title order={2} fz="md">
					{title}
				</Title>
				{children}
			</Stack>
		</Paper>
	);
}
