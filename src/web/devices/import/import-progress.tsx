import { Paper, Progress, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { importTexts as texts } from './texts.ts';

export function ImportProgress({ done, total }: { readonly done: number; readonly total: number }): ReactNode {
	return (
		<Paper withBorder p="lg">
			<Stack gap="sm">
				<Text fw={600}>{texts.importing}</Text>
				<Progress value={total === 0 ? 100 : (done / total) * 100} size="lg" animated aria-label={texts.importing} />
				<Text size="sm" c="dimmed" aria-live="polite">
					{texts.progress(done, total)}
				</Text>
			</Stack>
		</Paper>
	);
}
