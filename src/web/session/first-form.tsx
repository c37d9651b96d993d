import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { useSessionControl } from './session-context.tsx';
import { sessionTexts } from './texts.ts';

export interface FirstFormProps {
	/** From the link that the start of the server has printed; empty: it is asked for. */
	readonly code: string;
	readonly onDone: () => void;
	/** To the ordinary sign-in, where there is somebody already. */
	readonly onLeave?: () => void;
}

/** Adds the first person, who may do everything. */
export function FirstForm({ code: givenCode, onDone, onLeave }: FirstFormProps): ReactNode {
	const session = useSessionControl();
	const [code, setCode] = useState(givenCode);
	const [login, setLogin] = useState('');
	const [password, setPassword] = useState('');
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);

	async function submit(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			await session.becomeFirst({ code: code.trim(), login, password });
			onDone();
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		void submit();
	}

	const { first } = sessionTexts;
	return (
		<form onSubmit={handleSubmit}>
			<Stack>
				<ProblemAlert error={failure} />
				{givenCode === '' ? (
					<TextInput
						label={first.code}
						description={first.codeHint}
						required
						withAsterisk={false}
						autoComplete="off"
						spellCheck={false}
						value={code}
						onChange={(event) => setCode(event.currentTarget.value)}
					/>
				) : null}
				<TextInput
					label={sessionTexts.login}
					name="login"
					autoComplete="username"
					autoCapitalize="none"
					spellCheck={false}
					required
					withAsterisk={false}
					value={login}
					onChange={(event) => setLogin(event.currentTarget.value)}
				/>
				<PasswordInput
					label={sessionTexts.password}
					description={first.passwordHint}
					name="password"
					autoComplete="new-password"
					required
					withAsterisk={false}
					value={password}
					onChange={(event) => setPassword(event.currentTarget.value)}
				/>
				<Button type="submit" loading={isBusy} fullWidth>
					{first.submit}
				</Button>
				{onLeave === undefined ? null : (
					<Button variant="subtle" onClick={onLeave} fullWidth>
						{first.leave}
					</Button>
				)}
			</Stack>
		</form>
	);
}
