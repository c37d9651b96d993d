import { Button, Divider, Stack } from '@mantine/core';
import { IconKey, IconLogin2, IconTicket } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { ApiSchema } from '../api/client.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { useSessionControl } from './session-context.tsx';
import { sessionTexts } from './texts.ts';

export interface SignInMethodsProps {
	/** Undefined as long as the server has not said. */
	readonly methods: ApiSchema<'SignInMethods'> | undefined;
	readonly onDone: () => void;
}

/** The ways beside user name and password that the server has. */
export function SignInMethods({ methods, onDone }: SignInMethodsProps): ReactNode {
	const session = useSessionControl();
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);
	if (methods === undefined) return null;
	const { oidc, cas, kerberos } = methods;
	// A browser has tickets for the name of the server, and for no other name of the same machine.
	const hasKerberos = kerberos !== null && kerberos.host === globalThis.location.hostname;
	if (oidc.length === 0 && cas === null && !hasKerberos) return null;

	async function tradeTicket(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			await session.signInByTicket();
			onDone();
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	return (
		<Stack gap="sm">
			<Divider label={sessionTexts.or} />
			{failure === undefined ? null : <ProblemAlert error={failure} title={sessionTexts.ssoFailed} text={sessionTexts.kerberosFailed} />}
			{oidc.map(({ issuer, name, startUrl }) => (
				<Button key={issuer} variant="default" fullWidth leftSection={<IconLogin2 size={18} aria-hidden />} onClick={() => begin(startUrl)}>
					{sessionTexts.oidc(name)}
				</Button>
			))}
			{cas === null ? null : (
				<Button variant="default" fullWidth leftSection={<IconTicket size={18} aria-hidden />} onClick={() => begin(cas.startUrl)}>
					{sessionTexts.cas}
				</Button>
			)}
			{hasKerberos ? (
				<Button
					variant="default"
					fullWidth
					loading={isBusy}
					leftSection={<IconKey size={18} aria-hidden />}
					onClick={() => void tradeTicket()}
				>
					{sessionTexts.kerberos}
				</Button>
			) : null}
		</Stack>
	);
}

/** Leaves the page; the browser comes back to where it is now. */
function begin(startUrl: string): void {
	const url = new URL(startUrl);
	const { pathname, search } = globalThis.location;
	url.searchParams.set('returnTo', pathname + search);
	globalThis.location.assign(url);
}
