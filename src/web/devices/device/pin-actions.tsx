import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconPin, IconPinnedOff } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Tagged } from '../../api/answer.ts';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { notifyDone } from '../../ui/notify.ts';
import type { Device } from '../queries.ts';
import { pinTexts as texts } from './texts.ts';
import { useDeviceChange } from './use-device-change.ts';

export interface PinActionsProps {
	readonly device: Tagged<Device>;
	/** SHA-256 of the certificate that the device last came with; undefined: it came with none yet. */
	readonly fingerprint: string | undefined;
}

/** Pins the device to the certificate that it last came with, or takes the pin away; nothing for who may not. */
export function PinActions({ device, fingerprint }: PinActionsProps): ReactNode {
	const [dialog, setDialog] = useState<'pin' | 'unpin'>();
	const { can } = useSession();
	const { id, deviceName, pinnedFingerprint } = device.value;
	const change = useDeviceChange(device);
	const isPinnable = fingerprint !== undefined && fingerprint !== pinnedFingerprint;

	async function pin(to: string | null): Promise<void> {
		await change({ pinnedFingerprint: to });
		notifyDone((to === null ? texts.unpin : texts.pin).done(deviceName));
	}

	function close(): void {
		setDialog(undefined);
	}

	if (!can(`dms.rest.devices.${toSegment(id)}.update`) || !(isPinnable || pinnedFingerprint !== null)) return null;
	return (
		<Group gap="xs">
			{isPinnable ? (
				<Button size="xs" variant="default" leftSection={<IconPin size={14} aria-hidden />} onClick={() => setDialog('pin')}>
					{texts.pin.action}
				</Button>
			) : null}
			{pinnedFingerprint === null ? null : (
				<Button size="xs" variant="default" leftSection={<IconPinnedOff size={14} aria-hidden />} onClick={() => setDialog('unpin')}>
					{texts.unpin.action}
				</Button>
			)}
			<ConfirmModal
				opened={dialog === 'pin'}
				onClose={close}
				title={texts.pin.title(deviceName)}
				confirmLabel={texts.pin.action}
				isDangerous={pinnedFingerprint !== null}
				onConfirm={() => pin(fingerprint ?? null)}
			>
				<Stack gap="xs">
					<Code style={{ overflowWrap: 'anywhere' }}>{fingerprint}</Code>
					<Text size="sm">{texts.pin.text}</Text>
					{pinnedFingerprint === null ? null : <Text size="sm">{texts.pin.replaces}</Text>}
				</Stack>
			</ConfirmModal>
			<ConfirmModal
				opened={dialog === 'unpin'}
				onClose={close}
				title={texts.unpin.title(deviceName)}
				confirmLabel={texts.unpin.action}
				onConfirm={() => pin(null)}
			>
				{texts.unpin.text}
			</ConfirmModal>
		</Group>
	);
}
