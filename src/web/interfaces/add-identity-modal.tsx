import { Button, Group, Modal, MultiSelect, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useDeviceTypeNames } from '../api/device-type-names.ts';
import { texts as shared } from '../texts.ts';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { useIdentityChanges } from './identity-queries.ts';
import { identityTexts } from './identity-texts.ts';

const texts = identityTexts.adding;

export interface AddIdentityModalProps {
	readonly opened: boolean;
	readonly onClose: () => void;
	/** With what the server has to say about it. */
	readonly onAdded: (warnings: readonly string[]) => void;
}

/** Lets a client of events in. */
export function AddIdentityModal({ opened, onClose, onAdded }: AddIdentityModalProps): ReactNode {
	return (
		<Modal opened={opened} onClose={onClose} title={texts.title} size="lg" closeButtonProps={{ 'aria-label': shared.actions.close }}>
			<AddIdentity onClose={onClose} onAdded={onAdded} />
		</Modal>
	);
}

function AddIdentity({ onClose, onAdded }: Omit<AddIdentityModalProps, 'opened'>): ReactNode {
	const changes = useIdentityChanges();
	const types = useDeviceTypeNames();
	const [name, setName] = useState('');
	const [fingerprint, setFingerprint] = useState('');
	const [deviceTypes, setDeviceTypes] = useState<string[]>([]);
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);

	async function add(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			const added = await changes.add({
				name: name.trim(),
				deviceTypes,
				...(fingerprint.trim() === '' ? {} : { fingerprint: fingerprint.trim() }),
			});
			notifyDone(texts.done(added.name));
			onAdded(added.warnings);
			onClose();
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		void add();
	}

	return (
		<form onSubmit={handleSubmit}>
			<Stack>
				<TextInput
					label={texts.name}
					description={texts.nameHint}
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
					required
					autoComplete="off"
					spellCheck={false}
					data-autofocus
				/>
				<TextInput
					label={texts.pin}
					description={texts.pinHint}
					value={fingerprint}
					onChange={(event) => setFingerprint(event.currentTarget.value)}
					autoComplete="off"
					spellCheck={false}
					styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
				/>
				<MultiSelect
					label={texts.types}
					description={texts.typesHint}
					placeholder={deviceTypes.length === 0 ? texts.typesPlaceholder : ''}
					data={types.data ?? []}
					value={deviceTypes}
					onChange={setDeviceTypes}
					searchable
					clearable
				/>
				<ProblemAlert error={failure} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" loading={isBusy}>
						{shared.actions.add}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
