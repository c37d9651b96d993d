import { Loader, Stack } from '@mantine/core';
import { getRouteApi, useRouteContext, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { FirstForm } from './first-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { useSessionControl } from './session-context.tsx';
import { SignInFrame } from './sign-in-frame.tsx';
import { SignInMethods } from './sign-in-methods.tsx';
import { sessionTexts } from './texts.ts';
import { useSignInMethods } from './use-sign-in-methods.ts';

const route = getRouteApi('/sign-in');

export function SignInPage(): ReactNode {
	const { arrival } = useRouteContext({ from: '__root__' });
	const [firstCode, setFirstCode] = useState(arrival?.kind === 'first' ? arrival.code : undefined);
	const goOn = useGoOn();
	const methods = useSignInMethods();
	if (firstCode !== undefined || methods.data?.isEmpty === true) {
		return (
			<SignInFrame title={sessionTexts.first.title} subtitle={sessionTexts.first.subtitle}>
				<FirstForm
					code={firstCode ?? ''}
					onDone={goOn}
					{...(methods.data?.isEmpty === true ? {} : { onLeave: () => setFirstCode(undefined) })}
				/>
			</SignInFrame>
		);
	}
	return (
		<SignInFrame title={sessionTexts.title} subtitle={sessionTexts.subtitle}>
			<Stack>
				<SsoOutcome onDone={goOn} />
				<PasswordForm submitLabel={sessionTexts.submit} onDone={goOn} />
				<SignInMethods methods={methods.data} onDone={goOn} />
			</Stack>
		</SignInFrame>
	);
}

/** What became of a sign-in elsewhere from which the browser has just come back. */
function SsoOutcome({ onDone }: { readonly onDone: () => void }): ReactNode {
	const { arrival } = useRouteContext({ from: '__root__' });
	const session = useSessionControl();
	const [failure, setFailure] = useState<unknown>();
	const code = arrival?.kind === 'sso' ? arrival.code : undefined;
	const traded = useRef<string>(undefined);
	useEffect(() => {
		// The code works once, and effects may run twice.
		if (code === undefined || traded.current === code) return;
		traded.current = code;
		session.signInByCode(code).then(onDone, setFailure);
	}, [code, session, onDone]);
	if (arrival?.kind === 'sso-error') {
		return <ProblemAlert error={arrival} title={sessionTexts.ssoFailed} text={sessionTexts.ssoReason(arrival.code)} />;
	}
	if (code === undefined) return null;
	if (failure !== undefined) return <ProblemAlert error={failure} title={sessionTexts.ssoFailed} />;
	return <Loader size="sm" mx="auto" />;
}

/** To where the person wanted to go before they were asked to sign in. */
function useGoOn(): () => void {
	const router = useRouter();
	const { to } = route.useSearch();
	return () => router.history.push(to ?? '/');
}
