import '@mantine/dropzone/styles.css';
import { Group, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileSpreadsheet, IconUpload, IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Notice } from '../../ui/notice.tsx';
import { importTexts as texts } from './texts.ts';

const mostBytes = 128 * 1024 * 1024;

export interface FileDropProps {
	readonly isBusy: boolean;
	readonly onFile: (file: File) => void;
}

/** Takes a file that is dropped or chosen. */
export function FileDrop({ isBusy, onFile }: FileDropProps): ReactNode {
	const [isRefused, setRefused] = useState(false);

	function handleDrop([file]: readonly File[]): void {
		setRefused(false);
		if (file !== undefined) onFile(file);
	}

	return (
		<Stack gap="xs">
			<Dropzone
				onDrop={handleDrop}
				onReject={() => setRefused(true)}
				accept={{ 'text/csv': ['.csv'], 'application/vnd.ms-excel': ['.csv'], 'text/plain': ['.txt'] }}
				maxSize={mostBytes}
				multiple={false}
				loading={isBusy}
				inputProps={{ 'aria-label': texts.drop }}
				p="xl"
			>
				<Group justify="center" gap="lg" mih={120} style={{ pointerEvents: 'none' }}>
					<Dropzone.Accept>
						<IconUpload size={44} stroke={1.4} aria-hidden />
					</Dropzone.Accept>
					<Dropzone.Reject>
						<IconX size={44} stroke={1.4} color="var(--mantine-color-red-6)" aria-hidden />
					</Dropzone.Reject>
					<Dropzone.Idle>
						<IconFileSpreadsheet size={44} stroke={1.4} color="var(--mantine-color-dimmed)" aria-hidden />
					</Dropzone.Idle>
					<Stack gap={4} maw={420}>
						<Text fw={600}>{texts.drop}</Text>
						<Text size="sm" c="dimmed">
							{texts.dropHint}
						</Text>
					</Stack>
				</Group>
			</Dropzone>
			{isRefused ? <Notice tone="danger" title={texts.onlyOne} isLive /> : null}
		</Stack>
	);
}
