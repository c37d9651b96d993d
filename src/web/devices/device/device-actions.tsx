import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDotsVertical, IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { answerOf, type Tagged } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import { texts as shared } from '../../texts.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { EditDeviceModal } from '../form/edit-device-modal.tsx';
import { type Device, deviceKeys } from '../queries.ts';
import { deviceTexts as texts } from './texts.ts';
import { useDeviceChange } from './use-device-change.ts';

type Dialog = 'edit' | 'enable' | 'delete';

/** Edit, enable or disable, delete. */
export function DeviceActions({ device }: { readonly device: Tagged<Device> }): ReactNode {
	const [dialog, setDialog] = useState<Dialog>();
	const { can } = useSession();
	const { id, deviceName, enabled } = device.value;
	const change = useDeviceChange(device);
	const remove = useDeleteDevice(device);
	const canUpdate = can(`dms.rest.devices.${toSegment(id)}.update`);
	const canDelete = can(`dms.rest.devices.${toSegment(id)}.delete`);
	const switching = enabled ? texts.disable : texts.enable;

	async function switchState(): Promise<void> {
		await change({ enabled: !enabled });
		notifyDone(switching.done(deviceName));
	}

	function close(): void {
		setDialog(undefined);
	}

	if (!canUpdate && !canDelete) return null;
	return (
		<>
			{canUpdate ? (
				<Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setDialog('edit')}>
					{shared.actions.edit}
				</Button>
			) : null}
			<Menu position="bottom-end">
				<Menu.Target>
					<ActionIcon variant="default" size={36} aria-label={texts.moreActions}>
						<IconDotsVertical size={18} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					{canUpdate ? (
						<Menu.Item
							leftSection={enabled ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
							onClick={() => setDialog('enable')}
						>
							{switching.action}
						</Menu.Item>
					) : null}
					{canDelete ? (
						<Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setDialog('delete')}>
							{texts.delete.action}
						</Menu.Item>
					) : null}
				</Menu.Dropdown>
			</Menu>
			<EditDeviceModal device={device} opened={dialog === 'edit'} onClose={close} />
			<ConfirmModal
				opened={dialog === 'enable'}
				onClose={close}
				title={switching.title(deviceName)}
				confirmLabel={switching.action}
				isDangerous={enabled}
				onConfirm={switchState}
			>
				{switching.text}
			</ConfirmModal>
			<ConfirmModal
				opened={dialog === 'delete'}
				onClose={close}
				title={texts.delete.title(deviceName)}
				confirmLabel={texts.delete.action}
				onConfirm={remove}
			>
				{texts.delete.text}
			</ConfirmModal>
		</>
	);
}

function useDeleteDevice({ value: { id, deviceName }, etag }: Tagged<Device>) {
	const api = useApi();
	const queryClient = useQueryClient();
	const navigate = useNavigate();
	return async (): Promise<void> => {
		await answerOf(api.DELETE('/api/v1/devices/{deviceId}', { params: { path: { deviceId: id }, header: { 'If-Match': etag } } }));
		notifyDone(texts.delete.done(deviceName));
		await navigate({ to: '/devices', search: {} });
		queryClient.removeQueries({ queryKey: deviceKeys.one(id) });
		await queryClient.invalidateQueries({ queryKey: deviceKeys.all });
	};
}
