import { Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { texts as shared } from '../texts.ts';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import { peoplePageTexts } from './people-texts.ts';
import { usePersonChanges } from './person-changes.ts';
import type { Person } from './queries.ts';
import { ShownPassword } from './shown-password.tsx';

const texts = peoplePageTexts.password;

export interface PersonPasswordModalProps {
	readonly opened: boolean;
	readonly onClose: () => void;
	readonly person: Person | undefined;
}

/** Sets a password for somebody, and shows it once. */
export function PersonPasswordModal({ opened, onClose, person }: PersonPasswordModalProps): ReactNode {
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={texts.title(person?.login ?? '')}
			closeButtonProps={{ 'aria-label': shared.actions.close }}
		>
			{person === undefined ? null : <PersonPassword person={person} onClose={onClose} />}
		</Modal>
	);
}

function PersonPassword({ person, onClose }: { readonly person: Person; readonly onClose: () => void }): ReactNode {
	const changes = usePersonChanges();
	const [password, setPassword] = useState('');
	const [isDone, setDone] = useState(false);
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);

	async function save(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			await changes.change(person, { password });
			notifyDone(texts.done);
			setDone(true);
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		void save();
	}

	if (isDone) return <ShownPassword login={person.login} password={password} onClose={onClose} />;
	return (
		<form onSubmit={handleSubmit}>
			<Stack>
				<NewPasswordField value={password} onChange={setPassword} description={peoplePageTexts.form.newPasswordHint} required />
				<ProblemAlert error={failure} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" loading={isBusy}>
						{texts.submit}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
