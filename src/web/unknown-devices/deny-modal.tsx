import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { texts as shared } from '../texts.ts';
import { toMacText } from '../ui/mac-text.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { pageTexts } from './page-texts.ts';
import type { UnknownDevice } from './queries.ts';

const texts = pageTexts.denial;
const longestReason = 256;

export interface DenyModalProps {
	/** Nothing: closed. */
	readonly device: UnknownDevice | undefined;
	readonly onClose: () => void;
	/** Closes after it has resolved; what it throws is shown. */
	readonly onDeny: (device: UnknownDevice, reason: string) => Promise<unknown>;
}

/** Why a certificate is to be refused from now on. */
export function DenyModal({ device, onClose, onDeny }: DenyModalProps): ReactNode {
	return (
		<Modal opened={device !== undefined} onClose={onClose} title={texts.title} closeButtonProps={{ 'aria-label': shared.actions.close }}>
			{device === undefined ? null : <DenyForm device={device} onClose={onClose} onDeny={onDeny} />}
		</Modal>
	);
}

function DenyForm({ device, onClose, onDeny }: DenyModalProps & { readonly device: UnknownDevice }): ReactNode {
	const [reason, setReason] = useState('');
	const [isBusy, setBusy] = useState(false);
	const [problem, setProblem] = useState<unknown>();

	async function deny(event: FormEvent): Promise<void> {
		event.preventDefault();
		setBusy(true);
		setProblem(undefined);
		try {
			await onDeny(device, reason.trim());
			onClose();
		} catch (cause) {
			setProblem(cause);
		} finally {
			setBusy(false);
		}
	}

	return (
		<form onSubmit={(event) => void deny(event)}>
			<Stack>
				<Text size="sm">{texts.text(toMacText(device.macAddress))}</Text>
				<Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
					{device.certificate.subject}
				</Text>
				<TextInput
					label={texts.reason}
					description={texts.reasonHint}
					placeholder={texts.reasonPlaceholder}
					value={reason}
					onChange={(event) => setReason(event.currentTarget.value)}
					maxLength={longestReason}
					autoComplete="off"
					data-autofocus
				/>
				<ProblemAlert error={problem} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" color="red" loading={isBusy}>
						{texts.confirm}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
