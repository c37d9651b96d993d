import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiSchema } from '../api/client.ts';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { whyTexts as texts } from './texts.ts';

/** When and from where the request came that is explained, and why its answer may be another one by now. */
export function RecordCard({ record }: { readonly record: ApiSchema<'AccessRecord'> }): ReactNode {
	const { at, remoteAddress, proxy, userAgent } = record;
	return (
		<Paper withBorder p="md" component="section" aria-label={texts.record.title}>
			<Stack gap="xs">
				<Title order={2}>{texts.record.title}</Title>
				<Group gap="xs">
					<TimeStamp value={at} form="full" />
				</Group>
				<Text size="sm">
					{texts.record.from(remoteAddress)}
					{proxy === undefined ? '' : texts.record.through(proxy)}
				</Text>
				{userAgent === undefined ? null : (
					<Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
						{userAgent}
					</Text>
				)}
				<Text size="sm" c="dimmed">
					{texts.record.text}
				</Text>
			</Stack>
		</Paper>
	);
}
