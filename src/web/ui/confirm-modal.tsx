import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { texts } from '../texts.ts';
import { ProblemAlert } from './problem-alert.tsx';

export interface ConfirmModalProps {
	readonly opened: boolean;
	readonly onClose: () => void;
	readonly title: string;
	/** What will happen, and whether it can be undone. */
	readonly children: ReactNode;
	/** A verb: what the button does. */
	readonly confirmLabel: string;
	/** Closes after it has resolved; what it throws is shown, and the dialog stays. */
	readonly onConfirm: () => Promise<unknown>;
	/** Red, for what destroys. Default: true. */
	readonly isDangerous?: boolean;
	/** A word that has to be typed first, for what cannot be undone and concerns much. */
	readonly typedWord?: string;
}

/** Asks before something is done that is hard to undo. */
export function ConfirmModal({ opened, onClose, title, children, ...rest }: ConfirmModalProps): ReactNode {
	return (
		<Modal opened={opened} onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': texts.actions.close }}>
			<Question {...rest} onClose={onClose}>
				{children}
			</Question>
		</Modal>
	);
}

/** In the modal, so that each opening begins anew. */
function Question({
	onClose,
	children,
	confirmLabel,
	onConfirm,
	isDangerous = true,
	typedWord,
}: Omit<ConfirmModalProps, 'opened' | 'title'>): ReactNode {
	const [isBusy, setBusy] = useState(false);
	const [failure, setFailure] = useState<unknown>();
	const [typed, setTyped] = useState('');

	async function confirm(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			await onConfirm();
			onClose();
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	return (
		<Stack>
			<Text size="sm" component="div">
				{children}
			</Text>
			{typedWord === undefined ? null : (
				<TextInput
					label={`Type ${typedWord} to go on`}
					value={typed}
					onChange={(event) => setTyped(event.currentTarget.value)}
					autoComplete="off"
				/>
			)}
			<ProblemAlert error={failure} />
			<Group justify="flex-end">
				<Button variant="default" onClick={onClose}>
					{texts.actions.cancel}
				</Button>
				<Button
					{...(isDangerous ? { color: 'red.9' } : {})}
					loading={isBusy}
					disabled={typedWord !== undefined && typed !== typedWord}
					onClick={() => void confirm()}
				>
					{confirmLabel}
				</Button>
			</Group>
		</Stack>
	);
}
