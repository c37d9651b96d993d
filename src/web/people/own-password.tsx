import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { answerOf } from '../api/answer.ts';
import { createPublicApi } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import { useSession, useSessionControl } from '../session/session-context.tsx';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { ownAccountTexts } from './own-account-texts.ts';
import { ownTokensKey } from './queries.ts';

const texts = ownAccountTexts.password;
const empty = { current: '', next: '', repeated: '' };

/** Changes one's own password, and signs in with it again: the server has ended all sessions by then. */
export function OwnPassword(): ReactNode {
	const queries = useQueryClient();
	const { login } = useSession();
	const session = useSessionControl();
	const [fields, setFields] = useState(empty);
	const [isTried, setTried] = useState(false);
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);
	const isDifferent = fields.next !== fields.repeated;

	async function change(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			// By itself: a 401 says here that the password is wrong, not that the session has ended.
			const headers = { Authorization: `Bearer ${session.token() ?? ''}` };
			const body = { current: fields.current, password: fields.next };
			await answerOf(createPublicApi().PUT('/api/v1/self/password', { headers, body }));
			await session.signIn(login, fields.next);
			notifyDone(texts.done);
			setFields(empty);
			setTried(false);
			await queries.invalidateQueries({ queryKey: ownTokensKey });
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		setTried(true);
		if (!isDifferent) void change();
	}

	const isWrong = failure instanceof ApiProblem && failure.code === 'login.refused';
	return (
		<Section title={texts.title} description={texts.description}>
			<form onSubmit={handleSubmit}>
				<Stack gap="sm">
					<PasswordInput
						label={texts.current}
						value={fields.current}
						onChange={(event) => setFields({ ...fields, current: event.currentTarget.value })}
						required
						withAsterisk={false}
						autoComplete="current-password"
					/>
					<PasswordInput
						label={texts.new}
						description={texts.newHint}
						value={fields.next}
						onChange={(event) => setFields({ ...fields, next: event.currentTarget.value })}
						required
						withAsterisk={false}
						autoComplete="new-password"
					/>
					<PasswordInput
						label={texts.repeat}
						value={fields.repeated}
						onChange={(event) => setFields({ ...fields, repeated: event.currentTarget.value })}
						required
						withAsterisk={false}
						autoComplete="new-password"
						error={isTried && isDifferent ? texts.differ : undefined}
					/>
					<ProblemAlert error={failure} {...(isWrong ? { title: texts.wrongTitle, text: texts.wrongText } : {})} />
					<Group justify="flex-end">
						<Button type="submit" loading={isBusy}>
							{texts.submit}
						</Button>
					</Group>
				</Stack>
			</form>
		</Section>
	);
}
