import '@mantine/dropzone/styles.css';
import { Box, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileZip, IconUpload } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { toSizeText } from '../../ui/size-text.ts';
import { importTexts as texts } from './texts.ts';

interface ArchiveDropProps {
	readonly archive: File | undefined;
	readonly isBusy: boolean;
	readonly onChoose: (archive: File) => void;
}

const zipTypes = { 'application/zip': ['.zip', '.dtaf'], 'application/x-zip-compressed': ['.zip', '.dtaf'] };

/** Where an archive is dropped; afterwards, which one it is. */
export function ArchiveDrop({ archive, isBusy, onChoose }: ArchiveDropProps): ReactNode {
	const [isOpen, setOpen] = useState(false);
	const [isWrong, setWrong] = useState(false);
	function take([file]: readonly File[]): void {
		if (file === undefined) return;
		setOpen(false);
		setWrong(false);
		onChoose(file);
	}
	if (archive !== undefined && !isOpen) {
		return (
			<Paper withBorder p="md">
				<Group justify="space-between" gap="sm">
					<Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
						<IconFileZip size={28} stroke={1.5} aria-hidden style={{ flexShrink: 0 }} />
						<Box style={{ minWidth: 0 }}>
							<Text fw={500} style={{ overflowWrap: 'anywhere' }}>
								{archive.name}
							</Text>
							<Text size="sm" c="dimmed">
								{toSizeText(archive.size)}
							</Text>
						</Box>
					</Group>
					<Button variant="default" disabled={isBusy} onClick={() => setOpen(true)}>
						{texts.another}
					</Button>
				</Group>
			</Paper>
		);
	}
	return (
		<Stack gap={4}>
			<Dropzone
				onDrop={take}
				onReject={() => setWrong(true)}
				accept={zipTypes}
				multiple={false}
				useFsAccessApi={false}
				inputProps={{ 'aria-label': texts.drop }}
				p="xl"
			>
				<Stack align="center" gap="xs" style={{ pointerEvents: 'none' }}>
					<IconUpload size={36} stroke={1.4} aria-hidden />
					<Text fw={500} ta="center">
						{texts.drop}
					</Text>
					<Text size="sm" c="dimmed" ta="center">
						{texts.dropText}
					</Text>
				</Stack>
			</Dropzone>
			{isWrong ? (
				<Text size="sm" c="red" role="alert">
					{texts.notOne}
				</Text>
			) : null}
		</Stack>
	);
}
