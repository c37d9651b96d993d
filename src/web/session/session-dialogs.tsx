import { Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { PasswordForm } from './password-form.tsx';
import { useSessionControl, useSessionState } from './session-context.tsx';
import { sessionTexts } from './texts.ts';
import { useSignInMethods } from './use-sign-in-methods.ts';

/** Over the page, which stays as it is below: asks whether somebody is there, and who it is after the session has ended. */
export function SessionDialogs(): ReactNode {
	const session = useSessionControl();
	const state = useSessionState();
	const { ending, lapsed } = sessionTexts;
	return (
		<>
			<Modal opened={state.kind === 'ending'} onClose={() => void session.renew()} title={ending.title} withCloseButton={false} centered>
				<Stack>
					<Text size="sm">{ending.text}</Text>
					<Group justify="flex-end">
						<Button variant="default" onClick={() => void session.signOut()}>
							{ending.leave}
						</Button>
						<Button data-autofocus onClick={() => void session.renew()}>
							{ending.stay}
						</Button>
					</Group>
				</Stack>
			</Modal>
			<Modal
				opened={state.kind === 'lapsed'}
				onClose={() => undefined}
				title={lapsed.title}
				withCloseButton={false}
				closeOnEscape={false}
				closeOnClickOutside={false}
				centered
			>
				<Stack>
					<Text size="sm">{lapsed.text}</Text>
					{state.kind === 'out' ? null : <PasswordForm key={state.grant.token} login={state.grant.login} submitLabel={lapsed.submit} />}
					<OtherMethods />
					<Button variant="subtle" onClick={() => void session.signOut()}>
						{lapsed.other}
					</Button>
				</Stack>
			</Modal>
		</>
	);
}

/** Signing in elsewhere leaves the page, so it is done in another tab; this one takes the session over from there. */
function OtherMethods(): ReactNode {
	const { data } = useSignInMethods();
	if (data === undefined || (data.oidc.length === 0 && data.cas === null && data.kerberos === null)) return null;
	return (
		<Text size="sm" ta="center">
			<Anchor href="/sign-in" target="_blank" rel="noopener" inherit underline="always">
				{sessionTexts.lapsed.elsewhere}
			</Anchor>
		</Text>
	);
}
