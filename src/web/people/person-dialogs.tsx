import type { ReactNode } from 'react';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { notifyDone } from '../ui/notify.ts';
import { peoplePageTexts as texts } from './people-texts.ts';
import { usePersonChanges } from './person-changes.ts';
import { PersonModal } from './person-modal.tsx';
import { PersonPasswordModal } from './person-password-modal.tsx';
import type { Person } from './queries.ts';

type Confirmed = keyof typeof texts.asking;
const confirmed = Object.keys(texts.asking) as Confirmed[];
const fieldsOf = { disable: { enabled: false }, lock: { loginEnabled: false }, clearPassword: { password: null } } as const;

/** What somebody wants to do with a person. */
export interface PersonQuestion {
	readonly kind: Confirmed | 'edit' | 'password';
	readonly person: Person;
}

export interface PersonDialogsProps {
	readonly question: PersonQuestion | undefined;
	readonly onClose: () => void;
}

/** The dialogs of a person's menu. */
export function PersonDialogs({ question, onClose }: PersonDialogsProps): ReactNode {
	const changes = usePersonChanges();

	async function carryOut(kind: Confirmed, person: Person): Promise<void> {
		if (kind === 'revoke') {
			notifyDone(texts.asking.revoke.done(await changes.revokeTokens(person)));
			return;
		}
		if (kind === 'delete') await changes.delete(person);
		else await changes.change(person, fieldsOf[kind]);
		notifyDone(texts.asking[kind].done(person.login));
	}

	return (
		<>
			<PersonModal opened={question?.kind === 'edit'} onClose={onClose} person={question?.person} />
			<PersonPasswordModal opened={question?.kind === 'password'} onClose={onClose} person={question?.person} />
			{confirmed.map((kind) => (
				<ConfirmModal
					key={kind}
					opened={question?.kind === kind}
					onClose={onClose}
					title={texts.asking[kind].title(question?.person.login ?? '')}
					confirmLabel={texts.asking[kind].confirm}
					onConfirm={async () => {
						if (question !== undefined) await carryOut(kind, question.person);
					}}
				>
					{texts.asking[kind].text}
				</ConfirmModal>
			))}
		</>
	);
}
