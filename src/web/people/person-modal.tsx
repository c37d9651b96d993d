import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { texts as shared } from '../texts.ts';
import { peoplePageTexts } from './people-texts.ts';
import { PersonForm } from './person-form.tsx';
import type { Person } from './queries.ts';

const texts = peoplePageTexts.form;

export interface PersonModalProps {
	readonly opened: boolean;
	readonly onClose: () => void;
	/** Undefined: a new one. */
	readonly person?: Person | undefined;
}

/** Adds a person, or changes one. */
export function PersonModal({ opened, onClose, person }: PersonModalProps): ReactNode {
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={person === undefined ? texts.addTitle : texts.editTitle(person.login)}
			size="lg"
			closeButtonProps={{ 'aria-label': shared.actions.close }}
		>
			<PersonForm person={person} onClose={onClose} />
		</Modal>
	);
}
