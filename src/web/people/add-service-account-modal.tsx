import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { texts as shared } from '../texts.ts';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { AclField, toAcls } from './acl-field.tsx';
import { useServiceAccountChanges } from './service-account-changes.ts';
import { serviceAccountTexts } from './service-account-texts.ts';

const texts = serviceAccountTexts.form;

export interface AddServiceAccountModalProps {
	readonly opened: boolean;
	readonly onClose: () => void;
}

/** Adds an account of a program, and goes to it: what it needs next is a token. */
export function AddServiceAccountModal({ opened, onClose }: AddServiceAccountModalProps): ReactNode {
	return (
		<Modal opened={opened} onClose={onClose} title={texts.title} size="lg" closeButtonProps={{ 'aria-label': shared.actions.close }}>
			<AddServiceAccount onClose={onClose} />
		</Modal>
	);
}

function AddServiceAccount({ onClose }: Pick<AddServiceAccountModalProps, 'onClose'>): ReactNode {
	const changes = useServiceAccountChanges();
	const navigate = useNavigate();
	const [name, setName] = useState('');
	const [acls, setAcls] = useState('');
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);

	async function add(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			const account = await changes.add({ name: name.trim(), acls: [...toAcls(acls)] });
			notifyDone(texts.added(account.name));
			await navigate({ to: '/service-accounts/$name', params: { name: account.name } });
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
				<AclField value={acls} onChange={setAcls} />
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
