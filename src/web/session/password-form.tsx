import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { useSessionControl } from './session-context.tsx';
import { sessionTexts } from './texts.ts';

export interface PasswordFormProps {
	/** Who it must be; without it the form asks. */
	readonly login?: string;
	readonly submitLabel: string;
	readonly onDone?: () => void;
}

/** Trades user name and password for a session. */
export function PasswordForm({ login: fixedLogin, submitLabel, onDone }: PasswordFormProps): ReactNode {
	const session = useSessionControl();
	const [login, setLogin] = useState(fixedLogin ?? '');
	const [password, setPassword] = useState('');
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);

	async function submit(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			await session.signIn(login, password);
			onDone?.();
		} catch (cause) {
			setFailure(cause);
			setPassword('');
		} finally {
			setBusy(false);
		}
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		void submit();
	}

	const isRefused = failure instanceof ApiProblem && failure.status === 401;
	return (
		<form onSubmit={handleSubmit}>
			<Stack gap="md">
				{failure === undefined ? null : (
					<ProblemAlert error={failure} {...(isRefused ? { title: sessionTexts.refusedTitle, text: sessionTexts.refusedText } : {})} />
				)}
				<TextInput
					label={sessionTexts.login}
					name="login"
					autoComplete="username"
					autoCapitalize="none"
					spellCheck={false}
					required
					withAsterisk={false}
					autoFocus={fixedLogin === undefined}
					readOnly={fixedLogin !== undefined}
					value={login}
					onChange={(event) => setLogin(event.currentTarget.value)}
				/>
				<PasswordInput
					label={sessionTexts.password}
					name="password"
					autoComplete="current-password"
					required
					withAsterisk={false}
					autoFocus={fixedLogin !== undefined}
					data-autofocus={fixedLogin !== undefined ? true : undefined}
					value={password}
					onChange={(event) => setPassword(event.currentTarget.value)}
				/>
				<Button type="submit" loading={isBusy} fullWidth>
					{submitLabel}
				</Button>
			</Stack>
		</form>
	);
}
