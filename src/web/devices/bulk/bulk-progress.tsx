import { Button, Group, Progress, ScrollArea, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { texts as shared } from '../../texts.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { BulkAction, BulkResult } from './run-bulk.ts';
import { bulkTexts as texts } from './texts.ts';

/** Of thousands those that failed are what matters. */
const mostShown = 200;

export interface BulkProgressProps {
	readonly kind: BulkAction['kind'];
	readonly total: number;
	/** So far. */
	readonly results: readonly BulkResult[];
	readonly onClose: () => void;
}

/** How far it is, and how it went for each device; those that failed come first. */
export function BulkProgress({ kind, total, results, onClose }: BulkProgressProps): ReactNode {
	const failed = results.filter(({ failure }) => failure !== undefined);
	const done = results.filter(({ failure }) => failure === undefined);
	const isBusy = results.length < total;
	return (
		<Stack>
			<Progress.Root size="lg">
				<Progress.Section value={(done.length / total) * 100} color="teal" aria-label={texts.done(done.length)} />
				<Progress.Section value={(failed.length / total) * 100} color="red" aria-label={texts.failed(failed.length)} />
			</Progress.Root>
			<Text size="sm" aria-live="polite">
				{isBusy ? texts.progress(results.length, total) : texts.summary(done.length, failed.length)}
			</Text>
			<ScrollArea.Autosize mah={320} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': texts.results, role: 'group' }}>
				<Table verticalSpacing={6} aria-label={texts.results}>
					<Table.Tbody>
						{[...failed, ...done].slice(0, mostShown).map(({ device, failure }) => (
							<Table.Tr key={device.id}>
								<Table.Td fw={500}>{device.deviceName}</Table.Td>
								<Table.Td>
									{failure === undefined ? (
										<StatusBadge tone="good">{texts[kind].done}</StatusBadge>
									) : (
										<Group gap="xs">
											<StatusBadge tone="bad">{texts.refused}</StatusBadge>
											<Text size="sm">{failure}</Text>
										</Group>
									)}
								</Table.Td>
							</Table.Tr>
						))}
					</Table.Tbody>
				</Table>
			</ScrollArea.Autosize>
			<Group justify="flex-end">
				<Button loading={isBusy} onClick={onClose}>
					{shared.actions.close}
				</Button>
			</Group>
		</Stack>
	);
}
