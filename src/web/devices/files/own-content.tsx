import { Button, FileButton, Group, Paper, Stack, Text } from '@mantine/core';
import { IconFileUpload, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, sendAs, taggedAnswerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { deviceKeys } from '../queries.ts';
import type { DeviceFile } from './device-file.ts';
import { useDeviceFiles } from './queries.ts';
import { fileTexts as texts } from './texts.ts';

/** Puts a content in place of the file for this device alone, and takes it back. */
export function OwnContent({ device, fileFormat }: DeviceFile): ReactNode {
	const files = useDeviceFiles(device.id);
	const { can } = useSession();
	const [chosen, setChosen] = useState<File>();
	const [isTakingBack, setTakingBack] = useState(false);
	const { put, takeBack } = useOwnContent(device.id, fileFormat);
	const own = files.data?.find((each) => each.fileFormat === fileFormat);
	const isOwn = own !== undefined && own.fileSource !== 'Default';
	if (own === undefined || !can(`dms.rest.devices.${toSegment(device.id)}.files.${toSegment(fileFormat)}.content.update`)) return null;
	return (
		<Paper withBorder p="md">
			<Group justify="space-between" gap="sm">
				<Stack gap={2} style={{ flex: '1 1 16rem' }}>
					<Text size="sm" fw={600}>
						{isOwn ? texts.hasOwn : texts.hasNoOwn}
					</Text>
					<Text size="sm" c="dimmed">
						{isOwn ? texts.hasOwnText : texts.hasNoOwnText}
					</Text>
				</Stack>
				<Group gap="xs">
					<FileButton onChange={(file) => setChosen(file ?? undefined)}>
						{(props) => (
							<Button {...props} size="xs" variant="default" leftSection={<IconFileUpload size={14} aria-hidden />}>
								{isOwn ? texts.replaceOwn : texts.putOwn}
							</Button>
						)}
					</FileButton>
					{isOwn ? (
						<Button
							size="xs"
							variant="light"
							color="red"
							leftSection={<IconTrash size={14} aria-hidden />}
							onClick={() => setTakingBack(true)}
						>
							{texts.takeBack}
						</Button>
					) : null}
				</Group>
			</Group>
			<ConfirmModal
				opened={chosen !== undefined}
				onClose={() => setChosen(undefined)}
				title={texts.putTitle}
				confirmLabel={texts.putOwn}
				isDangerous={false}
				onConfirm={async () => (chosen === undefined ? undefined : put(chosen))}
			>
				{texts.putText(chosen?.name ?? '')}
			</ConfirmModal>
			<ConfirmModal
				opened={isTakingBack}
				onClose={() => setTakingBack(false)}
				title={texts.takeBackTitle}
				confirmLabel={texts.takeBack}
				onConfirm={takeBack}
			>
				{texts.takeBackText}
			</ConfirmModal>
		</Paper>
	);
}

/** What is replaced is read right before, so that a change of somebody else in between is refused. */
function useOwnContent(deviceId: string, fileFormat: string) {
	const api = useApi();
	const queryClient = useQueryClient();
	const path = { deviceId, fileFormat };

	function read() {
		return taggedAnswerOf(api.GET('/api/v1/devices/{deviceId}/files/{fileFormat}', { params: { path } }));
	}

	async function put(file: File): Promise<void> {
		const { content } = (await read()).value;
		const header = { 'If-Match': content === null ? '*' : `"${content.sha256}"` };
		const params = { path, header, query: { fileSource: 'Custom' as const } };
		const target = '/api/v1/devices/{deviceId}/files/{fileFormat}/content';
		await answerOf(api.PUT(target, { ...sendAs('application/octet-stream'), params, body: file }));
		notifyDone(texts.putDone);
		await queryClient.invalidateQueries({ queryKey: deviceKeys.one(deviceId) });
	}

	async function takeBack(): Promise<void> {
		const params = { path, header: { 'If-Match': (await read()).etag } };
		await answerOf(api.DELETE('/api/v1/devices/{deviceId}/files/{fileFormat}', { params }));
		notifyDone(texts.takenBack);
		await queryClient.invalidateQueries({ queryKey: deviceKeys.one(deviceId) });
	}

	return { put, takeBack };
}
