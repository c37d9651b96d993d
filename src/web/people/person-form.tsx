import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { texts as shared } from '../texts.ts';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import { peoplePageTexts } from './people-texts.ts';
import { usePersonChanges } from './person-changes.ts';
import type { Person, Role } from './queries.ts';
import { RoleField } from './role-field.tsx';
import { ScopeField, type ScopeInput, toScope } from './scope-field.tsx';
import { ShownPassword } from './shown-password.tsx';

const texts = peoplePageTexts.form;

export interface PersonFormProps {
	/** Undefined: a new one. */
	readonly person: Person | undefined;
	readonly onClose: () => void;
}

/** Everything that is known of a person. */
export function PersonForm({ person, onClose }: PersonFormProps): ReactNode {
	const changes = usePersonChanges();
	const [login, setLogin] = useState('');
	const [fullName, setFullName] = useState(person?.fullName ?? '');
	const [role, setRole] = useState<Role>(person?.role ?? 'VIEWER');
	const [profile, setProfile] = useState(person === undefined ? 'Administrator' : (person.profile ?? ''));
	const [scope, setScope] = useState<ScopeInput>({
		isScoped: person !== undefined && person.scope !== null,
		serviceProviderId: person?.scope?.serviceProviderId ?? '',
		groupId: person?.scope?.groupId ?? '',
	});
	const [password, setPassword] = useState('');
	const [isAdded, setAdded] = useState(false);
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);

	async function save(): Promise<void> {
		const chosen = toScope(scope);
		if (person === undefined) {
			await changes.add({
				...{ login: login.trim(), role, enabled: true, loginEnabled: true },
				...(fullName.trim() === '' ? {} : { fullName: fullName.trim() }),
				...(profile.trim() === '' ? {} : { profile: profile.trim() }),
				...(chosen === null ? {} : { scope: chosen }),
				...(password === '' ? {} : { password }),
			});
			notifyDone(texts.added(login.trim()));
			if (password === '') onClose();
			else setAdded(true);
			return;
		}
		await changes.change(person, { role, fullName: toNullable(fullName), profile: toNullable(profile), scope: chosen });
		notifyDone(texts.changed(person.login));
		onClose();
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		setBusy(true);
		setFailure(undefined);
		save()
			.catch(setFailure)
			.finally(() => setBusy(false));
	}

	if (isAdded) return <ShownPassword login={login.trim()} password={password} onClose={onClose} />;
	return (
		<form onSubmit={handleSubmit}>
			<Stack>
				{person === undefined ? (
					<TextInput
						label={texts.login}
						description={texts.loginHint}
						value={login}
						onChange={(event) => setLogin(event.currentTarget.value)}
						required
						autoComplete="off"
						autoCapitalize="none"
						spellCheck={false}
						data-autofocus
					/>
				) : null}
				<TextInput
					label={texts.fullName}
					value={fullName}
					onChange={(event) => setFullName(event.currentTarget.value)}
					autoComplete="off"
				/>
				<RoleField value={role} onChange={setRole} />
				<TextInput
					label={texts.profile}
					description={texts.profileHint}
					value={profile}
					onChange={(event) => setProfile(event.currentTarget.value)}
					autoComplete="off"
				/>
				<ScopeField scope={scope} onChange={setScope} />
				{person === undefined ? <NewPasswordField value={password} onChange={setPassword} description={texts.passwordHint} /> : null}
				<ProblemAlert error={failure} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" loading={isBusy}>
						{person === undefined ? shared.actions.add : shared.actions.save}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

function toNullable(text: string): string | null {
	return text.trim() === '' ? null : text.trim();
}
